//! Shortest paths after losses: what the cheapest paths from a root come to when some edges are gone,
//! without solving anew.
//!
//! Only nodes whose tree path uses a lost edge can change; they are the subtrees below the lost tree edges.
//! Each of them starts from its best edge out of the unchanged part, and Dijkstra's algorithm runs on the
//! changed part alone: the decremental half of Ramalingam and Reps (1996, "An incremental algorithm for a
//! generalization of the shortest-path problem", doi:10.1006/jagm.1996.0046).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

use super::{Tree, Weight, tree};

/// The shortest-path tree of some roots, ready to lose edges. Every loss starts from the whole graph.
#[derive(Debug)]
pub struct Losses<'g, N, E, W> {
    graph: &'g DiGraph<N, E>,
    targets: Vec<NodeIndex>,
    is_target: Vec<bool>,
    tree: Tree<W>,
    /// Edges out of and into each node that may be on the way to a target.
    outgoing: Adjacency<W>,
    incoming: Adjacency<W>,
    /// Nodes of the tree, each before those below it; and the range of each node with all below it.
    order: Vec<NodeIndex>,
    range: Vec<(u32, u32)>,
    /// The loss in which an edge was last lost, a node last changed.
    round: u32,
    lost: Vec<u32>,
    changed: Vec<u32>,
    /// Cost and last edge of each node that the present loss changes.
    cost: Vec<W>,
    edge: Vec<EdgeIndex>,
    heap: BinaryHeap<Reverse<(W, NodeIndex)>>,
    below: Vec<NodeIndex>,
}

impl<'g, N, E, W: Weight> Losses<'g, N, E, W> {
    /// Grows the tree. O((V + E) log V).
    pub fn new(graph: &'g DiGraph<N, E>, weights: &'g [W], roots: &[NodeIndex], targets: &[NodeIndex]) -> Self {
        let tree = tree(graph, weights, roots, Direction::Outgoing);
        let mut is_target = vec![false; graph.node_count()];
        for target in targets {
            is_target[target.index()] = true;
        }
        let mut passed = passed(graph, roots, &is_target);
        graph.node_indices().filter(|n| tree.cost(*n).is_none()).for_each(|n| passed[n.index()] = false);
        let (order, range) = preorder(graph, &tree, &passed);
        let [outgoing, incoming] = [Direction::Outgoing, Direction::Incoming].map(|d| Adjacency::new(graph, weights, d, &passed));
        Self {
            graph,
            outgoing,
            incoming,
            targets: targets.to_vec(),
            is_target,
            tree,
            order,
            range,
            round: 0,
            lost: vec![0; graph.edge_count()],
            changed: vec![0; graph.node_count()],
            cost: vec![W::FORBIDDEN; graph.node_count()],
            edge: vec![EdgeIndex::end(); graph.node_count()],
            heap: BinaryHeap::new(),
            below: Vec::new(),
        }
    }

    /// The tree without a loss.
    pub fn tree(&self) -> &Tree<W> {
        &self.tree
    }

    /// The edges of the tree on the way to any target, each once.
    pub fn edges_to_targets(&self) -> Vec<EdgeIndex> {
        let mut seen = vec![false; self.graph.node_count()];
        let mut out = Vec::new();
        for &target in &self.targets {
            let mut at = target;
            while !std::mem::replace(&mut seen[at.index()], true)
                && let Some(edge) = self.tree.edge(at)
                && let Some((from, _)) = self.graph.edge_endpoints(edge)
            {
                out.push(edge);
                at = from;
            }
        }
        out
    }

    /// Loses some edges, and calls `each` for every target whose tree path used one of them, with its cost
    /// before and after; `None` when it is cut off.
    ///
    /// O(changed part x log), and the lost edges; it stops at the last changed target.
    pub fn without(&mut self, edges: impl Iterator<Item = EdgeIndex> + Clone, mut each: impl FnMut(NodeIndex, W, Option<W>)) {
        self.round += 1;
        let round = self.round;
        self.below.clear();
        for edge in edges.clone() {
            self.lost[edge.index()] = round;
        }
        for edge in edges {
            if let Some((_, to)) = self.graph.edge_endpoints(edge)
                && self.tree.edge(to) == Some(edge)
                && self.changed[to.index()] != round
            {
                let (first, end) = self.range[to.index()];
                for &node in &self.order[first as usize..end as usize] {
                    // A subtree may lie within one already seen, or contain one.
                    if std::mem::replace(&mut self.changed[node.index()], round) != round {
                        self.below.push(node);
                    }
                }
            }
        }
        self.restart();
        let mut waiting = self.below.iter().filter(|n| self.is_target[n.index()]).count();
        while waiting > 0
            && let Some(Reverse((cost, at))) = self.heap.pop()
        {
            if cost > self.cost[at.index()] {
                continue;
            }
            waiting -= usize::from(self.is_target[at.index()]);
            for &(next, edge, weight) in self.outgoing.of(at) {
                if self.changed[next.index()] != round || self.lost[edge.index()] == round {
                    continue;
                }
                if cost.leading().saturating_add(weight.leading()) > self.cost[next.index()].leading() {
                    continue;
                }
                let reached = cost.plus(weight);
                if reached < self.cost[next.index()] {
                    self.cost[next.index()] = reached;
                    self.edge[next.index()] = edge;
                    self.heap.push(Reverse((reached, next)));
                }
            }
        }
        for &node in self.below.iter().filter(|n| self.is_target[n.index()]) {
            if let Some(before) = self.tree.cost(node) {
                each(node, before, Some(self.cost[node.index()]).filter(|c| *c != W::FORBIDDEN));
            }
        }
    }

    /// Gives every changed node its best edge out of the unchanged part.
    fn restart(&mut self) {
        self.heap.clear();
        for &node in &self.below {
            let (mut best, mut by) = (W::FORBIDDEN, EdgeIndex::end());
            for &(from, edge, weight) in self.incoming.of(node) {
                if self.changed[from.index()] == self.round || self.lost[edge.index()] == self.round {
                    continue;
                }
                // The first figure alone settles most comparisons.
                let cost = self.tree.reached(from);
                if cost.leading().saturating_add(weight.leading()) > best.leading() {
                    continue;
                }
                let reached = cost.plus(weight);
                if reached < best {
                    (best, by) = (reached, edge);
                }
            }
            self.cost[node.index()] = best;
            self.edge[node.index()] = by;
            if best != W::FORBIDDEN {
                self.heap.push(Reverse((best, node)));
            }
        }
    }

    /// The edges of the path to a target after the last loss, last edge first; none when it is cut off.
    pub fn edges_after(&self, target: NodeIndex) -> impl Iterator<Item = EdgeIndex> {
        let mut at = target;
        std::iter::from_fn(move || {
            let edge =
                if self.changed[at.index()] == self.round { Some(self.edge[at.index()]).filter(|e| *e != EdgeIndex::end()) } else { self.tree.edge(at) }?;
            at = self.graph.edge_endpoints(edge)?.0;
            Some(edge)
        })
    }
}

/// The edges of each node in one direction side by side: the other end, the edge, its weight.
#[derive(Debug)]
struct Adjacency<W> {
    first: Vec<u32>,
    edges: Vec<(NodeIndex, EdgeIndex, W)>,
}

impl<W: Weight> Adjacency<W> {
    /// The edges that may be used between nodes that a path may pass.
    fn new<N, E>(graph: &DiGraph<N, E>, weights: &[W], direction: Direction, passed: &[bool]) -> Self {
        let mut all = Self { first: Vec::with_capacity(graph.node_count() + 1), edges: Vec::with_capacity(graph.edge_count()) };
        for node in graph.node_indices() {
            all.first.push(all.edges.len() as u32);
            if passed[node.index()] {
                let mut edges = graph.neighbors_directed(node, direction).detach();
                while let Some((edge, other)) = edges.next(graph) {
                    if passed[other.index()] && weights[edge.index()] != W::FORBIDDEN {
                        all.edges.push((other, edge, weights[edge.index()]));
                    }
                }
            }
        }
        all.first.push(all.edges.len() as u32);
        all
    }

    fn of(&self, node: NodeIndex) -> &[(NodeIndex, EdgeIndex, W)] {
        &self.edges[self.first[node.index()] as usize..self.first[node.index() + 1] as usize]
    }
}

/// Nodes that a path from a root to a target may pass: what hangs on a single neighbour is peeled off again and again. O(V + E).
fn passed<N, E>(graph: &DiGraph<N, E>, roots: &[NodeIndex], is_target: &[bool]) -> Vec<bool> {
    let mut stays = is_target.to_vec();
    roots.iter().for_each(|r| stays[r.index()] = true);
    let mut passed = vec![true; graph.node_count()];
    let mut queue: Vec<NodeIndex> = graph.node_indices().collect();
    while let Some(node) = queue.pop() {
        if !passed[node.index()] || stays[node.index()] {
            continue;
        }
        let mut others = graph.neighbors_undirected(node).filter(|n| *n != node && passed[n.index()]);
        let only = others.next();
        if only.is_none_or(|first| others.all(|n| n == first)) {
            passed[node.index()] = false;
            queue.extend(only);
        }
    }
    passed
}

/// The nodes that a path may pass, each before those below it, and the range of each with all below it.
fn preorder<N, E, W: Weight>(graph: &DiGraph<N, E>, tree: &Tree<W>, passed: &[bool]) -> (Vec<NodeIndex>, Vec<(u32, u32)>) {
    let mut children: Vec<Vec<NodeIndex>> = vec![Vec::new(); graph.node_count()];
    let mut stack = Vec::new();
    for node in graph.node_indices().filter(|n| passed[n.index()]) {
        match tree.edge(node).and_then(|e| graph.edge_endpoints(e)) {
            Some((parent, _)) => children[parent.index()].push(node),
            None => stack.push((node, false)),
        }
    }
    let mut order: Vec<NodeIndex> = Vec::new();
    let mut range = vec![(0, 0); graph.node_count()];
    while let Some((node, left)) = stack.pop() {
        let at = order.len() as u32;
        if left {
            range[node.index()].1 = at;
            continue;
        }
        range[node.index()].0 = at;
        order.push(node);
        stack.push((node, true));
        stack.extend(children[node.index()].iter().map(|c| (*c, false)));
    }
    (order, range)
}

#[cfg(test)]
mod tests {
    use super::super::testing::graph;
    use super::super::{Costs, FORBIDDEN};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_repaired_tree_is_the_tree_of_the_graph_without_the_lost(
            (graph, weights) in graph(9),
            losses in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 1..4), 1..5),
        ) {
            // Several figures, so that what ties in the first is settled by the others.
            let weights: Vec<Costs> = weights.iter().enumerate().map(|(i, &w)| if w == FORBIDDEN { [w; 4] } else { [w / 4, w % 3, i as u64 % 2, 1] }).collect();
            let root = NodeIndex::new(0);
            let targets: Vec<NodeIndex> = graph.node_indices().filter(|n| n.index() % 2 == 1).collect();
            let mut losses_of_root = Losses::new(&graph, &weights, &[root], &targets);
            if graph.edge_count() == 0 { return Ok(()) }
            for lost in losses {
                let lost: Vec<EdgeIndex> = lost.iter().map(|i| EdgeIndex::new(i.index(graph.edge_count()))).collect();
                let mut cut = weights.clone();
                lost.iter().for_each(|e| cut[e.index()] = Costs::FORBIDDEN);
                let naive = tree(&graph, &cut, &[root], Direction::Outgoing);
                let mut after: Vec<Option<Costs>> = targets.iter().map(|t| losses_of_root.tree().cost(*t)).collect();
                let mut hit = Vec::new();
                losses_of_root.without(lost.iter().copied(), |target, before, cost| {
                    let at = targets.iter().position(|t| *t == target).unwrap();
                    assert_eq!(after[at], Some(before));
                    after[at] = cost;
                    hit.push(target);
                });
                prop_assert_eq!(&after, &targets.iter().map(|t| naive.cost(*t)).collect::<Vec<_>>());
                for (target, cost) in targets.iter().zip(&after) {
                    let edges: Vec<EdgeIndex> = losses_of_root.edges_after(*target).collect();
                    prop_assert!(edges.iter().all(|e| !lost.contains(e)));
                    if let Some(cost) = cost {
                        prop_assert_eq!(edges.iter().fold(Costs::default(), |sum, e| sum.plus(weights[e.index()])), *cost);
                        prop_assert_eq!(edges.last().map_or(*target, |e| graph.edge_endpoints(*e).unwrap().0), root);
                    }
                    // Only who used a lost edge is called.
                    let path = losses_of_root.tree().path(&graph, *target);
                    prop_assert_eq!(path.is_some_and(|p| p.edges.iter().any(|e| lost.contains(e))), hit.contains(target));
                }
            }
        }

        #[test]
        fn the_edges_to_the_targets_are_those_of_their_paths((graph, weights) in graph(9)) {
            let root = NodeIndex::new(0);
            let targets: Vec<NodeIndex> = graph.node_indices().filter(|n| n.index() % 3 != 0).collect();
            let losses = Losses::new(&graph, &weights, &[root], &targets);
            let mut found = losses.edges_to_targets();
            found.sort_unstable();
            let mut expected: Vec<EdgeIndex> = targets.iter().filter_map(|t| losses.tree().path(&graph, *t)).flat_map(|p| p.edges).collect();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!(found, expected);
        }
    }
}
