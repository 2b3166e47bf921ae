//! OpenStreetMap extracts (`.osm.pbf`): railway and ferry ways as lines; stations, borders and ports as stops.

use std::io::{self, BufReader};

use geo::BoundingRect;
use osmpbf::{Blob, BlobDecode, BlobReader, Element};
use rayon::prelude::*;

use super::geojson::nothing;
use super::mapping::Traits;
use super::tags::{stop, way_of};
use super::{Draft, Line, Options, Read, Stop, links};
use crate::error::Error;
use crate::geography::Position;
use crate::network::Mode;

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
    let (mut ways, mut areas, mut elements) = (Vec::new(), Vec::new(), 0u64);
    let sort = |found: Vec<Found>| {
        elements += found.len() as u64;
        for found in found {
            match found {
                Found::Way(way) => ways.push(way),
                Found::Stop(stop) => read.stops.push(stop),
                Found::Area(nodes, stop) => areas.push((nodes, stop)),
            }
        }
    };
    let first = each_blob(open, |element, out: &mut Vec<Found>| out.extend(found(element, options)), sort)?;
    let all = ways.iter().map(|way: &Way| &way.nodes).chain(areas.iter().map(|(nodes, _)| nodes));
    let mut ids: Vec<i64> = all.flatten().copied().collect();
    ids.par_sort_unstable();
    ids.dedup();
    let mut places: Vec<Option<Position>> = vec![None; ids.len()];
    let place = |element: Element, out: &mut Located| {
        let (id, position) = match element {
            Element::Node(n) => (n.id(), Position { x: n.lon(), y: n.lat() }),
            Element::DenseNode(n) => (n.id(), Position { x: n.lon(), y: n.lat() }),
            _ => return,
        };
        if let Some(at) = out.find(&ids, id) {
            out.found.push((at, position));
        }
    };
    let settle = |located: Located| {
        for (at, position) in located.found.into_iter().filter(|(_, p)| p.x.abs() <= 180.0 && p.y.abs() <= 90.0) {
            places[at] = Some(position);
        }
    };
    let second = each_blob(open, place, settle)?;
    if let Some(what) = first.or(second) {
        read.notes.push(format!("{} cannot be read to its end ({what}); what stands before is kept. Fetch it anew.", options.name));
    }
    let points = |nodes: &[i64]| -> Vec<Option<Position>> { nodes.iter().map(|id| places[ids.binary_search(id).ok()?]).collect() };
    read.stops.extend(areas.into_iter().filter_map(|(nodes, stop)| Some(Stop { position: middle(&points(&nodes))?, ..stop })));
    let mut kept = 0;
    for way in ways {
        kept += u64::from(add(&mut read, &way, &points(&way.nodes)));
    }
    read.counts = vec![("ways and stops of use", elements), ("ways", kept), ("stations, borders and ports", read.stops.len() as u64)];
    if read.lines.is_empty() {
        let fix = "give an OpenStreetMap extract as PBF (.osm.pbf) that has railways; `osmium cat` makes one of other forms";
        return Err(Error::Data(nothing(&read, options, fix)));
    }
    // Ways that meet share a node; nothing is joined by nearness but what is asked for.
    links::draft(read, options)
}

/// The middle of an area, by the box around it.
fn middle(points: &[Option<Position>]) -> Option<Position> {
    let around = geo::MultiPoint::from(points.iter().copied().flatten().collect::<Vec<Position>>()).bounding_rect()?;
    Some(around.center())
}

/// Adds a way as the lines between nodes that are in the extract; gives whether there are any.
fn add(read: &mut Read, way: &Way, points: &[Option<Position>]) -> bool {
    let place = || format!("way {}", way.id);
    let mut bad = Vec::new();
    let cell = |ours: &str| way.cells.iter().find(|(c, _)| *c == ours).map(|(_, v)| v.as_str().into());
    let traits = Traits::read(way.mode, cell, |column, value, _| bad.push(format!("{column} `{value}`")));
    let Ok(traits) = traits else { return false };
    for what in bad {
        read.skipped.add(place(), "a tag that cannot be read; the way is kept without it", &what);
    }
    if points.contains(&None) {
        read.skipped.add(place(), "nodes of a way that are not in the extract; the way ends where they are missing", "");
    }
    let traits = read.traits.place(traits);
    let mut kept = false;
    for run in points.split(Option::is_none) {
        let mut points: Vec<Position> = run.iter().copied().flatten().collect();
        points.dedup();
        if points.windows(2).any(|w| (w[0].x - w[1].x).abs() > 180.0) {
            read.skipped.add(place(), "a way over the antimeridian", "");
        } else if points.len() > 1 {
            read.lines.push(Line { points, traits });
            kept = true;
        }
    }
    if !kept {
        read.skipped.add(place(), "a way with fewer than two nodes in the extract", "");
    }
    kept
}

/// The nodes of a blob that ways need, by their place among the sorted ids.
#[derive(Default)]
struct Located {
    found: Vec<(usize, Position)>,
    /// Where the id after the last one would stand.
    next: usize,
}

impl Located {
    /// The place of an id; in a file that is sorted, as extracts are, it is found a few steps after the last one.
    fn find(&mut self, ids: &[i64], id: i64) -> Option<usize> {
        if self.next == 0 || ids[self.next - 1] >= id {
            self.next = ids.partition_point(|other| *other < id);
        }
        let near = ids[self.next..].iter().take(64).take_while(|other| **other < id).count();
        self.next += if near < 64 { near } else { ids[self.next..].partition_point(|other| *other < id) };
        (ids.get(self.next) == Some(&id)).then_some(self.next)
    }
}

/// Decodes blobs side by side and hands over what they hold in the order of the file; gives what it stopped at, if it did.
fn each_blob<T: Default + Send>(open: Open, read: impl Fn(Element, &mut T) + Sync, mut take: impl FnMut(T)) -> Result<Option<String>, Error> {
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
        let decode = |blob: &Blob| -> Result<T, String> {
            let mut out = T::default();
            if let BlobDecode::OsmData(block) = blob.decode().map_err(|e| e.to_string())? {
                block.for_each_element(|element| read(element, &mut out));
            }
            Ok(out)
        };
        for decoded in blobs.par_iter().map(decode).collect::<Vec<_>>() {
            match decoded {
                Ok(found) => take(found),
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
    /// A stop that is drawn as an area, and the nodes round it.
    Area(Vec<i64>, Stop),
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
            match way_of(&tags, options) {
                Some((mode, cells)) => Some(Found::Way(Way { id: way.id(), nodes: way.refs().collect(), mode, cells })),
                None => stop(&tags, Position::zero()).map(|stop| Found::Area(way.refs().collect(), stop)),
            }
        }
        Element::Node(n) => stop(&n.tags().collect::<Vec<_>>(), Position { x: n.lon(), y: n.lat() }).map(Found::Stop),
        Element::DenseNode(n) => stop(&n.tags().collect::<Vec<_>>(), Position { x: n.lon(), y: n.lat() }).map(Found::Stop),
        Element::Relation(_) => None,
    }
}
