//! Tracks as a graph, and the way along them that a drawn line follows: map matching by a hidden Markov model (Newson and Krumm 2009,
//! doi:10.1145/1653771.1653818). Of the tracks near each point of the line, those win that lie near and are as far apart along the tracks as
//! the points are along the line.

use std::collections::HashMap;

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

use super::Read;
use super::contract::contract;
use super::join::{Part, join};
use crate::geography::Position;
use crate::nearby::{Closest, Nearby, Piece, closest, length_along, near_metres};
use crate::solve::{self, Within};

/// So many tracks are looked at near each point.
const SPOTS: usize = 8;
/// A way along the tracks is looked for up to this many times the way along the line, and this much more.
const FARTHER: (f64, f64) = (1.6, 10_000.0);

/// The tracks of a file.
pub(super) struct Tracks {
    parts: Vec<Part>,
    lengths: Vec<f64>,
    /// Two edges for each part, there and back.
    graph: DiGraph<(), ()>,
    weights: Vec<u64>,
    pieces: Nearby<Piece<u32>>,
}

/// A point on a track.
#[derive(Clone, Copy)]
struct Spot {
    part: u32,
    found: Closest,
    /// Metres from the start of the part.
    along: f64,
}

/// A way from a spot to another.
#[derive(Clone)]
struct Way {
    metres: f64,
    /// The ends of their parts that it leaves and arrives by, and the edges between; `None` on one part.
    by: Option<(usize, usize, Vec<EdgeIndex>)>,
}

impl Tracks {
    /// Joins the lines of a file; what they are like does not matter.
    pub fn new(mut read: Read, snap: f64) -> Self {
        read.lines.iter_mut().for_each(|l| l.traits = 0);
        read.traits.list.truncate(1);
        read.stops.clear();
        let joined = join(&mut read, snap, snap);
        let (parts, _) = contract(joined.parts, joined.joints.len(), |_| false, |_| true);
        let mut graph = DiGraph::with_capacity(joined.joints.len(), 2 * parts.len());
        joined.joints.iter().for_each(|_| {
            graph.add_node(());
        });
        let lengths: Vec<f64> = parts.iter().map(|p| length_along(&p.points)).collect();
        let mut weights = Vec::with_capacity(2 * parts.len());
        for (part, metres) in parts.iter().zip(&lengths) {
            let (a, b) = (NodeIndex::new(part.from as usize), NodeIndex::new(part.to as usize));
            graph.add_edge(a, b, ());
            graph.add_edge(b, a, ());
            weights.extend([metres.round() as u64; 2]);
        }
        let pieces = Nearby::lines(parts.iter().zip(0u32..).map(|(p, i)| (p.points.as_slice(), i)));
        Self { parts, lengths, graph, weights, pieces }
    }

    /// Metres from a position to the nearest track, if one lies within reach.
    pub fn distance(&self, at: Position, reach: f64) -> Option<f64> {
        let near = self.pieces.within(at, reach).filter_map(|p| closest(&self.parts[p.of as usize].points, p.first, p.last, at));
        near.map(|c| c.metres).filter(|m| *m <= reach).min_by(f64::total_cmp)
    }

    /// The nearest points of the tracks near a position, one on each.
    fn spots(&self, at: Position, reach: f64) -> Vec<Spot> {
        let mut best: HashMap<u32, Closest> = HashMap::new();
        for piece in self.pieces.within(at, reach) {
            let Some(found) = closest(&self.parts[piece.of as usize].points, piece.first, piece.last, at).filter(|c| c.metres <= reach) else { continue };
            best.entry(piece.of).and_modify(|b| *b = if found.metres < b.metres { found } else { *b }).or_insert(found);
        }
        let mut spots: Vec<Spot> = best
            .into_iter()
            .map(|(part, found)| {
                let points = &self.parts[part as usize].points;
                let along = length_along(&points[..=found.after]) + near_metres(points[found.after], found.position);
                Spot { part, found, along }
            })
            .collect();
        spots.sort_by(|a, b| a.found.metres.total_cmp(&b.found.metres).then(a.part.cmp(&b.part)));
        spots.truncate(SPOTS);
        spots
    }

    /// The joints at the ends of a spot's part, each with the metres to it.
    fn exits(&self, spot: &Spot) -> [(u32, f64); 2] {
        let part = &self.parts[spot.part as usize];
        [(part.from, spot.along), (part.to, (self.lengths[spot.part as usize] - spot.along).max(0.0))]
    }

    fn way(&self, a: &Spot, b: &Spot, reached: &[Within; 2]) -> Option<Way> {
        let direct = (a.part == b.part).then(|| Way { metres: (a.along - b.along).abs(), by: None });
        let mut best: Option<(f64, usize, usize)> = None;
        for (i, (_, out)) in self.exits(a).into_iter().enumerate() {
            for (j, (joint, back)) in self.exits(b).into_iter().enumerate() {
                let Some(between) = reached[i].cost(NodeIndex::new(joint as usize)) else { continue };
                let metres = out + between as f64 + back;
                if best.is_none_or(|b| metres < b.0) {
                    best = Some((metres, i, j));
                }
            }
        }
        match (direct, best) {
            (Some(direct), Some(best)) if direct.metres <= best.0 => Some(direct),
            (direct, None) => direct,
            (_, Some((metres, i, j))) => {
                let joint = self.exits(b)[j].0;
                Some(Way { metres, by: Some((i, j, reached[i].edges(&self.graph, NodeIndex::new(joint as usize))?)) })
            }
        }
    }

    /// The track that a line follows, past its points: its vertices and length. `Err` is the point that has none.
    pub fn along(&self, line: &[Position], reach: f64) -> Result<(Vec<Position>, f64), usize> {
        let mut anchors: Vec<(usize, Vec<Spot>)> = Vec::new();
        for (i, at) in line.iter().enumerate() {
            let spots = self.spots(*at, reach);
            if !spots.is_empty() {
                anchors.push((i, spots));
            } else if i == 0 || i + 1 == line.len() {
                return Err(i);
            }
        }
        // The best cost of each spot, and the spot before with the way from it (Viterbi 1967).
        let mut costs: Vec<f64> = anchors[0].1.iter().map(|s| s.found.metres).collect();
        let mut behind: Vec<Vec<Option<(usize, Way)>>> = Vec::new();
        for pair in anchors.windows(2) {
            let drawn = length_along(&line[pair[0].0..=pair[1].0]);
            let limit = (drawn * FARTHER.0 + FARTHER.1 + 2.0 * reach) as u64;
            let mut next = vec![f64::INFINITY; pair[1].1.len()];
            let mut back: Vec<Option<(usize, Way)>> = vec![None; next.len()];
            for (a, from) in pair[0].1.iter().enumerate().filter(|(a, _)| costs[*a].is_finite()) {
                let reached = self.exits(from).map(|(joint, _)| solve::within(&self.graph, &self.weights, NodeIndex::new(joint as usize), limit));
                for (b, to) in pair[1].1.iter().enumerate() {
                    let Some(way) = self.way(from, to, &reached) else { continue };
                    let cost = costs[a] + to.found.metres + (way.metres - drawn).abs();
                    if cost < next[b] {
                        (next[b], back[b]) = (cost, Some((a, way)));
                    }
                }
            }
            if next.iter().all(|c| c.is_infinite()) {
                return Err(pair[1].0);
            }
            costs = next;
            behind.push(back);
        }
        let mut at = (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0);
        let mut steps = Vec::new();
        for (i, back) in behind.iter().enumerate().rev() {
            let Some((before, way)) = &back[at] else { return Err(anchors[i].0) };
            steps.push((anchors[i].1[*before], anchors[i + 1].1[at], way));
            at = *before;
        }
        steps.reverse();
        let mut points: Vec<Position> = Vec::new();
        let mut metres = 0.0;
        for (from, to, way) in steps {
            metres += way.metres;
            self.draw(&from, &to, way, &mut points);
        }
        points.dedup();
        Ok((points, metres))
    }

    /// Adds the vertices of a way.
    fn draw(&self, from: &Spot, to: &Spot, way: &Way, out: &mut Vec<Position>) {
        out.push(from.found.position);
        match &way.by {
            None => self.stretch(from, Some(to), from.along <= to.along, out),
            Some((leave, arrive, edges)) => {
                self.stretch(from, None, *leave == 1, out);
                for edge in edges {
                    let points = &self.parts[edge.index() / 2].points;
                    if edge.index().is_multiple_of(2) { out.extend(points) } else { out.extend(points.iter().rev()) }
                }
                let mut last = Vec::new();
                self.stretch(to, None, *arrive == 1, &mut last);
                out.extend(last.into_iter().rev());
            }
        }
        out.push(to.found.position);
    }

    /// The vertices of a part from a spot on, forward or back, to another spot or the end.
    fn stretch(&self, from: &Spot, to: Option<&Spot>, forward: bool, out: &mut Vec<Position>) {
        let points = &self.parts[from.part as usize].points;
        if forward {
            let end = to.map_or(points.len(), |t| t.found.after + 1);
            out.extend(points.get(from.found.after + 1..end).unwrap_or_default());
        } else {
            let end = to.map_or(0, |t| t.found.after + 1);
            out.extend(points.get(end..=from.found.after).unwrap_or_default().iter().rev());
        }
    }
}
