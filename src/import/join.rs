//! Where lines meet: at vertices they share, at ends within a tolerance of each other or of another line's interior,
//! and where a named place lies on them. Lines that merely cross do not meet.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::{Line, Read};
use crate::geography::Position;
use crate::nearby::{Closest, Nearby, Piece, closest, length_along, near_metres};
use crate::network::Mode;

/// Lines cut where they meet.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// Where something meets or ends.
    pub joints: Vec<Position>,
    pub parts: Vec<Part>,
    /// The joint of each stop that has one.
    pub stops: Vec<Option<u32>>,
    /// Where ends of ferries were joined to something: ports, which stay.
    pub landings: HashSet<u32>,
    pub counts: Counts,
}

/// A piece of a line from joint to joint.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub from: u32,
    pub to: u32,
    pub points: Vec<Position>,
    pub traits: u32,
}

/// What joining did.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub shared: u64,
    pub ends_to_ends: u64,
    pub ends_to_lines: u64,
    pub twins: u64,
    pub vanished: u64,
    pub farthest: f64,
}

/// Cuts the lines of a file where they meet, and takes them out of it. O(n log n) in the vertices.
pub(super) fn join(read: &mut Read, snap: f64, reach: f64) -> Joined {
    let mut work = Work::new(&read.lines);
    let at_sea: Vec<bool> = read.traits.list.iter().map(|t| matches!(t.mode, Mode::Ferry | Mode::Sea)).collect();
    if snap > 0.0 || !read.stops.is_empty() || at_sea.contains(&true) {
        let tracks = Nearby::lines(read.lines.iter().enumerate().map(|(i, line)| (line.points.as_slice(), i)));
        work.snap(&read.lines, &tracks, |line| if at_sea[line.traits as usize] { (reach, true) } else { (snap, false) });
        work.place(read, &tracks, snap, reach);
    }
    work.cut(std::mem::take(&mut read.lines), snap)
}

/// A joint on a line: so far along the step behind a vertex.
#[derive(Clone, Copy, Debug)]
struct Cut {
    after: u32,
    share: f64,
    joint: u32,
}

#[derive(Debug, Default)]
struct Work {
    joints: Vec<Position>,
    /// Joints that were joined to others point to them.
    joined_to: Vec<u32>,
    /// How many pieces of lines end at a joint.
    uses: Vec<u32>,
    cuts: Vec<Vec<Cut>>,
    stops: Vec<Option<u32>>,
    landings: Vec<u32>,
    counts: Counts,
}

/// A position to a hundred-millionth of a turn, which is what GeoJSON and OpenStreetMap carry.
fn key(p: Position) -> u64 {
    let whole = |d: f64| u64::from((d * 1e7).round() as i32 as u32);
    whole(p.x) << 32 | whole(p.y)
}

impl Work {
    /// Joints at the ends of lines and at vertices that stand in several places.
    fn new(lines: &[Line]) -> Self {
        let mut keys: Vec<u64> = Vec::with_capacity(lines.iter().map(|l| l.points.len()).sum());
        keys.extend(lines.iter().flat_map(|l| l.points.iter().map(|p| key(*p))));
        keys.par_sort_unstable();
        let shared: HashSet<u64, FixedState> = keys.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).map(|same| same[0]).collect();
        let places: Vec<Vec<u32>> = lines
            .par_iter()
            .map(|line| {
                let last = line.points.len() - 1;
                let joint = |i: &usize| *i == 0 || *i == last || shared.contains(&key(line.points[*i]));
                (0..=last).filter(joint).map(|i| i as u32).collect()
            })
            .collect();
        let mut work = Self::default();
        let mut known: HashMap<u64, u32, FixedState> = HashMap::default();
        for (line, places) in lines.iter().zip(places) {
            let last = line.points.len() as u32 - 1;
            let mut cuts = Vec::with_capacity(places.len());
            for after in places {
                let position = line.points[after as usize];
                let joint = *known.entry(key(position)).or_insert_with(|| work.joints.len() as u32);
                if joint as usize == work.joints.len() {
                    work.add(position);
                }
                work.uses[joint as usize] += if after == 0 || after == last { 1 } else { 2 };
                cuts.push(Cut { after, share: 0.0, joint });
            }
            work.cuts.push(cuts);
        }
        work.counts.shared = work.uses.iter().filter(|u| **u > 1).count() as u64;
        work
    }

    fn add(&mut self, position: Position) -> u32 {
        self.joints.push(position);
        self.joined_to.push(self.joints.len() as u32 - 1);
        self.uses.push(0);
        self.joints.len() as u32 - 1
    }

    /// The joint that a joint was joined to in the end.
    fn joined(&self, mut joint: u32) -> u32 {
        while self.joined_to[joint as usize] != joint {
            joint = self.joined_to[joint as usize];
        }
        joint
    }

    /// The same, and remembered.
    fn root(&mut self, joint: u32) -> u32 {
        let root = self.joined(joint);
        self.joined_to[joint as usize] = root;
        root
    }

    /// Joins ends that nothing meets to the nearest joint within reach, else to the nearest line. An end that others were joined
    /// to stays, so that nothing moves farther than the reach. `reach` also tells ferries.
    fn snap(&mut self, lines: &[Line], tracks: &Nearby<Piece<usize>>, reach: impl Fn(&Line) -> (f64, bool)) {
        let joints = Nearby::points(self.joints.iter().copied().zip(0u32..));
        let mut taken = vec![false; self.joints.len()];
        for (i, line) in lines.iter().enumerate() {
            let (reach, at_sea) = reach(line);
            let ends = [self.cuts[i].first(), self.cuts[i].last()].map(|c| c.map_or(0, |c| c.joint));
            for (joint, far) in [(ends[0], ends[1]), (ends[1], ends[0])] {
                if self.uses[joint as usize] != 1 || taken[joint as usize] || reach <= 0.0 {
                    continue;
                }
                let at = self.joints[joint as usize];
                // A short ferry must not have both its ends joined to one place.
                let apart = |other: u32| !at_sea || self.joined(other) != self.joined(far);
                let others = joints.within(at, reach).filter(|other| *other != joint && *other != far && apart(*other));
                let near = others.map(|other| (near_metres(self.joints[other as usize], at), other)).filter(|(d, _)| *d <= reach);
                let near = near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                if let Some((metres, other)) = near {
                    let root = self.root(other);
                    self.joined_to[joint as usize] = root;
                    (taken[joint as usize], taken[other as usize]) = (true, true);
                    self.landings.extend(Some(joint).filter(|_| at_sea));
                    self.counts.ends_to_ends += 1;
                    self.counts.farthest = self.counts.farthest.max(metres);
                } else if let Some((line, found)) = nearest(lines, tracks, at, reach, |l| l != i)
                    && (!at_sea || near_metres(found.position, self.joints[self.joined(far) as usize]) > 1.0)
                {
                    self.joints[joint as usize] = found.position;
                    self.cuts[line].push(Cut { after: found.after as u32, share: found.share, joint });
                    taken[joint as usize] = true;
                    self.landings.extend(Some(joint).filter(|_| at_sea));
                    self.counts.ends_to_lines += 1;
                    self.counts.farthest = self.counts.farthest.max(found.metres);
                }
            }
        }
    }

    /// Puts named places on the nearest line; on a joint when there is one about as near.
    fn place(&mut self, read: &Read, tracks: &Nearby<Piece<usize>>, snap: f64, reach: f64) {
        let roots: Vec<u32> = (0..self.joints.len() as u32).filter(|j| self.joined_to[*j as usize] == *j).collect();
        let mut joints = Nearby::points(roots.iter().map(|j| (self.joints[*j as usize], *j)));
        for stop in &read.stops {
            let at = stop.position;
            let near = joints.within(at, reach).map(|j| (near_metres(self.joints[j as usize], at), j)).filter(|(d, _)| *d <= reach);
            let near = near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let on_line = nearest(&read.lines, tracks, at, reach, |_| true);
            let joint = match (near, on_line) {
                (Some((metres, joint)), Some((_, found))) if metres <= found.metres + snap.max(reach / 2.0) => Some(joint),
                (_, Some((line, found))) => {
                    let joint = self.add(found.position);
                    self.cuts[line].push(Cut { after: found.after as u32, share: found.share, joint });
                    joints.insert(found.position, joint);
                    Some(joint)
                }
                (near, None) => near.map(|n| n.1),
            };
            self.stops.push(joint);
        }
    }

    /// Cuts the lines at their joints.
    fn cut(mut self, lines: Vec<Line>, snap: f64) -> Joined {
        let mut cuts = std::mem::take(&mut self.cuts);
        for (line, cuts) in lines.iter().zip(&mut cuts) {
            // A cut at the far end of a step is one at the next vertex.
            for cut in cuts.iter_mut().filter(|c| c.share >= 1.0 && (c.after as usize) + 1 < line.points.len()) {
                (cut.after, cut.share) = (cut.after + 1, 0.0);
            }
            cuts.sort_by(|a, b| (a.after, a.share).partial_cmp(&(b.after, b.share)).unwrap_or(std::cmp::Ordering::Equal));
            for pair in cuts.windows(2).filter(|p| (p[0].after, p[0].share) == (p[1].after, p[1].share)) {
                let (a, b) = (self.root(pair[0].joint), self.root(pair[1].joint));
                self.joined_to[b as usize] = a;
            }
        }
        let roots: Vec<u32> = (0..self.joints.len() as u32).map(|joint| self.root(joint)).collect();
        let root = |joint: u32| roots[joint as usize];
        let finish = |from: u32, to: u32, mut points: Vec<Position>, traits: u32| {
            points.dedup();
            let vanishes = points.len() < 2 || from == to && length_along(&points) <= 2.0 * snap.max(0.5);
            let shape = if vanishes { None } else { Some(shape(&points)) };
            (Part { from, to, points, traits }, shape)
        };
        let pieces = |(line, cuts): (Line, Vec<Cut>)| -> Vec<(Part, Option<u64>)> {
            let Line { mut points, traits } = line;
            let last = points.len() - 1;
            if let [first, end] = cuts[..]
                && (first.after, end.after as usize) == (0, last)
            {
                // Most lines meet others at their ends only, and stay as they are.
                let (from, to) = (root(first.joint), root(end.joint));
                points[0] = self.joints[from as usize];
                points.extend(Some(self.joints[to as usize]).filter(|end| *end != points[last]));
                return vec![finish(from, to, points, traits)];
            }
            let piece = |pair: &[Cut]| {
                let (from, to) = (root(pair[0].joint), root(pair[1].joint));
                let inner = &points[pair[0].after as usize + 1..=pair[1].after as usize];
                let mut points = Vec::with_capacity(inner.len() + 2);
                points.push(self.joints[from as usize]);
                points.extend(inner);
                points.push(self.joints[to as usize]);
                finish(from, to, points, traits)
            };
            cuts.windows(2).map(piece).collect()
        };
        let pieces: Vec<Vec<(Part, Option<u64>)>> = lines.into_par_iter().zip(cuts).map(pieces).collect();
        let mut seen: HashSet<_, FixedState> = HashSet::default();
        let mut parts = Vec::with_capacity(pieces.len());
        for (part, shape) in pieces.into_iter().flatten() {
            let Some(shape) = shape else {
                self.counts.vanished += 1;
                continue;
            };
            if seen.insert((part.from.min(part.to), part.from.max(part.to), part.traits, shape)) {
                parts.push(part);
            } else {
                self.counts.twins += 1;
            }
        }
        let stops = self.stops.iter().map(|s| s.map(root)).collect();
        let landings = self.landings.iter().map(|joint| root(*joint)).collect();
        Joined { joints: self.joints, parts, stops, landings, counts: self.counts }
    }
}

/// The point of a line nearest to a position, within reach, on a line that is allowed.
fn nearest(lines: &[Line], tracks: &Nearby<Piece<usize>>, at: Position, reach: f64, allowed: impl Fn(usize) -> bool) -> Option<(usize, Closest)> {
    let pieces = tracks.within(at, reach).filter(|p| allowed(p.of));
    let found = pieces.filter_map(|p| Some((p.of, closest(&lines[p.of].points, p.first, p.last, at)?))).filter(|(_, c)| c.metres <= reach);
    found.min_by(|a, b| a.1.metres.total_cmp(&b.1.metres).then(a.0.cmp(&b.0)))
}

/// A digest of a line's vertices, the same from either end.
fn shape(points: &[Position]) -> u64 {
    let digest = |keys: &mut dyn Iterator<Item = u64>| xxh3_64(&keys.flat_map(u64::to_le_bytes).collect::<Vec<u8>>());
    let there = digest(&mut points.iter().map(|p| key(*p)));
    let back = digest(&mut points.iter().rev().map(|p| key(*p)));
    there.min(back)
}
