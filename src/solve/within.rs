//! Dijkstra's search in a small neighbourhood: touches only what lies within a limit.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use super::FORBIDDEN;

/// What lies within a limit of a root, each with its cost and the last edge on the way (none at the root).
#[derive(Clone, Debug, Default)]
pub struct Within {
    reached: HashMap<NodeIndex, (u64, Option<EdgeIndex>)>,
}

impl Within {
    /// The cost from the root, `None` beyond the limit.
    pub fn cost(&self, node: NodeIndex) -> Option<u64> {
        self.reached.get(&node).map(|r| r.0)
    }

    /// The edges from the root to a node, `None` beyond the limit.
    pub fn edges<N, E>(&self, graph: &DiGraph<N, E>, node: NodeIndex) -> Option<Vec<EdgeIndex>> {
        let mut edges = Vec::new();
        let mut last = self.reached.get(&node)?.1;
        while let Some(edge) = last {
            edges.push(edge);
            last = self.reached.get(&graph.edge_endpoints(edge)?.0)?.1;
        }
        edges.reverse();
        Some(edges)
    }
}

/// Finds everything within `limit` of a root. O(n log n) in what is found, whatever the size of the graph.
pub fn within<N, E>(graph: &DiGraph<N, E>, weights: &[u64], root: NodeIndex, limit: u64) -> Within {
    let mut reached = HashMap::from([(root, (0u64, None))]);
    let mut heap = BinaryHeap::from([Reverse((0u64, root))]);
    while let Some(Reverse((cost, at))) = heap.pop() {
        if reached.get(&at).is_some_and(|r| r.0 < cost) {
            continue;
        }
        for edge in graph.edges(at) {
            let weight = weights[edge.id().index()];
            let next = cost.saturating_add(weight);
            if weight == FORBIDDEN || next > limit || reached.get(&edge.target()).is_some_and(|r| r.0 <= next) {
                continue;
            }
            reached.insert(edge.target(), (next, Some(edge.id())));
            heap.push(Reverse((next, edge.target())));
        }
    }
    Within { reached }
}

#[cfg(test)]
mod tests {
    use super::super::{testing, tree};
    use super::*;
    use petgraph::Direction;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_tree_up_to_the_limit((graph, weights) in testing::graph(8), limit in 0u64..60) {
            let root = NodeIndex::new(0);
            let all = tree(&graph, &weights, &[root], Direction::Outgoing);
            let found = within(&graph, &weights, root, limit);
            for node in graph.node_indices() {
                prop_assert_eq!(found.cost(node), all.cost(node).filter(|c| *c <= limit));
                if let Some(edges) = found.edges(&graph, node) {
                    prop_assert_eq!(Some(edges.iter().map(|e| weights[e.index()]).sum::<u64>()), found.cost(node));
                }
            }
        }
    }
}
