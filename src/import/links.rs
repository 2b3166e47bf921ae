//! From lines and stops to the nodes and links of a draft.

use std::collections::{BTreeMap, HashMap};

use geo::Simplify;
use rayon::prelude::*;

use super::contract::contract;
use super::countries::Countries;
use super::draft::{Draft, DraftLink, DraftNode};
use super::join::{Joined, Part, join};
use super::{Options, Read, Stop};
use crate::data::Source;
use crate::error::Error;
use crate::geography::Position;
use crate::nearby::length_along;
use crate::network::{Mode, Node, NodeKind, fold};
use crate::units::Length;

/// Metres in a degree of latitude, for thinning.
const METRES_PER_DEGREE: f64 = 111_320.0;

/// Makes a network of what was read.
pub(super) fn draft(mut read: Read, options: &Options) -> Result<Draft, Error> {
    let countries = Countries::new()?;
    let own_stops = read.stops.len();
    if options.names {
        read.stops.extend(shipped_places()?);
    }
    let (snap, reach) = (options.snap.get() as f64, options.reach.get() as f64);
    read.notes.extend(swapped(&read, &countries));
    let Joined { mut joints, parts, stops, landings, counts } = join(&mut read, snap, reach);
    let mut named: HashMap<u32, usize> = HashMap::new();
    let mut aliases: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (i, joint) in stops.iter().enumerate() {
        match joint {
            None if i >= own_stops => {}
            None => read.skipped.add(&read.stops[i].name, "a place with no line near it", ""),
            Some(joint) => {
                let first = *named.entry(*joint).or_insert(i);
                if first != i && fold(&read.stops[first].name) != fold(&read.stops[i].name) {
                    aliases.entry(first).or_default().push(read.stops[i].name.replace('|', " "));
                }
            }
        }
    }
    let cut_parts = parts.len();
    let traits = &read.traits.list;
    let (parts, loops) = contract(parts, joints.len(), |j| named.contains_key(&j) || landings.contains(&j), |t| traits[t as usize].both_ways());
    if loops > 0 {
        read.skipped.add_many("a closed loop, which leads nowhere else", loops);
    }
    let (parts, borders) = at_borders(parts, &mut joints, &countries);

    let mut draft = Draft::new(read.citation.clone(), read.licence, options);
    draft.counts.append(&mut read.counts);
    draft.counts.extend([
        ("vertices where lines meet", counts.shared),
        ("ends joined to other ends", counts.ends_to_ends),
        ("ends joined to the middle of lines", counts.ends_to_lines),
        ("farthest joint in metres", counts.farthest.round() as u64),
        ("pieces drawn twice, kept once", counts.twins),
        ("pieces shorter than the tolerance, gone", counts.vanished),
        ("points dropped where nothing meets", cut_parts.saturating_sub(parts.len()) as u64),
        ("borders crossed", borders),
    ]);

    let mut degree: BTreeMap<u32, u32> = BTreeMap::new();
    for part in &parts {
        for joint in [part.from, part.to] {
            *degree.entry(joint).or_default() += 1;
        }
    }
    let mut place: HashMap<u32, usize> = HashMap::new();
    for (joint, lines) in degree {
        let position = joints[joint as usize];
        let stop = named.get(&joint).map(|i| (*i, &read.stops[*i]));
        let own = countries.at(position).unwrap_or_default();
        let country = stop.map(|s| s.1.country.as_str()).filter(|c| !c.is_empty()).unwrap_or(own);
        let kind = match (stop, lines) {
            (Some((_, stop)), _) => stop.kind,
            (None, 1) => NodeKind::RailStation,
            _ => NodeKind::Junction,
        };
        let mut node = DraftNode { country: country.to_owned(), kind, position, ..DraftNode::default() };
        if let Some((i, stop)) = stop {
            (node.name, node.code, node.aliases) = (stop.name.clone(), stop.code.clone(), stop.aliases.clone());
            for alias in aliases.remove(&i).unwrap_or_default() {
                node.aliases += if node.aliases.is_empty() { "" } else { "|" };
                node.aliases += &alias;
            }
        }
        place.insert(joint, draft.nodes.len());
        draft.nodes.push(node);
    }
    let link = |part: Part| {
        let length = Length::from_metres(length_along(&part.points).max(1.0));
        let inner = thinned(part.points, options.simplify.get() as f64);
        DraftLink { from: place[&part.from], to: place[&part.to], length, given: false, traits: part.traits, inner }
    };
    draft.links = parts.into_par_iter().map(link).collect();
    draft.traits = read.traits.list;
    draft.skipped = read.skipped;
    draft.notes = read.notes;
    draft.finish()?;
    Ok(draft)
}

/// What to say of railways that lie at sea as they are written and on land the other way round.
pub(super) fn swapped(read: &Read, countries: &Countries) -> Option<String> {
    let some = read.lines.iter().step_by((read.lines.len() / 200).max(1)).map(|l| l.points[0]);
    let swapped = read.traits.list.iter().all(|t| t.mode == Mode::Rail) && countries.look_swapped(some);
    swapped.then(|| "Most lines lie at sea as they are written and on land with lon and lat exchanged: they look swapped; try --swap.".to_owned())
}

/// The places on land of the shipped network.
fn shipped_places() -> Result<Vec<Stop>, Error> {
    let (network, _) = crate::frozen::load(&Source::default())?;
    let stop = |node: &Node| Stop {
        name: node.name.clone(),
        code: node.code.clone(),
        aliases: node.aliases.clone(),
        kind: if node.kind.is_port() { NodeKind::RailStation } else { node.kind },
        country: String::new(),
        position: node.position,
    };
    Ok(network.nodes().map(|(_, node)| stop(node)).collect())
}

/// The inner vertices of a line, without those that change it by less than so many metres (Douglas and Peucker 1973).
pub(super) fn thinned(points: Vec<Position>, metres: f64) -> Vec<Position> {
    let line = geo::LineString::new(points);
    let line = if metres > 0.0 { line.simplify(&(metres / METRES_PER_DEGREE)) } else { line };
    let n = line.0.len();
    line.0.get(1..n.saturating_sub(1)).unwrap_or_default().to_vec()
}

/// Splits parts where they enter another country; gives how often that is.
fn at_borders(parts: Vec<Part>, joints: &mut Vec<Position>, countries: &Countries) -> (Vec<Part>, u64) {
    let mut out = Vec::with_capacity(parts.len());
    let mut borders = 0;
    let entries: Vec<Vec<usize>> = parts.par_iter().map(|part| countries.entries(&part.points)).collect();
    for (part, entries) in parts.into_iter().zip(entries) {
        borders += entries.len() as u64;
        let (mut from, mut first) = (part.from, 0);
        for at in entries {
            joints.push(part.points[at]);
            let to = joints.len() as u32 - 1;
            out.push(Part { from, to, points: part.points[first..=at].to_vec(), traits: part.traits });
            (from, first) = (to, at);
        }
        let points = if first == 0 { part.points } else { part.points[first..].to_vec() };
        out.push(Part { from, to: part.to, points, traits: part.traits });
    }
    (out, borders)
}
