//! The weights of a hierarchy: what each of its edges costs, and which of them a search needs.

use serde::{Deserialize, Serialize};

use super::topology::{OUTSIDE, Topology};
use crate::solve::FORBIDDEN;

/// The bit of a `via` that is an edge of the graph; the others are the rank of the node between.
const EDGE: u32 = 1 << 31;

/// What a hierarchy's edge stands for.
pub(super) enum Via {
    /// An edge of the graph.
    Edge(u32),
    /// Two edges of the hierarchy that meet at a lower rank.
    Rank(u32),
}

/// The edges of one direction between each rank and those above it, as far as a search needs them.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Side {
    first: Vec<u32>,
    edges: Vec<Edge>,
}

/// An edge of a hierarchy.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Edge {
    /// Its upper end.
    pub head: u32,
    via: u32,
    /// What it costs.
    pub weight: u64,
}

impl Edge {
    pub fn via(&self) -> Via {
        if self.via & EDGE == 0 { Via::Rank(self.via) } else { Via::Edge(self.via & !EDGE) }
    }
}

impl Side {
    /// The edges of a rank.
    pub fn edges(&self, rank: u32) -> &[Edge] {
        &self.edges[self.first[rank as usize] as usize..self.first[rank as usize + 1] as usize]
    }

    /// The edge between a rank and one above it.
    pub fn edge(&self, rank: u32, head: u32) -> Option<Edge> {
        self.edges(rank).iter().find(|e| e.head == head).copied()
    }
}

/// Edge weights in one direction for every edge of the topology.
struct Weights {
    weight: Vec<u64>,
    via: Vec<u32>,
}

impl Weights {
    fn new(size: usize) -> Self {
        Self { weight: vec![FORBIDDEN; size], via: vec![0; size] }
    }

    fn lower(&mut self, edge: usize, weight: u64, via: u32) {
        if weight < self.weight[edge] {
            (self.weight[edge], self.via[edge]) = (weight, via);
        }
    }
}

/// Weighs a topology by the edges of its graph, given as (from, to, weight): up and down.
///
/// Customisation as by Dibbelt, Strasser and Wagner (2016, "Customizable contraction hierarchies",
/// doi:10.1145/2886843): from below, an edge becomes the cheapest way over lower ranks; from above, one for which there is a cheaper
/// way over higher ranks is dropped.
pub(super) fn weigh(topology: &Topology, edges: impl Iterator<Item = (u32, u32, u64)>) -> (Side, Side) {
    let count = topology.head.len();
    let (mut up, mut down) = (Weights::new(count), Weights::new(count));
    for (i, (from, to, weight)) in edges.enumerate() {
        if weight == FORBIDDEN || from == to || from == OUTSIDE || to == OUTSIDE {
            continue;
        }
        let upper = topology.upper(from.min(to) as usize);
        let Ok(at) = topology.head[upper.clone()].binary_search(&from.max(to)) else { continue };
        let side = if from < to { &mut up } else { &mut down };
        side.lower(upper.start + at, weight, EDGE | i as u32);
    }
    for rank in 0..topology.size() {
        triangles(topology, rank, |first, second, third| {
            up.lower(third, down.weight[first].saturating_add(up.weight[second]), rank as u32);
            down.lower(third, down.weight[second].saturating_add(up.weight[first]), rank as u32);
        });
    }
    let (mut least_up, mut least_down) = (up.weight.clone(), down.weight.clone());
    let (upwards, downwards) = (&mut least_up, &mut least_down);
    for rank in (0..topology.size()).rev() {
        triangles(topology, rank, |first, second, third| {
            upwards[first] = upwards[first].min(upwards[second].saturating_add(downwards[third]));
            upwards[second] = upwards[second].min(upwards[first].saturating_add(upwards[third]));
            downwards[first] = downwards[first].min(upwards[third].saturating_add(downwards[second]));
            downwards[second] = downwards[second].min(downwards[third].saturating_add(downwards[first]));
        });
    }
    (side(topology, &up, &least_up), side(topology, &down, &least_down))
}

/// Calls `visit` with each pair of a rank's upper edges and the edge that joins their heads.
fn triangles(topology: &Topology, rank: usize, mut visit: impl FnMut(usize, usize, usize)) {
    let upper = topology.upper(rank);
    for first in upper.clone() {
        let mut third = topology.upper(topology.head[first] as usize).start;
        for second in first + 1..upper.end {
            while topology.head[third] != topology.head[second] {
                third += 1;
            }
            visit(first, second, third);
        }
    }
}

/// The edges that are the cheapest way between their ends.
fn side(topology: &Topology, weights: &Weights, least: &[u64]) -> Side {
    let mut side = Side { first: vec![0], edges: Vec::new() };
    for rank in 0..topology.size() {
        for edge in topology.upper(rank).filter(|&e| weights.weight[e] != FORBIDDEN && weights.weight[e] == least[e]) {
            side.edges.push(Edge { head: topology.head[edge], via: weights.via[edge], weight: weights.weight[edge] });
        }
        side.first.push(side.edges.len() as u32);
    }
    side.edges.shrink_to_fit();
    side
}
