//! GeoJSON by RFC 7946 with simplestyle keys: one line per leg, one point per event and end.

use std::io::Write;

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject};
use serde_json::{Value, json};

use super::{Exporter, style};
use crate::error::Error;
use crate::geography::{Position, cut_at_antimeridian};
use crate::report::{self, EventReport, ItineraryReport, LegReport, NodeRef, Report, Shape};

/// Which features of a route go into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All in one file.
    All,
    /// Lines only: QGIS applies one style to one geometry type.
    Legs,
    /// Points only.
    Events,
}

/// GeoJSON.
#[derive(Clone, Copy, Debug)]
pub struct GeoJson {
    /// Which features.
    pub part: Part,
}

impl Exporter for GeoJson {
    fn name(&self) -> &'static str {
        "geojson"
    }
    fn extension(&self) -> &'static str {
        "geojson"
    }
    fn draws(&self) -> bool {
        true
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        let features = features(report, self.part);
        let mut bounds = Bounds::NONE;
        features.iter().for_each(|f| bounds.add(f));
        let about = JsonObject::from_iter([("corridor".to_owned(), Value::Object(about(report)))]);
        let collection = FeatureCollection { bbox: bounds.bbox(), features, foreign_members: Some(about) };
        serde_json::to_writer(&mut *out, &collection).map_err(std::io::Error::from)?;
        writeln!(out)?;
        Ok(())
    }
}

/// The features of a report: lines of routes, their points, then everything else.
pub(super) fn features(report: &Report, part: Part) -> Vec<Feature> {
    let mut features: Vec<Feature> = Vec::new();
    // The best itinerary last, so that it lies on top.
    for itinerary in report.itineraries.iter().rev() {
        if part != Part::Events {
            features.extend(lines_of(itinerary));
        }
    }
    for itinerary in report.itineraries.iter().rev() {
        if part != Part::Legs {
            features.extend(points_of(itinerary));
        }
    }
    features.extend(report.features.iter().map(thing));
    features
}

/// The question, the dataset and the totals, which ride along.
pub(super) fn about(report: &Report) -> JsonObject {
    let mut about = JsonObject::new();
    about.insert("request".to_owned(), report.request.clone());
    about.insert("dataset".to_owned(), json!(report.dataset));
    let totals = |i: &ItineraryReport| {
        let mut totals = JsonObject::from_iter([("rank".to_owned(), json!(i.rank)), ("gateway".to_owned(), json!(i.gateway))]);
        totals.extend(i.totals.pairs().map(|(k, v)| (k.to_owned(), json!(v))));
        totals.insert("corridors".to_owned(), json!(i.corridors));
        totals.insert("countries".to_owned(), json!(i.countries));
        Value::Object(totals)
    };
    if !report.itineraries.is_empty() {
        about.insert("itineraries".to_owned(), report.itineraries.iter().map(totals).collect());
    }
    about.insert("notes".to_owned(), json!(report.notes));
    about
}

/// One line for each leg.
pub(crate) fn lines_of(itinerary: &ItineraryReport) -> impl Iterator<Item = Feature> {
    itinerary.legs.iter().map(|l| leg(itinerary, l))
}

/// One point for each event and end.
pub(crate) fn points_of(itinerary: &ItineraryReport) -> impl Iterator<Item = Feature> {
    let ends = [(0, &itinerary.from), (itinerary.legs.len() + itinerary.events.len() + 1, &itinerary.to)];
    itinerary.events.iter().map(|e| event(itinerary, e)).chain(ends.map(|(seq, node)| end(itinerary, seq, node)))
}

/// Six decimals: a tenth of a metre.
fn rounded(p: Position) -> geojson::Position {
    [p.x, p.y].map(|d| (d * 1e6).round() / 1e6).to_vec().into()
}

fn point(p: Position) -> Geometry {
    Geometry::new(GeometryValue::Point { coordinates: rounded(p) })
}

fn line(points: &[Position]) -> Geometry {
    lines(&[points.to_vec()])
}

fn lines(all: &[Vec<Position>]) -> Geometry {
    let mut pieces: Vec<Vec<geojson::Position>> =
        all.iter().flat_map(|l| cut_at_antimeridian(l)).map(|piece| piece.into_iter().map(rounded).collect()).collect();
    Geometry::new(if pieces.len() == 1 {
        GeometryValue::LineString { coordinates: pieces.swap_remove(0) }
    } else {
        GeometryValue::MultiLineString { coordinates: pieces }
    })
}

fn polygons(all: &[Vec<Vec<Position>>]) -> Geometry {
    let ring = |ring: &Vec<Position>| ring.iter().copied().map(rounded).collect::<Vec<_>>();
    Geometry::new(GeometryValue::MultiPolygon { coordinates: all.iter().map(|p| p.iter().map(ring).collect()).collect() })
}

fn feature(geometry: Option<Geometry>, properties: Vec<(&str, Value)>) -> Feature {
    let properties = properties.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
    Feature { bbox: None, geometry, id: None, properties: Some(properties), foreign_members: None }
}

fn leg(itinerary: &ItineraryReport, leg: &LegReport) -> Feature {
    let title = format!("{} to {} ({} {} km, {} h)", leg.from.name, leg.to.name, leg.mode.name(), leg.length_km, leg.haul_h);
    let properties = vec![
        ("feature", json!("leg")),
        ("itinerary", json!(itinerary.rank)),
        ("seq", json!(leg.seq)),
        ("mode", json!(leg.mode)),
        ("from", json!(leg.from.code)),
        ("to", json!(leg.to.code)),
        ("from_name", json!(leg.from.name)),
        ("to_name", json!(leg.to.name)),
        ("country", json!(leg.country)),
        ("gauge_mm", json!(leg.gauge_mm)),
        ("length_km", json!(leg.length_km)),
        ("haul_h", json!(leg.haul_h)),
        ("dwell_h", json!(0)),
        ("cost_usd", json!(leg.cost_usd)),
        ("co2e_kg", json!(leg.co2e_kg)),
        ("line", json!(leg.line)),
        ("links", json!(leg.links.join("|"))),
        ("sources", json!(leg.sources.join("|"))),
        ("confidence", json!(leg.confidence)),
        ("title", json!(title)),
        ("stroke", json!(style::of_rank(itinerary.rank))),
        ("stroke-width", json!(style::width_of_rank(itinerary.rank))),
        ("stroke-opacity", json!(style::opacity_of_rank(itinerary.rank) as f64 / 10.0)),
    ];
    feature(Some(line(&leg.geometry)), properties)
}

fn event(itinerary: &ItineraryReport, event: &EventReport) -> Feature {
    let (colour, symbol) = style::marker(event.kind);
    let what = event.kind.replace('_', " ");
    let detail = if event.detail.is_empty() { String::new() } else { format!(" ({})", event.detail) };
    let mut properties = point_properties(itinerary, "event", event.seq, &event.node);
    properties.extend([
        ("kind", json!(event.kind)),
        ("detail", json!(event.detail)),
        ("haul_h", json!(0)),
        ("dwell_h", json!(event.dwell_h)),
        ("cost_usd", json!(event.cost_usd)),
        ("co2e_kg", json!(0)),
        ("sources", json!(event.sources.join("|"))),
        ("confidence", json!(event.confidence)),
        ("title", json!(format!("{}: {what}{detail}, {} h", event.node.name, event.dwell_h))),
        ("marker-color", json!(colour)),
        ("marker-symbol", json!(symbol)),
        ("marker-size", json!(if itinerary.rank == 1 { "medium" } else { "small" })),
    ]);
    feature(Some(point(event.node.position.0)), properties)
}

fn end(itinerary: &ItineraryReport, seq: usize, node: &NodeRef) -> Feature {
    let (colour, symbol) = style::marker("end");
    let mut properties = point_properties(itinerary, "end", seq, node);
    properties.extend([
        ("kind", json!(if seq == 0 { "origin" } else { "destination" })),
        ("title", json!(node.name)),
        ("marker-color", json!(colour)),
        ("marker-symbol", json!(symbol)),
        ("marker-size", json!(if itinerary.rank == 1 { "large" } else { "small" })),
    ]);
    feature(Some(point(node.position.0)), properties)
}

fn point_properties<'a>(itinerary: &ItineraryReport, what: &str, seq: usize, node: &NodeRef) -> Vec<(&'a str, Value)> {
    vec![("feature", json!(what)), ("itinerary", json!(itinerary.rank)), ("seq", json!(seq)), ("node", json!(node.code)), ("name", json!(node.name))]
}

fn thing(thing: &report::Feature) -> Feature {
    let geometry = match &thing.shape {
        Shape::Nowhere => None,
        Shape::Points(points) if points.len() == 1 => Some(point(points[0])),
        Shape::Points(points) => Some(Geometry::new(GeometryValue::MultiPoint { coordinates: points.iter().copied().map(rounded).collect() })),
        Shape::Lines(all) => Some(lines(all)),
        Shape::Polygons(all) => Some(polygons(all)),
    };
    let text = |name: &str| thing.properties.iter().find(|(k, _)| k == name).map(|(_, v)| v.to_string()).filter(|t| !t.is_empty());
    let title = text("name").or_else(|| text("line")).or_else(|| text("code")).unwrap_or_default();
    let mut properties: JsonObject = thing.properties.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
    properties.insert("feature".to_owned(), json!(thing.kind));
    properties.insert("title".to_owned(), json!(title));
    let emphasis: Option<u64> = text("emphasis").and_then(|t| t.parse().ok());
    let look = match thing.shape {
        Shape::Lines(_) => vec![
            ("stroke", json!(emphasis.map_or_else(|| style::of_line(thing.kind, thing.mode), style::of_emphasis))),
            ("stroke-width", json!(emphasis.map_or_else(|| style::width_of_line(thing.kind), style::width_of_emphasis))),
        ],
        Shape::Polygons(_) => {
            let number = |name: &str| text(name).and_then(|n| n.parse().ok());
            let colour = number("band").map_or_else(|| style::of_rank(number("rank").unwrap_or(1)), style::of_band);
            vec![("stroke", json!(colour)), ("stroke-width", json!(1)), ("fill", json!(colour)), ("fill-opacity", json!(0.2))]
        }
        _ => vec![
            ("marker-color", json!(emphasis.map_or_else(|| style::marker(thing.kind).0, style::of_emphasis))),
            ("marker-size", json!(if emphasis >= Some(style::MOST_EMPHASIS) { "medium" } else { "small" })),
        ],
    };
    properties.extend(look.into_iter().map(|(k, v)| (k.to_owned(), v)));
    Feature { bbox: None, geometry, id: None, properties: Some(properties), foreign_members: None }
}

/// West, south, east, north of some features.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds([f64; 4]);

impl Bounds {
    /// Of no features.
    pub const NONE: Self = Self([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY]);

    /// Widens them to a feature.
    pub fn add(&mut self, feature: &Feature) {
        let Some(geometry) = &feature.geometry else { return };
        let mut add = |p: &geojson::Position| {
            let [west, south, east, north] = &mut self.0;
            (*west, *south, *east, *north) = (west.min(p[0]), south.min(p[1]), east.max(p[0]), north.max(p[1]));
        };
        match &geometry.value {
            GeometryValue::Point { coordinates } => add(coordinates),
            GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => coordinates.iter().for_each(&mut add),
            GeometryValue::MultiLineString { coordinates } => coordinates.iter().flatten().for_each(&mut add),
            GeometryValue::MultiPolygon { coordinates } => coordinates.iter().flatten().flatten().for_each(&mut add),
            _ => {}
        }
    }

    /// Their bits, to be stored and read back exactly.
    #[cfg(feature = "cli")]
    pub fn bits(self) -> [u64; 4] {
        self.0.map(f64::to_bits)
    }

    /// From their bits.
    #[cfg(feature = "cli")]
    pub fn from_bits(bits: [u64; 4]) -> Self {
        Self(bits.map(f64::from_bits))
    }

    /// As a `bbox` member, if there was anything.
    pub fn bbox(self) -> Option<Vec<f64>> {
        self.0[0].is_finite().then(|| self.0.to_vec())
    }
}
