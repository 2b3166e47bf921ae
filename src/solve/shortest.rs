//! Shortest paths: Dijkstra (1959, doi:10.1007/BF01386390), and A* (Hart, Nilsson and Raphael 1968,
//! doi:10.1109/TSSC.1968.300136) under exact lower bounds for repeated searches to the same targets.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use super::{FORBIDDEN, Path, Weight};

/// Costs from a set of roots to every node (or from every node to the set), with the tree behind them.
#[derive(Clone, Debug)]
pub struct Tree<W = u64> {
    direction: Direction,
    cost: Vec<W>,
    edge: Vec<EdgeIndex>,
}

impl<W: Weight> Tree<W> {
    /// The cost between the roots and a node, `None` when there is no way.
    pub fn cost(&self, node: NodeIndex) -> Option<W> {
        Some(self.cost[node.index()]).filter(|&c| c != W::FORBIDDEN)
    }

    /// How many nodes its graph has.
    pub fn node_count(&self) -> usize {
        self.cost.len()
    }

    /// The same of a node that is known to have a way.
    pub(super) fn reached(&self, node: NodeIndex) -> W {
        self.cost[node.index()]
    }

    /// The last edge of the path between the roots and a node, `None` at a root and where there is no way.
    pub fn edge(&self, node: NodeIndex) -> Option<EdgeIndex> {
        Some(self.edge[node.index()]).filter(|&e| e != EdgeIndex::end())
    }

    /// The cheapest path between the roots and any of some nodes.
    pub fn best<N, E>(&self, graph: &DiGraph<N, E>, nodes: &[NodeIndex]) -> Option<Path> {
        self.path(graph, nodes.iter().copied().min_by_key(|n| (self.cost[n.index()], n.index()))?)
    }

    /// The path between the roots and a node, always in the direction of travel.
    pub fn path<N, E>(&self, graph: &DiGraph<N, E>, node: NodeIndex) -> Option<Path> {
        let cost = self.cost(node)?.leading();
        let mut edges = Vec::new();
        let mut at = node;
        while let edge = self.edge[at.index()]
            && edge != EdgeIndex::end()
        {
            edges.push(edge);
            let (from, to) = graph.edge_endpoints(edge)?;
            at = if self.direction == Direction::Outgoing { from } else { to };
        }
        if self.direction == Direction::Outgoing {
            edges.reverse();
            Some(Path { cost, root: at, edges })
        } else {
            Some(Path { cost, root: node, edges })
        }
    }
}

/// Grows the shortest-path tree from the roots along edges (`Outgoing`), or against them (`Incoming`).
///
/// O((V + E) log V). Edges at [`Weight::FORBIDDEN`] are not used. Of several ways that cost the
/// same each node takes the edge that stands first in the graph (edges that cost nothing apart, which could lead in a circle),
/// so that a tree from the targets gives every question between the same ends the same path.
pub fn tree<N, E, W: Weight>(graph: &DiGraph<N, E>, weights: &[W], roots: &[NodeIndex], direction: Direction) -> Tree<W> {
    tree_from(graph, weights, roots.iter().map(|&root| (root, W::default())), direction)
}

/// The same from roots that have a cost already, as at the second stage of a way in stages. A root that is
/// reached for less from another is no root.
pub fn tree_from<N, E, W: Weight>(graph: &DiGraph<N, E>, weights: &[W], roots: impl IntoIterator<Item = (NodeIndex, W)>, direction: Direction) -> Tree<W> {
    let mut tree = Tree { direction, cost: vec![W::FORBIDDEN; graph.node_count()], edge: vec![EdgeIndex::end(); graph.node_count()] };
    let mut heap = BinaryHeap::new();
    for (root, cost) in roots {
        if cost < tree.cost[root.index()] {
            tree.cost[root.index()] = cost;
            heap.push(Reverse((cost, root)));
        }
    }
    while let Some(Reverse((cost, at))) = heap.pop() {
        if cost > tree.cost[at.index()] {
            continue;
        }
        for edge in graph.edges_directed(at, direction) {
            let weight = weights[edge.id().index()];
            if weight == W::FORBIDDEN {
                continue;
            }
            let next = if direction == Direction::Outgoing { edge.target() } else { edge.source() };
            let reached = cost.plus(weight);
            if reached < tree.cost[next.index()] {
                tree.cost[next.index()] = reached;
                tree.edge[next.index()] = edge.id();
                heap.push(Reverse((reached, next)));
            } else if reached == tree.cost[next.index()] && weight > W::default() && edge.id() < tree.edge[next.index()] {
                tree.edge[next.index()] = edge.id();
            }
        }
    }
    tree
}

/// The cheapest path from any root to any target. O((V + E) log V).
pub fn shortest_path<N, E>(graph: &DiGraph<N, E>, weights: &[u64], roots: &[NodeIndex], targets: &[NodeIndex]) -> Option<Path> {
    tree(graph, weights, targets, Direction::Incoming).best(graph, roots)
}

/// Repeated searches to the same targets on the same graph, each with its own bans: A* under the exact
/// remaining costs of the graph without bans, which touches little more than the path.
#[derive(Debug)]
pub struct Search<'g, N, E> {
    graph: &'g DiGraph<N, E>,
    weights: &'g [u64],
    /// Costs to the targets without bans: the lower bounds.
    bounds: Tree,
    is_target: Vec<bool>,
    cost: Vec<u64>,
    edge: Vec<EdgeIndex>,
    touched: Vec<NodeIndex>,
}

impl<'g, N, E> Search<'g, N, E> {
    /// Prepares searches to the targets: one [`tree`] against the edges.
    pub fn new(graph: &'g DiGraph<N, E>, weights: &'g [u64], targets: &[NodeIndex]) -> Self {
        let mut is_target = vec![false; graph.node_count()];
        for target in targets {
            is_target[target.index()] = true;
        }
        Self {
            graph,
            weights,
            bounds: tree(graph, weights, targets, Direction::Incoming),
            is_target,
            cost: vec![FORBIDDEN; graph.node_count()],
            edge: vec![EdgeIndex::end(); graph.node_count()],
            touched: Vec::new(),
        }
    }

    /// The cheapest path from any root to any target, without bans.
    pub fn best(&self, roots: &[NodeIndex]) -> Option<Path> {
        self.bounds.best(self.graph, roots)
    }

    /// The graph it searches.
    pub fn graph(&self) -> &'g DiGraph<N, E> {
        self.graph
    }

    /// The weight of an edge.
    pub fn weight(&self, edge: EdgeIndex) -> u64 {
        self.weights[edge.index()]
    }

    /// The cheapest path from any root to any target that uses no banned edge and enters no banned
    /// node, of at most `limit` cost.
    pub fn path(&mut self, roots: &[NodeIndex], limit: u64, banned_edge: impl Fn(EdgeIndex) -> bool, banned_node: impl Fn(NodeIndex) -> bool) -> Option<Path> {
        for node in self.touched.drain(..) {
            self.cost[node.index()] = FORBIDDEN;
            self.edge[node.index()] = EdgeIndex::end();
        }
        let mut heap = BinaryHeap::new();
        for &root in roots {
            if let Some(rest) = self.bounds.cost(root).filter(|&rest| rest <= limit && !banned_node(root)) {
                self.cost[root.index()] = 0;
                self.touched.push(root);
                heap.push(Reverse((rest, root)));
            }
        }
        while let Some(Reverse((bound, at))) = heap.pop() {
            let cost = self.cost[at.index()];
            if self.is_target[at.index()] {
                return Some(self.trace(at, cost));
            }
            if self.bounds.cost(at).is_none_or(|rest| cost.saturating_add(rest) < bound) {
                continue;
            }
            for edge in self.graph.edges(at) {
                let (weight, next) = (self.weights[edge.id().index()], edge.target());
                let Some(rest) = self.bounds.cost(next).filter(|_| weight != FORBIDDEN) else { continue };
                let reached = cost.saturating_add(weight);
                let bound = reached.saturating_add(rest);
                let better = bound <= limit && reached < self.cost[next.index()];
                let as_good = reached == self.cost[next.index()] && weight > 0 && edge.id() < self.edge[next.index()];
                if !(better || as_good) || banned_edge(edge.id()) || banned_node(next) {
                    continue;
                }
                self.edge[next.index()] = edge.id();
                if better {
                    self.touched.push(next);
                    self.cost[next.index()] = reached;
                    heap.push(Reverse((bound, next)));
                }
            }
        }
        None
    }

    fn trace(&self, target: NodeIndex, cost: u64) -> Path {
        let mut edges = Vec::new();
        let mut at = target;
        while let edge = self.edge[at.index()]
            && let Some((from, _)) = self.graph.edge_endpoints(edge)
        {
            edges.push(edge);
            at = from;
        }
        edges.reverse();
        Path { cost, root: at, edges }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_paths, graph};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_shortest_path_is_the_cheapest_of_all((graph, weights) in graph(7), target in 1..7usize) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(target.min(graph.node_count() - 1)));
            let best = all_paths(&graph, &weights, root, target).first().map(|p| p.cost);
            prop_assert_eq!(shortest_path(&graph, &weights, &[root], &[target]).map(|p| p.cost), best);
            let backwards = tree(&graph, &weights, &[target], Direction::Incoming);
            prop_assert_eq!(backwards.cost(root), best);
            prop_assert_eq!(backwards.path(&graph, root).map(|p| p.edges.iter().map(|e| weights[e.index()]).sum()), best);
        }

        #[test]
        fn a_tree_in_two_stages_passes_the_best_of_the_places_between((graph, weights) in graph(7), via in prop::collection::vec(any::<bool>(), 7), target in 0..7usize) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(target.min(graph.node_count() - 1)));
            let via: Vec<NodeIndex> = graph.node_indices().filter(|n| via[n.index()]).collect();
            let first = tree(&graph, &weights, &[root], Direction::Outgoing);
            let second = tree_from(&graph, &weights, via.iter().filter_map(|&v| Some((v, first.cost(v)?))), Direction::Outgoing);
            let through = |v: &NodeIndex| Some(first.cost(*v)? + tree(&graph, &weights, &[*v], Direction::Outgoing).cost(target)?);
            prop_assert_eq!(second.cost(target), via.iter().filter_map(through).min());
        }

        #[test]
        fn a_search_with_bans_equals_a_graph_without_the_banned((graph, weights) in graph(7), target in 1..7usize, banned in prop::collection::vec(any::<bool>(), 21)) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(target.min(graph.node_count() - 1)));
            let cut: Vec<u64> = weights.iter().zip(&banned).map(|(&w, &b)| if b { FORBIDDEN } else { w }).collect();
            let mut search = Search::new(&graph, &weights, &[target]);
            let expected = shortest_path(&graph, &cut, &[root], &[target]).map(|p| p.cost);
            for _ in 0..2 {
                let found = search.path(&[root], u64::MAX - 1, |e| banned[e.index()], |_| false);
                prop_assert_eq!(found.as_ref().map(|p| p.cost), expected);
                if let Some(path) = found {
                    prop_assert!(path.edges.iter().all(|e| !banned[e.index()]));
                    prop_assert_eq!(path.edges.iter().map(|e| weights[e.index()]).sum::<u64>(), path.cost);
                }
            }
        }
    }
}
