//! The weights of a hierarchy: what each of its edges costs, and which of them a search needs.

use serde::{Deserialize, Serialize};

use super::topology::{OUTSIDE, Topology};
use crate::solve::FORBIDDEN;

/// What stands for the second half of an edge that is an edge of the graph.
const WHOLE: u32 = u32::MAX;
/// What stands for the halves of an edge that no search needs.
const NONE: [u32; 2] = [WHOLE, WHOLE];

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
    /// Where the edges of each rank begin.
    first: Vec<u32>,
    /// Their upper ends, rising within a rank.
    heads: Vec<u32>,
    /// What each costs.
    weights: Vec<u64>,
    /// The numbers of each edge's downward and upward half, or of the graph's edge that it is and [`WHOLE`].
    halves: Vec<[u32; 2]>,
}

impl Side {
    fn numbers(&self, rank: u32) -> std::ops::Range<usize> {
        self.first[rank as usize] as usize..self.first[rank as usize + 1] as usize
    }

    /// The upper ends of a rank's edges, and what each costs.
    pub fn edges(&self, rank: u32) -> impl Iterator<Item = (u32, u64)> {
        let numbers = self.numbers(rank);
        self.heads[numbers.clone()].iter().copied().zip(self.weights[numbers].iter().copied())
    }

    /// The edge from a rank to one above it, if a search needs it: its number, and what it costs.
    pub fn edge(&self, rank: u32, head: u32) -> Option<(u32, u64)> {
        let numbers = self.numbers(rank);
        let number = numbers.start + self.heads[numbers].binary_search(&head).ok()?;
        Some((number as u32, self.weights[number]))
    }

    /// What an edge stands for.
    pub fn via(&self, number: u32) -> Via {
        match self.halves[number as usize] {
            [edge, WHOLE] => Via::Edge(edge),
            [falls, rises] => Via::Halves(falls, rises),
        }
    }
}

/// Edge weights in one direction for every edge of the topology, and what each is made of: the topology's edges to its middle,
/// an edge of the graph and [`WHOLE`], or [`NONE`].
struct Weights {
    weight: Vec<u64>,
    halves: Vec<[u32; 2]>,
}

impl Weights {
    fn new(size: usize) -> Self {
        Self { weight: vec![FORBIDDEN; size], halves: vec![NONE; size] }
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
    for rank in (0..topology.size()).rev() {
        triangles(topology, rank, |first, second, third| {
            up.lower(first, up.weight[second].saturating_add(down.weight[third]), NONE);
            up.lower(second, up.weight[first].saturating_add(up.weight[third]), NONE);
            down.lower(first, up.weight[third].saturating_add(down.weight[second]), NONE);
            down.lower(second, down.weight[third].saturating_add(down.weight[first]), NONE);
        });
    }
    let (up_numbers, down_numbers) = (numbers(&up), numbers(&down));
    let halves = [&down_numbers[..], &up_numbers[..]];
    (side(topology, up, &up_numbers, halves), side(topology, down, &down_numbers, halves))
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

/// What each edge of a topology is called in a side, [`WHOLE`] for those that no search needs.
fn numbers(weights: &Weights) -> Vec<u32> {
    let mut next = 0..;
    weights.halves.iter().map(|halves| if *halves == NONE { WHOLE } else { next.next().unwrap_or(WHOLE) }).collect()
}

/// The edges that have a number, their halves by their numbers on the sides down and up.
fn side(topology: &Topology, weights: Weights, own: &[u32], halves: [&[u32]; 2]) -> Side {
    let size = own.iter().filter(|n| **n != WHOLE).count();
    let mut side = Side { first: vec![0], heads: Vec::with_capacity(size), weights: Vec::with_capacity(size), halves: Vec::with_capacity(size) };
    for rank in 0..topology.size() {
        for edge in topology.upper(rank).filter(|e| own[*e] != WHOLE) {
            side.heads.push(topology.head[edge]);
            side.weights.push(weights.weight[edge]);
            side.halves.push(match weights.halves[edge] {
                [edge, WHOLE] => [edge, WHOLE],
                [falls, rises] => [halves[0][falls as usize], halves[1][rises as usize]],
            });
        }
        side.first.push(side.heads.len() as u32);
    }
    side
}
