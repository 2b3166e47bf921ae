//! GeoJSON lines (Natural Earth railways, exports of a GIS) and named points.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::mapping::Traits;
use super::split::features;
use super::{Draft, Line, Options, Read, Stop, links};
use crate::error::{Error, Problem, utf8};
use crate::geography::Position;
use crate::network::NodeKind;

/// Reads a GeoJSON text: a collection, a feature, a geometry, or features line by line.
///
/// # Errors
/// [`Error::Data`] when the text is not UTF-8 or holds no line that can be used, with the reasons.
pub fn geojson(text: impl AsRef<[u8]>, options: &Options) -> Result<Draft, Error> {
    let read = read(text.as_ref(), options)?;
    // A text that was given away takes no memory while its lines are joined.
    drop(text);
    links::draft(read, options)
}

/// Reads lines and named points.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Read, Error> {
    let text = utf8(bytes, &options.name)?;
    let found = features(text.as_bytes());
    let one = |range: &std::ops::Range<usize>| feature(&text[range.clone()], options);
    let parsed: Vec<Result<Feature, (&'static str, String)>> = found.found.par_iter().map(one).collect();
    let mut read = Read { citation: format!("{}, GeoJSON", options.name), licence: "as the file", ..Read::default() };
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut swapped = 0;
    let mut line_of = Lines { text, line: 1, at: 0 };
    for (i, (range, parsed)) in found.found.iter().zip(parsed).enumerate() {
        let mut place = || format!("line {}, feature {}", line_of.of(range.start), i + 1);
        match parsed {
            Ok(mut feature) => {
                if seen.len() < 1000 {
                    seen.append(&mut feature.keys);
                }
                add(&mut read, feature, place);
            }
            Err((reason, detail)) => {
                swapped += u64::from(reason == SWAPPED);
                read.skipped.add(place(), reason, &detail);
            }
        }
    }
    if let Some(at) = found.cut_off {
        let what = format!("the file breaks off in the middle of feature {}; what stands before it is kept", found.found.len() + 1);
        read.skipped.add(format!("line {}", line_of.of(at)), "the file breaks off", "");
        read.notes.push(format!("{} ends too early: {what}. Fetch it anew.", options.name));
    }
    if swapped > 0 {
        read.notes.push(format!("{swapped} features have latitudes beyond 90 where longitudes should stand second: lon and lat look swapped; try --swap."));
    }
    if let Some((ours, theirs)) = options.map.pairs().find(|(_, theirs)| !seen.contains(*theirs)) {
        let known: Vec<&str> = seen.iter().take(20).map(String::as_str).collect();
        return Err(Error::Usage(format!("no feature of {} has the property `{theirs}` (for {ours}); they have: {}", options.name, known.join(", "))));
    }
    read.counts = vec![("features", found.found.len() as u64), ("lines", read.lines.len() as u64), ("named points", read.stops.len() as u64)];
    read.counts.push(("vertices", read.lines.iter().map(|l| l.points.len() as u64).sum()));
    if read.lines.is_empty() {
        return Err(Error::Data(nothing(&read, options, "give a file with LineString or MultiLineString features in WGS84")));
    }
    Ok(read)
}

/// Why there is nothing to use, and what to give instead.
pub(super) fn nothing(read: &Read, options: &Options, fix: &str) -> Vec<Problem> {
    let problem = |value: &str, what: &str| Problem {
        file: options.name.clone(),
        value: value.to_owned(),
        what: what.to_owned(),
        fix: fix.to_owned(),
        ..Problem::default()
    };
    let mut problems = read.skipped.problems(&options.name, "holds no line that can be used", fix, problem);
    let notes = read.notes.iter().map(|n| problem("", n.strip_prefix(&format!("{} ", options.name)).unwrap_or(n).trim_end_matches('.')));
    problems.splice(1..1, notes);
    problems
}

/// Line numbers of rising offsets.
struct Lines<'t> {
    text: &'t str,
    line: usize,
    at: usize,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        if offset > self.at {
            self.line += self.text.as_bytes()[self.at..offset].iter().filter(|b| **b == b'\n').count();
            self.at = offset;
        }
        self.line
    }
}

/// A feature that can be used.
struct Feature {
    shapes: Shapes,
    /// What its lines are like, or the mode that is none of ours.
    traits: Result<Traits, String>,
    /// What its points are called, and what else is said of them; where they lie is theirs.
    stop: Stop,
    /// Properties that cannot be read.
    bad: Vec<String>,
    /// The names of its properties, where any are mapped.
    keys: BTreeSet<String>,
}

/// The lines and points of a feature.
#[derive(Default)]
struct Shapes {
    lines: Vec<Vec<Position>>,
    points: Vec<Position>,
    /// A word for what else it holds.
    other: Option<String>,
}

/// A feature, or a geometry by itself.
#[derive(Deserialize)]
struct RawFeature<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    geometry: Option<RawGeometry<'a>>,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
    #[serde(borrow)]
    geometries: Option<Vec<Option<RawGeometry<'a>>>>,
}

#[derive(Deserialize)]
struct RawGeometry<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
    #[serde(borrow)]
    geometries: Option<Vec<Option<RawGeometry<'a>>>>,
}

/// Why a line of another mode is left out.
pub(super) const NO_MODE: &str = "a mode that is not rail, ferry, sea or road";
const BROKEN: &str = "is no GeoJSON";
const SWAPPED: &str = "a latitude beyond 90: lon and lat look swapped";
const OUTSIDE: &str = "a position outside the earth";

fn feature(text: &str, options: &Options) -> Result<Feature, (&'static str, String)> {
    let raw: RawFeature = serde_json::from_str(text).map_err(|e| broken(&e, text))?;
    let properties = raw.properties.map(|p| serde_json::from_str::<Option<Map<String, Value>>>(p.get()).map_err(|e| broken(&e, p.get())));
    let properties = properties.transpose()?.flatten();
    let properties = properties.unwrap_or_default();
    let mut out = Shapes::default();
    match raw {
        RawFeature { geometry: Some(geometry), .. } => shapes(geometry, &mut out, 0)?,
        RawFeature { kind, coordinates, geometries, .. } if coordinates.is_some() || geometries.is_some() => {
            shapes(RawGeometry { kind, coordinates, geometries }, &mut out, 0)?;
        }
        raw => out.other = raw.kind.map(Cow::into_owned).filter(|k| k != "Feature").or(Some("nothing with a place".to_owned())),
    }
    for p in out.lines.iter_mut().flatten().chain(&mut out.points) {
        if options.swap {
            (p.x, p.y) = (p.y, p.x);
        }
        if !(p.x.is_finite() && p.y.is_finite()) || p.x.abs() > 180.0 || p.y.abs() > 90.0 {
            let reason = if p.y.abs() > 90.0 && p.y.abs() <= 180.0 && p.x.abs() <= 90.0 { SWAPPED } else { OUTSIDE };
            return Err((reason, format!("[{}, {}]", p.x, p.y)));
        }
    }
    for line in &mut out.lines {
        line.dedup();
        if line.windows(2).any(|w| (w[0].x - w[1].x).abs() > 180.0) {
            return Err(("a line over the antimeridian", "cut it there, as RFC 7946 (3.1.9) asks".to_owned()));
        }
    }
    let mut bad = Vec::new();
    let cell = |ours: &str| property(&properties, options, ours);
    let traits = Traits::read(options.mode, cell, |column, value, wants| bad.push(format!("{column} `{value}` is not {wants}")));
    let stop = if out.points.is_empty() { Stop::default() } else { stop(&properties, options) };
    let keys = if options.map.pairs().next().is_some() { properties.keys().cloned().collect() } else { BTreeSet::new() };
    Ok(Feature { shapes: out, traits, stop, bad, keys })
}

/// Why a text is no JSON; where in it is of no help, for the text is a part of its line.
fn broken(error: &serde_json::Error, text: &str) -> (&'static str, String) {
    let said = error.to_string();
    let none = ["NaN", "Infinity"].into_iter().find(|word| text.contains(word));
    let what = none.map_or_else(|| said.split(" at line ").next().unwrap_or_default().to_owned(), |word| format!("{word} is no number of JSON"));
    (BROKEN, what)
}

/// What a feature says of its points.
fn stop(properties: &Map<String, Value>, options: &Options) -> Stop {
    let text = |ours: &str| property(properties, options, ours).unwrap_or_default().trim().to_owned();
    let kind = NodeKind::parse(&text("kind")).unwrap_or(NodeKind::RailStation);
    let country = Some(text("country")).filter(|c| c.len() == 2).unwrap_or_default().to_uppercase();
    Stop { name: text("name"), code: text("code"), aliases: text("aliases"), kind, country, ..Stop::default() }
}

/// Adds the lines and points of a geometry.
fn shapes(raw: RawGeometry, out: &mut Shapes, depth: usize) -> Result<(), (&'static str, String)> {
    let coordinates = raw.coordinates.map_or("null", RawValue::get);
    let broken = |e: serde_json::Error| broken(&e, coordinates);
    match raw.kind.as_deref() {
        Some("LineString") => out.lines.push(serde_json::from_str::<Vec<Place>>(coordinates).map_err(broken).map(places)?),
        Some("MultiLineString") => out.lines.extend(serde_json::from_str::<Vec<Vec<Place>>>(coordinates).map_err(broken)?.into_iter().map(places)),
        Some("Point") => out.points.push(serde_json::from_str::<Place>(coordinates).map_err(broken)?.0),
        Some("MultiPoint") => out.points.extend(serde_json::from_str::<Vec<Place>>(coordinates).map_err(broken).map(places)?),
        Some("GeometryCollection") if depth == 0 => {
            for part in raw.geometries.unwrap_or_default() {
                match part {
                    Some(part) => shapes(part, out, 1)?,
                    None => out.other = Some("nothing with a place".to_owned()),
                }
            }
        }
        other => out.other = Some(other.unwrap_or("a geometry without a type").to_owned()),
    }
    Ok(())
}

/// A position as written: two numbers, and perhaps a height.
struct Place(Position);

fn places(all: Vec<Place>) -> Vec<Position> {
    all.into_iter().map(|p| p.0).collect()
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Two;
        impl<'de> Visitor<'de> for Two {
            type Value = Place;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a position, [lon, lat]")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Place, A::Error> {
                let mut degrees = || seq.next_element::<f64>()?.ok_or_else(|| serde::de::Error::custom("a position needs lon and lat"));
                let (x, y) = (degrees()?, degrees()?);
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Place(Position { x, y }))
            }
        }
        deserializer.deserialize_seq(Two)
    }
}

/// A property under our name, as text.
fn property<'p>(properties: &'p Map<String, Value>, options: &Options, ours: &str) -> Option<Cow<'p, str>> {
    // What a line is called is its line, unless it says which of its properties that is.
    let theirs = match ours {
        "line" if options.map.asked("line").is_none() && !properties.contains_key("line") => "name",
        _ => options.map.theirs(ours),
    };
    match properties.get(theirs)? {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text.as_str())),
        Value::Bool(yes) => Some(Cow::Borrowed(if *yes { "yes" } else { "no" })),
        other => Some(Cow::Owned(other.to_string())),
    }
}

/// Adds what a feature holds to what was read.
fn add(read: &mut Read, feature: Feature, mut place: impl FnMut() -> String) {
    let traits = match feature.traits {
        Ok(traits) => traits,
        Err(mode) => return read.skipped.add(place(), NO_MODE, &mode),
    };
    for what in feature.bad {
        read.skipped.add(place(), "a property that cannot be read; the line is kept without it", &what);
    }
    let Shapes { lines, points, other } = feature.shapes;
    if let Some(other) = &other {
        read.skipped.add(place(), "neither lines nor points", other);
    }
    if !lines.is_empty() {
        let traits = read.traits.place(traits);
        for points in lines {
            if points.len() < 2 {
                read.skipped.add(place(), "a line with fewer than two points", "");
            } else {
                read.lines.push(Line { points, traits });
            }
        }
    }
    for position in points {
        if feature.stop.name.is_empty() {
            read.skipped.add(place(), "a point without a name", "");
        } else {
            read.stops.push(Stop { position, ..feature.stop.clone() });
        }
    }
}
