//! The engine: petgraph graphs and integer costs. Knows no freight word and imports nothing of ours.
//!
//! Every algorithm takes the graph, a weight per edge (by edge index; [`FORBIDDEN`] closes the edge)
//! and node indexes. Costs are `u64`, so sums are exact; equal costs are settled by the order of
//! the graph, so answers are stable.

mod alternatives;
mod cut;
mod hierarchy;
mod k_shortest;
mod losses;
mod packing;
mod pareto;
mod shortest;
mod simplex;
mod within;

pub use alternatives::{Alternatives, Rules, distinct};
pub use cut::{Cut, Separation, cut};
pub use hierarchy::{Hierarchy, Topology};
pub use k_shortest::KShortest;
pub use losses::Losses;
pub use packing::{Flow, Throughput, max_flow};
pub use pareto::{Costs, MEASURES, ParetoSet, pareto, thin};
pub use shortest::{Search, Tree, shortest_path, tree, tree_from};
pub use within::{Within, within};

use petgraph::graph::{EdgeIndex, NodeIndex};

/// The weight of an edge that must not be used.
pub const FORBIDDEN: u64 = u64::MAX;

/// What an edge may weigh: one integer, or several compared in order, so that what ties in the first is
/// settled by the next and every figure of a cheapest path is the same whichever path is found.
pub trait Weight: Copy + Ord + Default + std::fmt::Debug {
    /// The weight of an edge that must not be used, above all others.
    const FORBIDDEN: Self;

    /// The sum.
    fn plus(self, other: Self) -> Self;

    /// The figure that is compared first.
    fn leading(self) -> u64;
}

impl Weight for u64 {
    const FORBIDDEN: Self = FORBIDDEN;

    fn plus(self, other: Self) -> Self {
        self.saturating_add(other)
    }

    fn leading(self) -> u64 {
        self
    }
}

impl Weight for Costs {
    const FORBIDDEN: Self = [FORBIDDEN; MEASURES];

    fn plus(self, other: Self) -> Self {
        std::array::from_fn(|i| self[i].saturating_add(other[i]))
    }

    fn leading(self) -> u64 {
        self[0]
    }
}

/// A walk from a root along edges, and its cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Sum of the weights.
    pub cost: u64,
    /// First node.
    pub root: NodeIndex,
    /// Edges in order.
    pub edges: Vec<EdgeIndex>,
}

#[cfg(test)]
pub(crate) mod testing {
    //! Random small graphs and brute force over them.

    use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
    use petgraph::visit::EdgeRef;
    use proptest::prelude::*;

    use super::{FORBIDDEN, Path};

    /// A graph of `2..=nodes` nodes with random edges (parallel ones and closed ones too), and weights.
    pub fn graph(nodes: usize) -> impl Strategy<Value = (DiGraph<(), ()>, Vec<u64>)> {
        (2..=nodes).prop_flat_map(|n| {
            let weight = prop_oneof![9 => 0..20u64, 1 => Just(FORBIDDEN)];
            prop::collection::vec((0..n as u32, 0..n as u32, weight), 0..n * 3).prop_map(move |edges| {
                let mut graph = DiGraph::new();
                for _ in 0..n {
                    graph.add_node(());
                }
                let weights = edges.iter().map(|e| e.2).collect();
                for (a, b, _) in edges {
                    graph.add_edge(NodeIndex::from(a), NodeIndex::from(b), ());
                }
                (graph, weights)
            })
        })
    }

    /// All loopless paths from a root to a target, cheapest first.
    pub fn all_paths(graph: &DiGraph<(), ()>, weights: &[u64], root: NodeIndex, target: NodeIndex) -> Vec<Path> {
        fn walk(
            graph: &DiGraph<(), ()>,
            weights: &[u64],
            at: NodeIndex,
            target: NodeIndex,
            seen: &mut Vec<NodeIndex>,
            edges: &mut Vec<EdgeIndex>,
            out: &mut Vec<Path>,
        ) {
            if at == target {
                let cost = edges.iter().map(|e| weights[e.index()]).sum();
                return out.push(Path { cost, root: seen[0], edges: edges.clone() });
            }
            for edge in graph.edges(at) {
                if weights[edge.id().index()] == FORBIDDEN || seen.contains(&edge.target()) {
                    continue;
                }
                seen.push(edge.target());
                edges.push(edge.id());
                walk(graph, weights, edge.target(), target, seen, edges, out);
                edges.pop();
                seen.pop();
            }
        }
        let mut out = Vec::new();
        walk(graph, weights, root, target, &mut vec![root], &mut Vec::new(), &mut out);
        out.sort_by_key(|p| p.cost);
        out
    }
}
