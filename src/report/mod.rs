//! What every analysis returns and every format renders: names and figures only, no ids, nothing left to compute.

mod chart;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::geography::Position;
use crate::impact::Impact;
use crate::network::{Confidence, Mode};
use crate::units::{Decimal, Duration};

pub use chart::{CHARTS, Chart, Climb, Plot, Series, Span, Spot, Standing, Step, Stop, Strand};

/// An answer.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the answer is about, in words.
    pub title: String,
    /// The question, as understood by serde.
    pub request: Value,
    /// The data behind it.
    pub dataset: Dataset,
    /// Routes, best first.
    pub itineraries: Vec<ItineraryReport>,
    /// Lists of figures.
    pub tables: Vec<Table>,
    /// Things with a place on the map that are no itineraries.
    pub features: Vec<Feature>,
    /// What lies around the answer on a map; see [`framed`](crate::framed).
    pub backdrop: Option<Backdrop>,
    /// Where its figures come from; see [`framed`](crate::framed).
    pub sources: Vec<SourceRef>,
    /// Charts.
    pub charts: Vec<Chart>,
    /// What the reader should know, in sentences.
    pub notes: Vec<String>,
    /// Whether the question has an answer: `false` for "no route".
    pub answered: bool,
    /// Whether every check of the answer holds: `false` for a missed target or a broken rule.
    pub holds: bool,
    /// What the answer is, and what only stands behind it.
    pub lead: Lead,
}

/// What a format shows beside the answer; making it takes time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The network around the answer.
    pub map: bool,
    /// The sources that it cites.
    pub sources: bool,
    /// The digest of the data behind it, which an answer with drawn lines has anyway.
    pub digest: bool,
    /// The nodes and links that its routes pass, as features with the columns of their rows.
    pub rows: bool,
}

impl Frame {
    /// All that a page shows.
    pub const WHOLE: Self = Self { map: true, sources: true, digest: true, rows: false };
    /// The sources only.
    pub const SOURCES: Self = Self { map: false, sources: true, digest: false, rows: false };
}

/// What a reader sees first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// The itineraries, the best one leg by leg; the tables add to them.
    Itineraries,
    /// The tables; itineraries are the routes behind them, for the map.
    Tables,
}

impl Report {
    /// An answered report without content.
    pub fn new(title: String, request: Value, dataset: Dataset, lead: Lead) -> Self {
        Self {
            title,
            request,
            dataset,
            itineraries: Vec::new(),
            tables: Vec::new(),
            features: Vec::new(),
            backdrop: None,
            sources: Vec::new(),
            charts: Vec::new(),
            notes: Vec::new(),
            answered: true,
            holds: true,
            lead,
        }
    }

    /// Whether anything of it lies on a map.
    pub fn has_place(&self) -> bool {
        !self.itineraries.is_empty() || self.features.iter().any(|f| !matches!(f.shape, Shape::Nowhere))
    }

    /// The same with one more table.
    pub fn with(mut self, table: Table) -> Self {
        self.tables.push(table);
        self
    }
}

/// The data behind an answer.
#[derive(Clone, Debug, Serialize)]
pub struct Dataset {
    /// Version of the dataset.
    pub version: String,
    /// The day whose network was used.
    pub as_of: String,
    /// Scenarios laid on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<String>,
    /// Changes when any byte of the data changes; left out when nobody reads it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

/// A node by code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NodeRef {
    /// Stable code.
    pub code: String,
    /// Display name.
    pub name: String,
    /// Where it is.
    #[serde(skip)]
    pub position: Place,
}

/// A position that compares by its bits, so that reports can be compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place(pub Position);

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        (self.0.x.to_bits(), self.0.y.to_bits()) == (other.0.x.to_bits(), other.0.y.to_bits())
    }
}

impl Eq for Place {}

/// The totals of an itinerary, leg or event under the names of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures(pub Impact);

impl Figures {
    /// Hours with four decimals, which keeps the minute.
    pub fn hours(duration: Duration) -> Decimal {
        Decimal { value: (duration.get() * 10_000 + 30) / 60, places: 4 }
    }
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.pairs())
    }
}

/// A number of any sign; serialises as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Whether it is less than nothing.
    pub negative: bool,
    /// How much it is.
    pub size: Decimal,
}

impl std::fmt::Display for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", if self.negative { "-" } else { "" }, self.size)
    }
}

impl Serialize for Signed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        written(&self.to_string(), serializer)
    }
}

/// A figure under its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A word or sentence.
    Text(String),
    /// A number with decimals.
    Number(Decimal),
    /// A difference: less than nothing when negative.
    Signed(Signed),
    /// A number as written in the data, of any sign.
    Written(#[serde(serialize_with = "written")] String),
    /// Nothing known.
    Empty,
}

impl Cell {
    /// A whole number.
    pub const fn whole(value: u64) -> Self {
        Self::Number(Decimal { value, places: 0 })
    }

    /// A difference of a size; nothing has no sign.
    pub const fn signed(negative: bool, size: Decimal) -> Self {
        Self::Signed(Signed { negative: negative && size.value > 0, size })
    }

    /// How many there are.
    pub const fn count(count: usize) -> Self {
        Self::whole(count as u64)
    }

    /// A word or sentence.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A number from its text.
fn written<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match text.parse::<i64>() {
        Ok(whole) => serializer.serialize_i64(whole),
        Err(_) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => serializer.serialize_f64(number),
            _ => serializer.serialize_str(text),
        },
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) | Self::Written(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Signed(number) => number.fmt(f),
            Self::Empty => Ok(()),
        }
    }
}

impl Figures {
    /// The totals by name, in the order of the contract.
    pub fn pairs(&self) -> [(&'static str, Decimal); 10] {
        let i = &self.0;
        let count = |n: u32| Decimal { value: u64::from(n), places: 0 };
        [
            ("length_km", i.length.km()),
            ("duration_h", Self::hours(i.duration())),
            ("haul_h", Self::hours(i.haul)),
            ("dwell_h", Self::hours(i.dwell)),
            ("cost_usd", i.cost.usd()),
            ("co2e_kg", i.emissions.kg()),
            ("borders", count(i.borders)),
            ("gauge_changes", count(i.gauge_changes)),
            ("transshipments", count(i.transshipments)),
            ("sea_crossings", count(i.sea_crossings)),
        ]
    }
}

/// A corridor that an itinerary follows, and for how far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CorridorShare {
    /// Stable code.
    pub code: String,
    /// Display name.
    pub name: String,
    /// Kilometres of the itinerary that lie on it.
    pub length_km: Decimal,
}

/// One route.
#[derive(Clone, Debug, Serialize)]
pub struct ItineraryReport {
    /// 1 for the best.
    pub rank: usize,
    /// Where freight is handed over.
    pub from: NodeRef,
    /// Where it is delivered.
    pub to: NodeRef,
    /// The gateway the solver chose, when an end is a region or place.
    pub gateway: Option<NodeRef>,
    /// Corridors it follows, longest share first.
    pub corridors: Vec<CorridorShare>,
    /// Totals.
    #[serde(flatten)]
    pub totals: Figures,
    /// Countries in order, by code.
    pub countries: Vec<String>,
    /// Least sure of the figures behind it.
    pub confidence: Confidence,
    /// Which figure that is.
    pub weakest: String,
    /// Share of its km by the confidence of their length, in percent: high, medium, low.
    pub length_confidence_percent: [u64; 3],
    /// Legs in order.
    pub legs: Vec<LegReport>,
    /// Events in order.
    pub events: Vec<EventReport>,
}

/// One itinerary in one row: the columns of the batch contract behind `id,from,to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteRow {
    /// 1 for the best.
    pub rank: usize,
    /// Code of the node that stands for a region, else of the destination.
    pub gateway: String,
    /// Totals.
    pub totals: Figures,
    /// Codes of the corridors it follows, joined by `|`.
    pub corridors: String,
    /// Codes of the countries in order, joined by `|`.
    pub countries: String,
    /// The nodes where something happens, by name.
    pub route: String,
}

impl RouteRow {
    /// Joins lists into cells; `stops` are the ends of the legs in order, by name.
    pub fn new(rank: usize, gateway: &str, totals: Figures, corridors: &[&str], countries: &[&str], stops: Vec<&str>) -> Self {
        Self { rank, gateway: gateway.to_owned(), totals, corridors: corridors.join("|"), countries: countries.join("|"), route: joined(stops) }
    }
}

impl From<&ItineraryReport> for RouteRow {
    fn from(itinerary: &ItineraryReport) -> Self {
        let gateway = itinerary.gateway.as_ref().unwrap_or(&itinerary.to);
        let corridors: Vec<&str> = itinerary.corridors.iter().map(|c| c.code.as_str()).collect();
        let countries: Vec<&str> = itinerary.countries.iter().map(String::as_str).collect();
        Self::new(itinerary.rank, &gateway.code, itinerary.totals, &corridors, &countries, itinerary.stops())
    }
}

/// Stops in one line, none named twice in a row.
fn joined(mut stops: Vec<&str>) -> String {
    stops.dedup();
    stops.join(" > ")
}

/// One leg.
#[derive(Clone, Debug, Serialize)]
pub struct LegReport {
    /// Place among legs and events, from 1.
    pub seq: usize,
    /// Mode.
    pub mode: Mode,
    /// First node.
    pub from: NodeRef,
    /// Last node.
    pub to: NodeRef,
    /// Lines or service used, in order.
    pub line: String,
    /// Country code, empty at sea.
    pub country: String,
    /// Gauge, if it has one.
    pub gauge_mm: Option<u16>,
    /// Kilometres.
    pub length_km: Decimal,
    /// Hours moving.
    pub haul_h: Decimal,
    /// Charges.
    pub cost_usd: Decimal,
    /// Emissions.
    pub co2e_kg: Decimal,
    /// Codes of its links in order.
    pub links: Vec<String>,
    /// Nodes passed between the ends, by name.
    pub through: Vec<String>,
    /// Source ids behind its figures.
    pub sources: Vec<String>,
    /// Least sure of them.
    pub confidence: Confidence,
    /// The rows behind each figure, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explain: Vec<Basis>,
    /// What it adds, unrounded.
    #[serde(skip)]
    pub impact: Impact,
    /// The drawn line.
    #[serde(skip)]
    pub geometry: Vec<Position>,
}

impl LegReport {
    /// At most this many of the places it passes, spread evenly.
    pub fn main_places(&self, most: usize) -> Vec<&str> {
        let all = &self.through;
        if all.len() <= most {
            return all.iter().map(String::as_str).collect();
        }
        (0..most).map(|i| all[i * (all.len() - 1) / (most - 1).max(1)].as_str()).collect()
    }
}

/// One event.
#[derive(Clone, Debug, Serialize)]
pub struct EventReport {
    /// Place among legs and events, from 1.
    pub seq: usize,
    /// What happens.
    pub kind: &'static str,
    /// Where.
    pub node: NodeRef,
    /// In words: countries, gauges, service, method.
    pub detail: String,
    /// Hours standing.
    pub dwell_h: Decimal,
    /// Charges.
    pub cost_usd: Decimal,
    /// Source ids behind its figures.
    pub sources: Vec<String>,
    /// Least sure of them.
    pub confidence: Confidence,
    /// The rows behind each figure, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explain: Vec<Basis>,
    /// What it adds, unrounded.
    #[serde(skip)]
    pub impact: Impact,
}

/// A row behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// Which figure.
    pub figure: String,
    /// Its value with unit.
    pub value: String,
    /// File and key of the row.
    pub row: String,
    /// Source ids.
    pub sources: Vec<String>,
    /// How sure.
    pub confidence: Confidence,
}

/// A list of figures under one name.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name in JSON, and of the file where each table has its own.
    pub name: String,
    /// Heading.
    pub title: String,
    /// Column names, units in the name.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table of its parts.
    pub fn new(name: &str, title: impl Into<String>, columns: &[impl AsRef<str>], rows: Vec<Vec<Cell>>) -> Self {
        Self { name: name.to_owned(), title: title.into(), columns: columns.iter().map(|c| c.as_ref().to_owned()).collect(), rows }
    }

    /// The rows as JSON objects.
    pub fn objects(&self) -> Vec<Value> {
        let object = |row: &Vec<Cell>| -> Value {
            self.columns.iter().zip(row).map(|(c, v)| (c.clone(), serde_json::to_value(v).unwrap_or(Value::Null))).collect::<Map<_, _>>().into()
        };
        self.rows.iter().map(object).collect()
    }
}

/// A row of `sources.csv` that figures of the answer come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceRef {
    /// Its id.
    pub id: String,
    /// Who said what.
    pub citation: String,
    /// Where to read it, if anywhere.
    pub url: String,
    /// Year, if known.
    pub year: String,
    /// Licence of the material.
    pub licence: String,
}

/// The network around an answer, for maps.
#[derive(Clone, Debug)]
pub struct Backdrop {
    /// All links.
    pub links: Vec<BackdropLink>,
    /// All nodes.
    pub places: Vec<BackdropPlace>,
    /// Sources of positions whose licence asks to be named.
    pub credits: Vec<SourceRef>,
}

/// A link of the network around an answer.
#[derive(Clone, Debug)]
pub struct BackdropLink {
    /// Its mode.
    pub mode: Mode,
    /// Whether it is open on the day of the answer.
    pub open: bool,
    /// Its drawn line.
    pub line: Vec<Position>,
}

/// A node of the network around an answer.
#[derive(Clone, Debug)]
pub struct BackdropPlace {
    /// Its name.
    pub name: String,
    /// More for a place that more lines meet at, and for towns and ports.
    pub weight: usize,
    /// Where it is.
    pub position: Position,
}

/// A thing on the map.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Its shape.
    pub shape: Shape,
    /// What it is (`node`, `link`, ...), for styling.
    pub kind: &'static str,
    /// Mode, for lines.
    pub mode: Option<Mode>,
    /// Its row. `emphasis`, 1 to 4, makes it stand out.
    pub properties: Vec<(String, Cell)>,
}

/// A shape on the map, in degrees.
#[derive(Clone, Debug)]
pub enum Shape {
    /// None.
    Nowhere,
    /// Points.
    Points(Vec<Position>),
    /// Lines.
    Lines(Vec<Vec<Position>>),
    /// Polygons: each an outer ring (counter-clockwise) and its holes (clockwise), closed.
    Polygons(Vec<Vec<Vec<Position>>>),
}

/// One part of an itinerary in order.
#[derive(Clone, Copy, Debug)]
pub enum PartRef<'a> {
    /// A leg.
    Leg(&'a LegReport),
    /// An event.
    Event(&'a EventReport),
}

impl ItineraryReport {
    /// Legs and events as they follow each other.
    pub fn parts(&self) -> Vec<PartRef<'_>> {
        let mut parts: Vec<(usize, PartRef)> = self.legs.iter().map(|l| (l.seq, PartRef::Leg(l))).collect();
        parts.extend(self.events.iter().map(|e| (e.seq, PartRef::Event(e))));
        parts.sort_by_key(|p| p.0);
        parts.into_iter().map(|p| p.1).collect()
    }

    /// The route in one line: the nodes where something happens.
    pub fn route(&self) -> String {
        joined(self.stops())
    }

    fn stops(&self) -> Vec<&str> {
        let mut stops = vec![self.from.name.as_str()];
        stops.extend(self.legs.iter().map(|l| l.to.name.as_str()));
        stops
    }

    /// What it is called in a table or chart: its corridors, else its countries.
    pub fn label(&self) -> String {
        if self.corridors.is_empty() {
            format!("by {}", self.countries.join("-"))
        } else {
            self.corridors.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join("; ")
        }
    }

    /// Share of the time spent standing, in percent.
    pub fn dwell_percent(&self) -> u64 {
        let total = &self.totals.0;
        (total.dwell.get() * 100 + total.duration().get() / 2) / total.duration().get().max(1)
    }
}
