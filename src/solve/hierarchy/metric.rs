//! The weights of a hierarchy: what each of its edges costs, and which of them a search needs.

use serde::{Deserialize, Serialize};

use super::topology::{OUTSIDE, Topology};
use crate::solve::FORBIDDEN;

/// What stands for the second half of an edge that is an edge of the graph.
const WHOLE: u32 = u32::MAX;

/// What a hierarchy's edge stands for.
pub(super) enum Via {
    /// An edge of the graph.
    Edge(u32),
    /// An edge down to a lower rank, and one up from there: their numbers.
    Halves(u32, u32),
}

/// The edges of one direction between each rank and those above it, as far as a search needs them.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Side {
    first: Vec<u32>,
    edges: Vec<Edge>,
    /// The number of each edge's upward half, [`WHOLE`] where it has none.
    rises: Vec<u32>,
}

/// An edge of a hierarchy.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Edge {
    /// Its upper end.
    pub head: u32,
    /// The number of its downward half, or of the graph's edge that it is.
    falls: u32,
    /// What it costs.
    pub weight: u64,
}

impl Side {
    /// The numbers of a rank's edges.
    pub fn numbers(&self, rank: u32) -> std::ops::Range<u32> {
        self.first[rank as usize]..self.first[rank as usize + 1]
    }

    /// The edges of a rank.
    pub fn edges(&self, rank: u32) -> &[Edge] {
        &self.edges[self.first[rank as usize] as usize..self.first[rank as usize + 1] as usize]
    }

    /// What an edge stands for.
    pub fn via(&self, number: u32) -> Via {
        let falls = self.edges[number as usize].falls;
        match self.rises[number as usize] {
            WHOLE => Via::Edge(falls),
            rises => Via::Halves(falls, rises),
        }
    }
}

/// Edge weights in one direction for every edge of the topology, and what each is made of: the topology's edges to its middle, or
/// an edge of the graph and [`WHOLE`].
struct Weights {
    weight: Vec<u64>,
    halves: Vec<[u32; 2]>,
}

impl Weights {
    fn new(size: usize) -> Self {
        Self { weight: vec![FORBIDDEN; size], halves: vec![[0, WHOLE]; size] }
    }

    fn lower(&mut self, edge: usize, weight: u64, halves: [u32; 2]) {
        if weight < self.weight[edge] {
            (self.weight[edge], self.halves[edge]) = (weight, halves);
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
        side.lower(upper.start + at, weight, [i as u32, WHOLE]);
    }
    for rank in 0..topology.size() {
        triangles(topology, rank, |first, second, third| {
            up.lower(third, down.weight[first].saturating_add(up.weight[second]), [first as u32, second as u32]);
            down.lower(third, down.weight[second].saturating_add(up.weight[first]), [second as u32, first as u32]);
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
    let (up_numbers, down_numbers) = (numbers(&up, &least_up), numbers(&down, &least_down));
    let side = |weights, own| side(topology, weights, own, [&down_numbers, &up_numbers]);
    (side(&up, &up_numbers), side(&down, &down_numbers))
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

/// What each edge of a topology is called in a side, [`WHOLE`] for those that are not the cheapest way between their ends.
fn numbers(weights: &Weights, least: &[u64]) -> Vec<u32> {
    let mut next = 0..;
    let kept = |(weight, least): (&u64, &u64)| if *weight != FORBIDDEN && weight == least { next.next().unwrap_or(WHOLE) } else { WHOLE };
    weights.weight.iter().zip(least).map(kept).collect()
}

/// The edges that have a number, their halves by their numbers on the sides down and up.
fn side(topology: &Topology, weights: &Weights, own: &[u32], halves: [&[u32]; 2]) -> Side {
    let size = own.iter().filter(|n| **n != WHOLE).count();
    let mut side = Side { first: vec![0], edges: Vec::with_capacity(size), rises: Vec::with_capacity(size) };
    for rank in 0..topology.size() {
        for edge in topology.upper(rank).filter(|e| own[*e] != WHOLE) {
            let (falls, rises) = match weights.halves[edge] {
                [edge, WHOLE] => (edge, WHOLE),
                [falls, rises] => (halves[0][falls as usize], halves[1][rises as usize]),
            };
            side.edges.push(Edge { head: topology.head[edge], falls, weight: weights.weight[edge] });
            side.rises.push(rises);
        }
        side.first.push(side.edges.len() as u32);
    }
    side
}
