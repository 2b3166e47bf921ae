//! The order of a hierarchy: nested dissection (George 1973, doi:10.1137/0710032) by inertial flow (Schild and Sommer 2015, "On
//! balanced separators in road networks", doi:10.1007/978-3-319-20086-6_22).
//!
//! Nodes are sorted along a line; the first and the last quarter are the ends of a maximum flow, and its minimum cut
//! separates the rest. Of four lines the smallest cut is taken. The same graph has the same order on any number of threads.

use std::collections::VecDeque;

/// Parts of at most this many nodes are not divided further.
const SMALL: usize = 4;
/// Parts of at least this many nodes are ordered on several cores.
const LARGE: usize = 4096;
/// The directions of the four lines.
const LINES: [[f32; 2]; 4] = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]];

/// A part of an undirected graph, with sorted neighbours.
pub(super) struct Part {
    /// What its nodes are called outside.
    pub names: Vec<u32>,
    /// Where they are.
    pub at: Vec<[f32; 2]>,
    /// Where the neighbours of each begin.
    pub first: Vec<u32>,
    /// The neighbours.
    pub head: Vec<u32>,
}

/// The names of the nodes in the order in which a hierarchy contracts them: separators last.
pub(super) fn order(part: Part) -> Vec<u32> {
    let size = part.names.len();
    if size <= SMALL {
        return part.names;
    }
    let (lower, upper, mut separator) = part.split();
    drop(part);
    let (mut out, second) = if size >= LARGE { rayon::join(|| order(lower), || order(upper)) } else { (order(lower), order(upper)) };
    out.extend(second);
    out.append(&mut separator);
    out
}

impl Part {
    fn neighbours(&self, node: usize) -> std::ops::Range<usize> {
        self.first[node] as usize..self.first[node + 1] as usize
    }

    /// Two parts that no edge joins, and the names of the nodes between them.
    fn split(&self) -> (Self, Self, Vec<u32>) {
        let reverse = self.reverse();
        let mut best: Option<(usize, Vec<bool>)> = None;
        for line in LINES {
            let limit = best.as_ref().map_or(usize::MAX, |b| b.0);
            if let Some(found) = self.cut(line, limit, &reverse) {
                best = Some(found);
            }
        }
        let side = best.map_or_else(|| vec![false; self.names.len()], |b| b.1);
        // The ends of the cut on one side separate; on the side where they are fewer.
        let crosses = |node: usize| self.neighbours(node).any(|e| side[self.head[e] as usize] != side[node]);
        let crossing: Vec<usize> = (0..side.len()).filter(|n| crosses(*n)).collect();
        let of = |wanted: bool| crossing.iter().copied().filter(|n| side[*n] == wanted).collect::<Vec<_>>();
        let (low, high) = (of(true), of(false));
        let separator = if low.len() <= high.len() { low } else { high };
        let mut place: Vec<u8> = side.iter().map(|low| u8::from(!low)).collect();
        separator.iter().for_each(|n| place[*n] = 2);
        (self.part(&place, 0), self.part(&place, 1), separator.into_iter().map(|n| self.names[n]).collect())
    }

    /// The part of the nodes at a place.
    fn part(&self, place: &[u8], wanted: u8) -> Self {
        let mut number = vec![u32::MAX; place.len()];
        let nodes: Vec<usize> = (0..place.len()).filter(|n| place[*n] == wanted).collect();
        nodes.iter().enumerate().for_each(|(i, n)| number[*n] = i as u32);
        let (mut first, mut head) = (Vec::with_capacity(nodes.len() + 1), Vec::new());
        first.push(0);
        for &node in &nodes {
            head.extend(self.neighbours(node).map(|e| number[self.head[e] as usize]).filter(|n| *n != u32::MAX));
            first.push(head.len() as u32);
        }
        Self { names: nodes.iter().map(|n| self.names[*n]).collect(), at: nodes.iter().map(|n| self.at[*n]).collect(), first, head }
    }

    /// The other direction of each edge.
    fn reverse(&self) -> Vec<u32> {
        let mut next = self.first.clone();
        let turned = |&head: &u32| {
            next[head as usize] += 1;
            next[head as usize] - 1
        };
        self.head.iter().map(turned).collect()
    }

    /// The smallest cut between the first and the last quarter along a line, and who is on the first side; `None` when it
    /// is not below the limit.
    fn cut(&self, line: [f32; 2], limit: usize, reverse: &[u32]) -> Option<(usize, Vec<bool>)> {
        let size = self.names.len();
        let along = |n: u32| self.at[n as usize][0] * line[0] + self.at[n as usize][1] * line[1];
        let mut sorted: Vec<u32> = (0..size as u32).collect();
        sorted.sort_unstable_by(|a, b| along(*a).total_cmp(&along(*b)).then(a.cmp(b)));
        let quarter = (size / 4).max(1);
        let mut end = vec![End::Between; size];
        sorted[..quarter].iter().for_each(|n| end[*n as usize] = End::First);
        sorted[size - quarter..].iter().for_each(|n| end[*n as usize] = End::Last);
        let mut flow = Flow { part: self, reverse, end, used: vec![0; self.head.len()], level: Vec::new(), next: Vec::new() };
        let mut amount = 0;
        while flow.levels() {
            flow.next = self.first[..size].to_vec();
            for &node in &sorted[..quarter] {
                while flow.push(node) {
                    amount += 1;
                    if amount >= limit {
                        return None;
                    }
                }
            }
        }
        Some((amount, flow.level.iter().map(|l| *l != u32::MAX).collect()))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    First,
    Between,
    Last,
}

/// A flow of at most one along each edge, grown by Dinic's algorithm.
struct Flow<'p> {
    part: &'p Part,
    reverse: &'p [u32],
    end: Vec<End>,
    /// 1 along an edge, -1 against it.
    used: Vec<i8>,
    level: Vec<u32>,
    next: Vec<u32>,
}

impl Flow<'_> {
    /// Steps from the first quarter along edges with room; whether the last is reached.
    fn levels(&mut self) -> bool {
        self.level = self.end.iter().map(|e| if *e == End::First { 0 } else { u32::MAX }).collect();
        let mut queue: VecDeque<u32> = (0..self.end.len() as u32).filter(|n| self.end[*n as usize] == End::First).collect();
        let mut reached = false;
        while let Some(node) = queue.pop_front() {
            for edge in self.part.neighbours(node as usize) {
                let head = self.part.head[edge] as usize;
                if self.used[edge] < 1 && self.level[head] == u32::MAX {
                    self.level[head] = self.level[node as usize] + 1;
                    reached |= self.end[head] == End::Last;
                    queue.push_back(head as u32);
                }
            }
        }
        reached
    }

    /// Sends one unit from a node to the last quarter, if it can.
    fn push(&mut self, from: u32) -> bool {
        let mut path: Vec<u32> = Vec::new();
        let mut at = from as usize;
        loop {
            if self.end[at] == End::Last {
                for edge in path {
                    self.used[edge as usize] += 1;
                    self.used[self.reverse[edge as usize] as usize] -= 1;
                }
                return true;
            }
            let edge = self.next[at];
            if edge == self.part.first[at + 1] {
                let Some(back) = path.pop() else { return false };
                at = self.part.head[self.reverse[back as usize] as usize] as usize;
                self.next[at] += 1;
                continue;
            }
            let head = self.part.head[edge as usize] as usize;
            if self.used[edge as usize] < 1 && self.level[head] == self.level[at] + 1 {
                path.push(edge);
                at = head;
            } else {
                self.next[at] += 1;
            }
        }
    }
}
