//! OpenStreetMap extracts (`.osm.pbf`): railway and ferry ways as lines; stations, borders and ports as stops.

use std::collections::HashMap;
use std::io::{self, BufReader};

use osmpbf::{Blob, BlobDecode, BlobReader, Element};
use rayon::prelude::*;

use super::geojson::nothing;
use super::mapping::Traits;
use super::{Draft, Line, Options, Read, Stop, links};
use crate::error::Error;
use crate::geography::Position;
use crate::network::{Mode, NodeKind};

/// How many blobs are decoded side by side.
const BLOBS: usize = 16;

/// Opens the file, once for each pass.
pub type Open<'o> = &'o dyn Fn() -> io::Result<Box<dyn io::Read + Send>>;

/// Reads a PBF file in two passes: ways and stops, then the positions of the ways' nodes.
///
/// # Errors
/// [`Error::Data`] when nothing in it can be used; [`Error::Output`] when it cannot be opened twice.
pub fn osm(open: Open, options: &Options) -> Result<Draft, Error> {
    let mut read = Read { citation: format!("{}, (c) OpenStreetMap contributors", options.name), licence: "ODbL 1.0", ..Read::default() };
    let (mut ways, mut elements) = (Vec::new(), 0u64);
    let first = each_blob(
        open,
        |element, out: &mut Vec<Found>| out.extend(found(element, options)),
        |found| {
            elements += 1;
            match found {
                Found::Way(way) => ways.push(way),
                Found::Stop(stop) => read.stops.push(stop),
            }
        },
    )?;
    let mut needed: HashMap<i64, Option<Position>> = ways.iter().flat_map(|w| w.nodes.iter().map(|n| (*n, None))).collect();
    let known = &needed;
    let mut places: Vec<(i64, Position)> = Vec::new();
    let place = |element: Element, out: &mut Vec<(i64, Position)>| {
        let (id, position) = match element {
            Element::Node(n) => (n.id(), Position { x: n.lon(), y: n.lat() }),
            Element::DenseNode(n) => (n.id(), Position { x: n.lon(), y: n.lat() }),
            _ => return,
        };
        if known.contains_key(&id) {
            out.push((id, position));
        }
    };
    let second = each_blob(open, place, |found| places.push(found))?;
    for (id, position) in places.into_iter().filter(|(_, p)| p.x.abs() <= 180.0 && p.y.abs() <= 90.0) {
        needed.insert(id, Some(position));
    }
    if let Some(what) = first.or(second) {
        read.notes.push(format!("{} cannot be read to its end ({what}); what stands before is kept. Fetch it anew.", options.name));
    }
    for way in ways {
        let mut points: Vec<Position> = way.nodes.iter().filter_map(|n| needed.get(n).copied().flatten()).collect();
        if points.len() < way.nodes.len() {
            read.skipped.add(format!("way {}", way.id), "nodes of a way that are not in the extract; the way is kept without them", "");
        }
        points.dedup();
        let mut bad = Vec::new();
        let cell = |ours: &str| way.cells.iter().find(|(c, _)| *c == ours).map(|(_, v)| v.as_str().into());
        let traits = Traits::read(way.mode, cell, |column, value, _| bad.push(format!("{column} `{value}`")));
        let Ok(traits) = traits else { continue };
        for what in bad {
            read.skipped.add(format!("way {}", way.id), "a tag that cannot be read; the way is kept without it", &what);
        }
        if points.len() < 2 || points.windows(2).any(|w| (w[0].x - w[1].x).abs() > 180.0) {
            read.skipped.add(format!("way {}", way.id), "a way with fewer than two nodes in the extract, or over the antimeridian", "");
            continue;
        }
        let traits = read.traits.place(traits);
        read.lines.push(Line { points, traits });
    }
    read.counts = vec![("ways and stops of use", elements), ("ways", read.lines.len() as u64), ("stations, borders and ports", read.stops.len() as u64)];
    if read.lines.is_empty() {
        return Err(Error::Data(nothing(&read, options)));
    }
    // Ways that meet share a node; nothing is joined by nearness but what is asked for.
    links::draft(read, options)
}

/// Decodes blobs side by side and hands over what they hold in the order of the file; gives what it stopped at, if it did.
fn each_blob<T: Send>(open: Open, read: impl Fn(Element, &mut Vec<T>) + Sync, mut take: impl FnMut(T)) -> Result<Option<String>, Error> {
    let mut reader = BlobReader::new(BufReader::with_capacity(1 << 20, open()?));
    loop {
        let mut stopped = None;
        let mut blobs: Vec<Blob> = Vec::with_capacity(BLOBS);
        while blobs.len() < BLOBS {
            match reader.next() {
                Some(Ok(blob)) => blobs.push(blob),
                Some(Err(e)) => {
                    stopped = Some(e.to_string());
                    break;
                }
                None => break,
            }
        }
        if blobs.is_empty() {
            return Ok(stopped);
        }
        let decode = |blob: &Blob| -> Result<Vec<T>, String> {
            let mut out = Vec::new();
            if let BlobDecode::OsmData(block) = blob.decode().map_err(|e| e.to_string())? {
                block.for_each_element(|element| read(element, &mut out));
            }
            Ok(out)
        };
        for decoded in blobs.par_iter().map(decode).collect::<Vec<_>>() {
            match decoded {
                Ok(found) => found.into_iter().for_each(&mut take),
                Err(e) => return Ok(Some(e)),
            }
        }
        if stopped.is_some() {
            return Ok(stopped);
        }
    }
}

/// What is of use in a file.
enum Found {
    Way(Way),
    Stop(Stop),
}

struct Way {
    id: i64,
    nodes: Vec<i64>,
    mode: Mode,
    cells: Vec<(&'static str, String)>,
}

fn found(element: Element, options: &Options) -> Option<Found> {
    match element {
        Element::Way(way) => {
            let tags: Vec<(&str, &str)> = way.tags().collect();
            let (mode, cells) = way_of(&tags, options)?;
            Some(Found::Way(Way { id: way.id(), nodes: way.refs().collect(), mode, cells }))
        }
        Element::Node(n) => stop(&n.tags().collect::<Vec<_>>(), Position { x: n.lon(), y: n.lat() }).map(Found::Stop),
        Element::DenseNode(n) => stop(&n.tags().collect::<Vec<_>>(), Position { x: n.lon(), y: n.lat() }).map(Found::Stop),
        Element::Relation(_) => None,
    }
}

fn tag<'t>(tags: &[(&'t str, &'t str)], key: &str) -> Option<&'t str> {
    tags.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)
}

/// The mode and cells of a way that freight may use.
fn way_of(tags: &[(&str, &str)], options: &Options) -> Option<(Mode, Vec<(&'static str, String)>)> {
    let value = |key: &str| tag(tags, key);
    let mode = match (value("railway"), value("route")) {
        (Some("rail" | "narrow_gauge"), _) => Mode::Rail,
        (None, Some("ferry")) if value("motor_vehicle") != Some("no") => Mode::Ferry,
        _ => return None,
    };
    // Crossovers stay: they join the tracks of one line.
    let aside = matches!(value("service"), Some("yard" | "siding" | "spur"));
    let other = matches!(value("usage"), Some("industrial" | "military" | "tourism" | "test" | "scientific" | "leisure"));
    if mode == Mode::Rail && !options.sidings && (aside || other) {
        return None;
    }
    let name = value("name:en").or(value("name")).or(value("ref"));
    let pairs = [("gauge_mm", value("gauge")), ("electrified", value("electrified")), ("line", name)];
    Some((mode, pairs.into_iter().filter_map(|(c, v)| Some((c, v?.to_owned()))).collect()))
}

/// A station, border or port.
fn stop(tags: &[(&str, &str)], position: Position) -> Option<Stop> {
    let value = |key: &str| tag(tags, key);
    let kind = match value("railway") {
        Some("station" | "halt") if value("station") != Some("subway") => NodeKind::RailStation,
        Some("border") => NodeKind::BorderStation,
        _ if value("amenity") == Some("ferry_terminal") => NodeKind::FerryPort,
        _ if value("harbour") == Some("yes") || value("seamark:type") == Some("harbour") || value("industrial") == Some("port") => NodeKind::Seaport,
        _ => return None,
    };
    let name = value("name:en").or(value("int_name")).or(value("name")).unwrap_or_default();
    if name.is_empty() && kind != NodeKind::BorderStation {
        return None;
    }
    let more = ["name", "name:ru", "old_name", "uic_ref"].into_iter().filter_map(value).filter(|n| *n != name);
    let mut aliases: Vec<String> = more.map(|n| n.replace('|', " ")).collect();
    aliases.dedup();
    Some(Stop { name: name.to_owned(), code: String::new(), aliases: aliases.join("|"), kind, country: String::new(), position })
}
