//! What of a hierarchy does not depend on weights: the order of the nodes, and the edges that contracting them may need.

use petgraph::graph::{DiGraph, NodeIndex};
use serde::{Deserialize, Serialize};

use super::order::{Part, order};

/// A node that no path passes: it has no edge in, or none out.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// The order in which a graph is contracted, and every edge between two nodes that contracting those below
/// may join: made once, good for any weights.
#[derive(Debug, Serialize, Deserialize)]
pub struct Topology {
    /// The rank of each node of the graph, [`OUTSIDE`] for those that no path passes.
    pub(super) rank: Vec<u32>,
    /// Where the upper neighbours of each rank begin, ...
    pub(super) first: Vec<u32>,
    /// ... and those neighbours, sorted; the first is its parent in the elimination tree.
    pub(super) head: Vec<u32>,
}

impl Topology {
    /// Orders a graph by the positions of its nodes. Seconds for 10^5 edges; nearly linear on planar graphs.
    pub fn new<N, E>(graph: &DiGraph<N, E>, position: impl Fn(NodeIndex) -> [f32; 2]) -> Self {
        let (mut enters, mut leaves) = (vec![false; graph.node_count()], vec![false; graph.node_count()]);
        let edges = || graph.raw_edges().iter().map(|e| (e.source().index(), e.target().index())).filter(|(a, b)| a != b);
        for (from, to) in edges() {
            leaves[from] = true;
            enters[to] = true;
        }
        let inside: Vec<usize> = (0..graph.node_count()).filter(|n| enters[*n] && leaves[*n]).collect();
        let mut number = vec![OUTSIDE; graph.node_count()];
        inside.iter().enumerate().for_each(|(i, n)| number[*n] = i as u32);
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (from, to) in edges().map(|(a, b)| (number[a], number[b])).filter(|(a, b)| *a != OUTSIDE && *b != OUTSIDE) {
            pairs.extend([(from, to), (to, from)]);
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut first = vec![0; inside.len() + 1];
        pairs.iter().for_each(|(from, _)| first[*from as usize + 1] += 1);
        for i in 0..inside.len() {
            first[i + 1] += first[i];
        }
        let head = pairs.iter().map(|p| p.1).collect();
        drop(pairs);
        let part = Part { names: (0..inside.len() as u32).collect(), at: inside.iter().map(|n| position(NodeIndex::new(*n))).collect(), first, head };
        let neighbours = (part.first.clone(), part.head.clone());
        let order = order(part);
        let mut ranks = vec![0; inside.len()];
        order.iter().enumerate().for_each(|(rank, n)| ranks[*n as usize] = rank as u32);
        let (first, head) = eliminate(&order, &ranks, &neighbours);
        inside.iter().zip(&ranks).for_each(|(n, rank)| number[*n] = *rank);
        Self { rank: number, first, head }
    }

    /// How many nodes are ranked.
    pub(super) fn size(&self) -> usize {
        self.first.len() - 1
    }

    /// The upper neighbours of a rank: where they stand.
    pub(super) fn upper(&self, rank: usize) -> std::ops::Range<usize> {
        self.first[rank] as usize..self.first[rank + 1] as usize
    }
}

/// Contracts in order: the neighbours of a node above it become neighbours of each other.
fn eliminate(order: &[u32], ranks: &[u32], (first, head): &(Vec<u32>, Vec<u32>)) -> (Vec<u32>, Vec<u32>) {
    let mut inherited: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
    let (mut out_first, mut out) = (vec![0], Vec::with_capacity(head.len()));
    for (rank, &node) in order.iter().enumerate() {
        let mut upper = std::mem::take(&mut inherited[rank]);
        let own = &head[first[node as usize] as usize..first[node as usize + 1] as usize];
        upper.extend(own.iter().map(|n| ranks[*n as usize]).filter(|r| *r as usize > rank));
        upper.sort_unstable();
        upper.dedup();
        // It is enough to hand them to the lowest, which hands them on.
        if let Some((parent, rest)) = upper.split_first() {
            inherited[*parent as usize].extend_from_slice(rest);
        }
        out.extend_from_slice(&upper);
        out_first.push(out.len() as u32);
    }
    (out_first, out)
}
