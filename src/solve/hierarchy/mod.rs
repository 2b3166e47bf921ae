//! Repeated searches on one large graph: customizable contraction hierarchies (Dibbelt, Strasser and Wagner 2016,
//! doi:10.1145/2886843), on costs of 64 bits.
//!
//! Exact: what is found costs as much as what Dijkstra finds, to the last bit. Of two paths that cost the very
//! same it may give the other, always the same one. A [`Topology`] is made once of a graph; other weights
//! of the same graph need only a new [`Hierarchy`] on it. Why this is not one of the crates is in `docs/benchmarks/`.

mod metric;
mod order;
mod topology;

use std::sync::{Mutex, PoisonError};

use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;
use serde::{Deserialize, Serialize};

use super::{FORBIDDEN, Path};
use metric::{Side, Via};
use topology::OUTSIDE;
pub use topology::Topology;

/// A graph prepared for searches from any roots to any targets; several threads may search.
#[derive(Serialize, Deserialize)]
pub struct Hierarchy {
    /// The rank of each node of the graph.
    rank: Vec<u32>,
    /// The next rank that a search from a rank looks at, [`OUTSIDE`] at the top.
    parent: Vec<u32>,
    up: Side,
    down: Side,
    #[serde(skip)]
    idle: Mutex<Vec<[Sweep; 2]>>,
}

/// Where a search enters or leaves the ranks.
#[derive(Clone, Copy)]
struct Door {
    rank: u32,
    cost: u64,
    edge: Option<EdgeIndex>,
    node: NodeIndex,
}

/// What one of the two searches of a question has reached.
struct Sweep {
    /// The cost of each rank.
    reached: Vec<u64>,
    /// The ranks looked at, in order.
    seen: Vec<u32>,
}

impl Hierarchy {
    /// Weighs a topology for the graph it was made of. A fraction of what making the topology takes.
    pub fn new<N, E>(topology: &Topology, graph: &DiGraph<N, E>, weights: &[u64]) -> Self {
        let rank = |node: NodeIndex| topology.rank[node.index()];
        let edges = graph.raw_edges().iter().zip(weights).map(|(e, w)| (rank(e.source()), rank(e.target()), *w));
        let (up, down) = metric::weigh(topology, edges);
        let parent = (0..topology.size()).map(|r| topology.head[topology.upper(r)].first().copied().unwrap_or(OUTSIDE)).collect();
        Self { rank: topology.rank.clone(), parent, up, down, idle: Mutex::default() }
    }

    /// The cheapest path from any root to any target, on the graph and weights it was made of.
    pub fn path<N, E>(&self, graph: &DiGraph<N, E>, weights: &[u64], roots: &[NodeIndex], targets: &[NodeIndex]) -> Option<Path> {
        if let Some(&root) = roots.iter().filter(|r| targets.contains(r)).min() {
            return Some(Path { cost: 0, root, edges: Vec::new() });
        }
        let starts = self.doors(graph, weights, roots, Direction::Outgoing);
        let ends = self.doors(graph, weights, targets, Direction::Incoming);
        let within = self.meet(&starts, &ends, |[forward, backward], rank| self.trace((forward, &starts), (backward, &ends), rank));
        let direct = direct(graph, weights, roots, targets).map(|(cost, root, edge)| Path { cost, root, edges: vec![edge] });
        within.into_iter().chain(direct).min_by_key(|p| p.cost)
    }

    /// What the cheapest path costs, in half the time that the path takes.
    pub fn cost<N, E>(&self, graph: &DiGraph<N, E>, weights: &[u64], roots: &[NodeIndex], targets: &[NodeIndex]) -> Option<u64> {
        if roots.iter().any(|r| targets.contains(r)) {
            return Some(0);
        }
        let starts = self.doors(graph, weights, roots, Direction::Outgoing);
        let ends = self.doors(graph, weights, targets, Direction::Incoming);
        let within = self.meet(&starts, &ends, |sweeps, rank| Some(sweeps.each_ref().map(|s| s.reached[rank as usize]).iter().sum()));
        within.into_iter().chain(direct(graph, weights, roots, targets).map(|d| d.0)).min()
    }

    /// The ranked nodes that are roots (or targets), or one edge from one; of each the cheapest door, in order of rank.
    fn doors<N, E>(&self, graph: &DiGraph<N, E>, weights: &[u64], nodes: &[NodeIndex], direction: Direction) -> Vec<Door> {
        let mut doors = Vec::new();
        for &node in nodes {
            let rank = self.rank[node.index()];
            if rank != OUTSIDE {
                doors.push(Door { rank, cost: 0, edge: None, node });
                continue;
            }
            for edge in graph.edges_directed(node, direction) {
                let next = if direction == Direction::Outgoing { edge.target() } else { edge.source() };
                let (rank, cost) = (self.rank[next.index()], weights[edge.id().index()]);
                if rank != OUTSIDE && cost != FORBIDDEN {
                    doors.push(Door { rank, cost, edge: Some(edge.id()), node });
                }
            }
        }
        doors.sort_unstable_by_key(|d| (d.rank, d.cost, d.edge, d.node));
        doors.dedup_by_key(|d| d.rank);
        doors
    }

    /// Searches over ranked nodes, up from the starts and down to the ends, and reads off the two sweeps what is wanted of the
    /// rank where they meet, if they do.
    fn meet<T>(&self, starts: &[Door], ends: &[Door], read: impl FnOnce(&[Sweep; 2], u32) -> Option<T>) -> Option<T> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = idle().pop();
        let mut sweeps = waiting.unwrap_or_else(|| [Sweep::new(self.parent.len()), Sweep::new(self.parent.len())]);
        let [forward, backward] = &mut sweeps;
        forward.enter(starts, &self.parent);
        backward.enter(ends, &self.parent);
        let meeting = self.climb(forward, backward);
        let found = meeting.and_then(|rank| read(&sweeps, rank));
        sweeps.iter_mut().for_each(Sweep::clear);
        idle().push(sweeps);
        found
    }

    /// Climbs both sides in the order of ranks; returns the rank where the cheapest path passes its highest. What costs as much as
    /// a path that is known already is not climbed on from.
    fn climb(&self, forward: &mut Sweep, backward: &mut Sweep) -> Option<u32> {
        let mut best = (FORBIDDEN, None);
        let (mut i, mut j) = (0, 0);
        while let Some(rank) = forward.seen.get(i).into_iter().chain(backward.seen.get(j)).min().copied() {
            let (rises, falls) = (forward.seen.get(i) == Some(&rank), backward.seen.get(j) == Some(&rank));
            if rises && falls {
                let met = forward.reached[rank as usize].saturating_add(backward.reached[rank as usize]);
                if met < best.0 {
                    best = (met, Some(rank));
                }
            }
            if rises {
                forward.relax(rank, best.0, &self.up);
                i += 1;
            }
            if falls {
                backward.relax(rank, best.0, &self.down);
                j += 1;
            }
        }
        best.1
    }

    /// The path whose two halves meet at a rank.
    fn trace(&self, (forward, starts): (&Sweep, &[Door]), (backward, ends): (&Sweep, &[Door]), meeting: u32) -> Option<Path> {
        let (start, rising) = forward.way(meeting, starts, &self.up)?;
        let (end, falling) = backward.way(meeting, ends, &self.down)?;
        let mut edges = Vec::from_iter(start.edge);
        // What is still to be unpacked into edges of the graph, the next one last.
        let mut open: Vec<(Direction, u32)> = falling.into_iter().rev().map(|edge| (Direction::Incoming, edge)).collect();
        open.extend(rising.into_iter().map(|edge| (Direction::Outgoing, edge)));
        while let Some((direction, edge)) = open.pop() {
            let side = if direction == Direction::Outgoing { &self.up } else { &self.down };
            match side.via(edge) {
                Via::Edge(edge) => edges.push(EdgeIndex::new(edge as usize)),
                Via::Halves(falls, rises) => open.extend([(Direction::Outgoing, rises), (Direction::Incoming, falls)]),
            }
        }
        edges.extend(end.edge);
        Some(Path { cost: forward.reached[meeting as usize] + backward.reached[meeting as usize], root: start.node, edges })
    }
}

impl Sweep {
    fn new(size: usize) -> Self {
        Self { reached: vec![FORBIDDEN; size], seen: Vec::new() }
    }

    /// Finds all ranks above the doors, in order.
    fn enter(&mut self, doors: &[Door], parent: &[u32]) {
        for door in doors {
            self.reached[door.rank as usize] = door.cost;
        }
        match doors {
            [one] => self.seen.extend(above(one.rank, parent)),
            several => {
                self.seen.extend(several.iter().flat_map(|d| above(d.rank, parent)));
                self.seen.sort_unstable();
                self.seen.dedup();
            }
        }
    }

    /// Goes on from a rank along its edges, if it was reached for less than the limit.
    fn relax(&mut self, rank: u32, limit: u64, side: &Side) {
        let cost = self.reached[rank as usize];
        if cost >= limit {
            return;
        }
        for (head, weight) in side.edges(rank) {
            let reached = &mut self.reached[head as usize];
            *reached = (*reached).min(cost.saturating_add(weight));
        }
    }

    /// The way to a rank: the door where it begins, and from the rank back the numbers of its edges. Each rank was reached from a
    /// door, or from one below whose cost and edge add up to its cost.
    fn way(&self, mut rank: u32, doors: &[Door], side: &Side) -> Option<(Door, Vec<u32>)> {
        let cost = |rank: u32| self.reached[rank as usize];
        let mut edges = Vec::new();
        let mut lower = self.seen.iter().rev();
        loop {
            if let Some(door) = doors.iter().find(|d| d.rank == rank && d.cost == cost(rank)) {
                return Some((*door, edges));
            }
            let edge;
            (rank, edge) = lower.find_map(|&below| {
                let rest = cost(rank).checked_sub(cost(below))?;
                side.edge(below, rank).filter(|e| e.1 == rest).map(|e| (below, e.0))
            })?;
            edges.push(edge);
        }
    }

    fn clear(&mut self) {
        for rank in self.seen.drain(..) {
            self.reached[rank as usize] = FORBIDDEN;
        }
    }
}

/// The cheapest edge that is a path by itself: it may pass no ranked node. Its cost, root and itself.
fn direct<N, E>(graph: &DiGraph<N, E>, weights: &[u64], roots: &[NodeIndex], targets: &[NodeIndex]) -> Option<(u64, NodeIndex, EdgeIndex)> {
    let edges = roots.iter().flat_map(|r| graph.edges(*r)).filter(|e| weights[e.id().index()] != FORBIDDEN && targets.contains(&e.target()));
    edges.map(|e| (weights[e.id().index()], e.source(), e.id())).min_by_key(|e| (e.0, e.2))
}

/// A rank and those above it in the elimination tree.
fn above(rank: u32, parent: &[u32]) -> impl Iterator<Item = u32> + '_ {
    std::iter::successors(Some(rank), |rank| Some(parent[*rank as usize]).filter(|p| *p != OUTSIDE))
}

impl std::fmt::Debug for Hierarchy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hierarchy").field("ranks", &self.parent.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::shortest_path;
    use super::super::testing::graph;
    use super::*;
    use proptest::prelude::*;

    fn chosen(graph: &DiGraph<(), ()>, chosen: &[bool]) -> Vec<NodeIndex> {
        graph.node_indices().filter(|n| chosen[n.index()]).collect()
    }

    fn agrees(hierarchy: &Hierarchy, graph: &DiGraph<(), ()>, weights: &[u64], roots: &[NodeIndex], targets: &[NodeIndex]) -> Result<(), TestCaseError> {
        let want = shortest_path(graph, weights, roots, targets);
        let found = hierarchy.path(graph, weights, roots, targets);
        prop_assert_eq!(hierarchy.cost(graph, weights, roots, targets), found.as_ref().map(|p| p.cost));
        prop_assert_eq!(found.as_ref().map(|p| p.cost), want.as_ref().map(|p| p.cost));
        let Some(found) = found else { return Ok(()) };
        prop_assert!(roots.contains(&found.root));
        prop_assert_eq!(found.edges.iter().map(|e| weights[e.index()]).sum::<u64>(), found.cost);
        let end = found.edges.iter().try_fold(found.root, |at, e| graph.edge_endpoints(*e).filter(|ends| ends.0 == at).map(|ends| ends.1));
        prop_assert!(end.is_some_and(|end| targets.contains(&end)), "{:?} is no walk to a target", found);
        Ok(())
    }

    proptest! {
        #[test]
        fn a_hierarchy_finds_what_dijkstra_finds(
            (graph, weights) in graph(16),
            at in prop::collection::vec((0..9u8, 0..9u8), 16),
            ends in prop::collection::vec((any::<bool>(), any::<bool>()), 16),
            turn in 0..50usize,
        ) {
            let topology = Topology::new(&graph, |n| [f32::from(at[n.index()].0), f32::from(at[n.index()].1)]);
            let mut other = weights.clone();
            other.rotate_left(turn.min(weights.len()));
            let (roots, targets): (Vec<bool>, Vec<bool>) = ends.into_iter().unzip();
            let (roots, targets) = (chosen(&graph, &roots), chosen(&graph, &targets));
            for weights in [weights, other] {
                let made = Hierarchy::new(&topology, &graph, &weights);
                let kept: Hierarchy = postcard::from_bytes(&postcard::to_stdvec(&made).unwrap()).unwrap();
                for hierarchy in [&made, &kept] {
                    agrees(hierarchy, &graph, &weights, &roots, &targets)?;
                    for (from, to) in graph.node_indices().flat_map(|a| graph.node_indices().map(move |b| (a, b))) {
                        agrees(hierarchy, &graph, &weights, &[from], &[to])?;
                    }
                }
            }
        }
    }
}
