//! What exists: nodes, links and everything known about them. Immutable once built, a multigraph
//! (parallel links are never merged), every row with its sources and confidence.

mod edit;
mod effect;
mod exact;
mod ids;
mod names;
mod near;
mod published;
mod target;
mod words;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use edit::added;
pub use edit::{Change, Edit, Whose};
pub use effect::{Effect, Switch};
pub use ids::{BorderId, CorridorId, CountryId, LinkId, NodeId, PlaceId, RegionId, ServiceId, TransferId};
pub use names::{Named, fold};
pub use published::{FigureDay, FigureQuery, FigureTrain, Published};
pub use target::{Quantity, Target};
pub(crate) use words::words;
pub use words::{
    CapacityUnit, Carries, Confidence, CorridorStatus, Electrified, FigureClass, FigureKind, FigureUse, KmKind, Mode, NodeKind, Regime, Status, TransferKind,
};

use crate::data::Texts;
use crate::geography::Position;
use crate::units::{Duration, Gauge, Length, Money, Rate, Speed, Spread};

/// Where a row's figures come from and how sure they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Ids into `sources.csv`, separated by `|`.
    pub sources: String,
    /// How sure.
    pub confidence: Confidence,
}

impl Evidence {
    /// The source ids one by one.
    pub fn source_ids(&self) -> impl Iterator<Item = &str> {
        self.sources.split('|').filter(|id| !id.is_empty())
    }
}

/// A place in the network.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Node {
    /// Stable public code.
    pub code: String,
    /// Display name in Latin letters.
    pub name: String,
    /// Other names in any script, separated by `|`.
    pub aliases: String,
    /// UN/LOCODE, empty when unknown.
    pub unlocode: String,
    /// Country; unknown countries make no borders.
    pub country: Option<CountryId>,
    /// What it is.
    pub kind: NodeKind,
    /// Where it is.
    pub position: Position,
    /// Whether freight can be loaded and unloaded here.
    pub loads: bool,
    /// What it can handle, where known.
    pub capacity: Option<Capacity>,
    /// Where the row comes from.
    pub evidence: Evidence,
}

/// One mode between two nodes, in one or two directions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Link {
    /// Stable public code.
    pub code: String,
    /// First end.
    pub from: NodeId,
    /// Second end.
    pub to: NodeId,
    /// Rail, ferry, sea or road.
    pub mode: Mode,
    /// Whether it can be used from `to` to `from` as well.
    pub both_ways: bool,
    /// Length of the kind `km_kind`.
    pub length: Length,
    /// What the length means.
    pub km_kind: KmKind,
    /// Gauges of its tracks (several lie side by side at some borders); empty when unknown or not rail.
    pub gauges: Vec<Gauge>,
    /// Number of tracks, 0 when unknown.
    pub tracks: u8,
    /// Electrification, for emissions.
    pub electrified: Electrified,
    /// Status with the dates below.
    pub status: Status,
    /// First day of use.
    pub open_from: Option<Date>,
    /// When it is closed.
    pub closures: Vec<Closure>,
    /// Name of the line.
    pub line: String,
    /// Ferry or sea service, where it has one.
    pub service: Option<ServiceId>,
    /// Own speed; wins over the country's or service's.
    pub speed: Option<Speed>,
    /// Own running time; wins over any speed.
    pub duration: Option<Duration>,
    /// Own charge per FEU; wins over any tariff.
    pub cost: Option<Money>,
    /// Its speed in percent of what it would be otherwise.
    pub speed_percent: u64,
    /// Its charge in percent of what it would be otherwise.
    pub tariff_percent: u64,
    /// What it can carry, both ways together, where known.
    pub capacity: Option<Capacity>,
    /// The border object of a link that changes country.
    pub border: Option<BorderId>,
    /// Where the row comes from.
    pub evidence: Evidence,
}

impl Link {
    /// Whether trains, ships or trucks run on it on `date`.
    pub fn is_open(&self, date: Date) -> bool {
        let opened = match (self.status, self.open_from) {
            (_, Some(from)) => from <= date,
            (Status::Planned | Status::UnderConstruction, None) => false,
            (_, None) => true,
        };
        opened && !self.closures.iter().any(|c| c.covers(date))
    }

    /// Where a way along it begins and ends, in the direction of its row or against it.
    pub fn ends(&self, forward: bool) -> (NodeId, NodeId) {
        if forward { (self.from, self.to) } else { (self.to, self.from) }
    }

    /// The end that is not `node`.
    pub fn other_end(&self, node: NodeId) -> NodeId {
        if self.from == node { self.to } else { self.from }
    }
}

/// A span of days on which a link is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// First day; `None` is always.
    pub from: Option<Date>,
    /// First day after; `None` is for good.
    pub to: Option<Date>,
}

impl Closure {
    /// Never open.
    pub const ALWAYS: Self = Self { from: None, to: None };

    /// Whether a day is in it.
    pub fn covers(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date < to)
    }
}

/// What a link, node or service can carry or handle: a figure as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// In 10^-3 of the unit.
    pub value: u64,
    /// What is counted.
    pub unit: CapacityUnit,
}

impl std::fmt::Display for Capacity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", crate::units::Decimal { value: self.value, places: 3 }, self.unit.name())
    }
}

/// A country or territory.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// English short name.
    pub name: String,
    /// Other names, separated by `|`.
    pub aliases: String,
}

/// What crossing the border on a link takes, by direction and year.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Border {
    /// The link that crosses it.
    pub link: LinkId,
    /// Rows of `borders.csv`, by year.
    pub dwells: Vec<BorderDwell>,
}

/// One row of `borders.csv`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BorderDwell {
    /// Whether it holds from the link's `from` to its `to`.
    pub forward: bool,
    /// Whether it holds from `to` to `from`.
    pub backward: bool,
    /// First year it holds for.
    pub year: i16,
    /// Time at the border without the gauge change.
    pub dwell: Spread,
    /// Charges per FEU.
    pub cost: Money,
    /// Customs, customs union or Schengen.
    pub regime: Regime,
    /// Where the row comes from.
    pub evidence: Evidence,
}

impl Border {
    /// The row that holds in a direction and year: the newest not younger than the year, else the oldest.
    pub fn dwell(&self, forward: bool, year: i16) -> Option<&BorderDwell> {
        in_year(self.dwells.iter().filter(|d| if forward { d.forward } else { d.backward }), |d| d.year, year)
    }
}

/// The row that holds in a year: the newest that is not younger, else the oldest.
pub(crate) fn in_year<'r, T>(rows: impl Iterator<Item = &'r T> + Clone, year_of: impl Fn(&T) -> i16, year: i16) -> Option<&'r T> {
    let newest = rows.clone().filter(|row| year_of(row) <= year).max_by_key(|row| year_of(row));
    newest.or_else(|| rows.min_by_key(|row| year_of(row)))
}

/// A ferry or sea service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Service {
    /// Stable public code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Ferry or sea.
    pub mode: Mode,
    /// Wagons on their wheels, or containers.
    pub carries: Carries,
    /// The service whose ships sail it, when it is a part of another with prices of its own: a box stays aboard between the two.
    pub part_of: Option<ServiceId>,
    /// Its figures by year; never empty.
    pub years: Vec<ServiceYear>,
    /// What it can carry.
    pub capacity: Option<Capacity>,
}

/// The figures of a service from a year on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ServiceYear {
    /// First year they hold for.
    pub year: i16,
    /// Time between two sailings.
    pub headway: Duration,
    /// Wait for a place aboard, before the wait for the sailing.
    pub queue: Spread,
    /// Chance that weather keeps it from sailing, in hundred-thousandths.
    pub closed: u64,
    /// Effective speed, for links without a timetable.
    pub speed: Option<Speed>,
    /// Charge per FEU for each link, whatever its length, for links without a charge of their own.
    pub fixed: Money,
    /// Dollars per FEU-km, for links without a charge of their own.
    pub tariff: Option<Rate>,
    /// What both are from the `to` of a link to its `from`, in percent.
    pub back_percent: u64,
    /// Grams CO2e per TEU-km.
    pub per_teu: Option<Rate>,
    /// Grams CO2e per tonne-km.
    pub per_tonne: Option<Rate>,
    /// Where the row comes from.
    pub evidence: Evidence,
}

impl Service {
    /// The figures that hold in a year: the newest not younger than the year, else the oldest.
    ///
    /// # Panics
    /// When it has none; every service read from data has.
    pub fn in_year(&self, year: i16) -> &ServiceYear {
        in_year(self.years.iter(), |y| y.year, year).unwrap_or_else(|| unreachable!("{} has figures", self.code))
    }
}

impl ServiceYear {
    /// The mean wait for a sailing: queue plus half a headway.
    pub fn wait(&self) -> Duration {
        self.queue.mean() + self.headway.scaled(1, 2)
    }
}

/// What a facility does at a node, or everywhere when `node` is `None`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Transfer {
    /// The node; `None` is the default for its kind.
    pub node: Option<NodeId>,
    /// What it does.
    pub kind: TransferKind,
    /// Gauges from and to, for a gauge change.
    pub gauges: Option<(Gauge, Gauge)>,
    /// Container lift, bogie exchange, ...
    pub method: String,
    /// First year it holds for.
    pub year: i16,
    /// How long it takes.
    pub dwell: Spread,
    /// Charge per FEU beyond the terminal tariff.
    pub cost: Money,
    /// Where the row comes from.
    pub evidence: Evidence,
}

/// A cluster of nodes under one name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Stable public code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Other names, separated by `|`.
    pub aliases: String,
    /// Member nodes.
    pub members: Vec<NodeId>,
    /// Members where freight can be loaded.
    pub loading: Vec<NodeId>,
    /// Where the row comes from.
    pub evidence: Evidence,
}

/// A named set of gateways.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Region {
    /// Stable public code; a view is `REGION:VIEW`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Other names, separated by `|`.
    pub aliases: String,
    /// Countries it covers.
    pub countries: Vec<CountryId>,
    /// Nodes that stand for it as an end.
    pub gateways: Vec<NodeId>,
    /// Where the row comes from.
    pub evidence: Evidence,
}

/// A named, ordered chain of nodes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Corridor {
    /// Stable public code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Other names, separated by `|`.
    pub aliases: String,
    /// The corridor it is a variant of.
    pub family: String,
    /// How far it exists.
    pub status: CorridorStatus,
    /// The nodes in order.
    pub chain: Vec<NodeId>,
    /// All links between consecutive nodes of the chain, of any status.
    pub links: Vec<LinkId>,
    /// Where the row comes from.
    pub evidence: Evidence,
}

/// One row of `speeds.csv`, `tariffs.csv` or `emissions.csv`: a figure with its range.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parameter {
    /// `speeds.csv`, ...
    pub file: String,
    /// Name of the figure.
    pub name: String,
    /// Country code, or `*`.
    pub scope: String,
    /// First year it holds for.
    pub year: i16,
    /// Low, likely and high, in `10^-5` of the unit.
    pub low: u64,
    /// Likely value.
    pub likely: u64,
    /// High value.
    pub high: u64,
    /// Unit as written.
    pub unit: String,
    /// Where the row comes from.
    pub evidence: Evidence,
}

impl Parameter {
    /// Its range, when it is in hours.
    pub fn hours(&self) -> Spread {
        let span = |value| Duration::new((value * 60 + 50_000) / 100_000);
        Spread { low: span(self.low), likely: span(self.likely), high: span(self.high), observed_mean: None }
    }
}

/// One, in the `10^-5` of parameters.
const WHOLE: u64 = 100_000;

/// What one shipment is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cargo {
    /// Code on the command line.
    pub code: String,
    /// In words.
    pub name: String,
    /// Twenty-foot equivalents it occupies.
    pub teu: u64,
    /// Net mass in kilograms.
    pub net_kg: u64,
}

impl Cargo {
    /// What it is charged where a 40-ft container is charged `per_feu`: one for every two TEU, and for an odd one the part
    /// that a 20-ft container pays, in `10^-5`.
    pub fn charged(&self, per_feu: Money, twenty_foot: u64) -> Money {
        per_feu.scaled(self.teu / 2 * WHOLE + self.teu % 2 * twenty_foot, WHOLE)
    }
}

/// The dataset as a whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Dataset version.
    pub version: String,
    /// The day the data describes; the default of `--as-of`.
    pub as_of: Date,
    /// Year of the prices.
    pub price_year: i64,
    /// Cargo presets; the first is the default.
    pub cargos: Vec<Cargo>,
}

/// Lane and track points by link, for drawing.
pub(crate) type Waypoints = Vec<Vec<Position>>;

/// The whole network: every noun in a list, addressed by dense ids.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Network {
    pub(crate) manifest: Manifest,
    #[serde(deserialize_with = "exact::list")]
    pub(crate) nodes: Vec<Node>,
    #[serde(deserialize_with = "exact::list")]
    pub(crate) links: Vec<Link>,
    pub(crate) countries: Vec<Country>,
    pub(crate) borders: Vec<Border>,
    pub(crate) services: Vec<Service>,
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) places: Vec<Place>,
    pub(crate) regions: Vec<Region>,
    pub(crate) corridors: Vec<Corridor>,
    /// Sorted by name, scope and year.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) effects: Vec<Effect>,
    /// Names of the scenarios laid on it.
    #[serde(skip)]
    pub(crate) scenarios: Vec<String>,
    /// The days on which each of their edits changes anything.
    pub(crate) scenario_days: Vec<Vec<Closure>>,
    #[serde(skip)]
    pub(crate) texts: Texts,
    /// Where what is made of it may be kept.
    #[serde(skip)]
    pub(crate) cache: Option<PathBuf>,
    #[serde(skip)]
    pub(crate) waypoints: OnceLock<Waypoints>,
    #[serde(skip)]
    pub(crate) name_index: names::NameIndex,
    #[serde(skip)]
    pub(crate) near_index: near::NearIndex,
}

macro_rules! accessors {
    ($($(#[$doc:meta])* $list:ident, $one:ident: $id:ident => $item:ident;)+) => {
        impl Network {
            $(
                $(#[$doc])*
                pub fn $list(&self) -> impl ExactSizeIterator<Item = ($id, &$item)> {
                    self.$list.iter().enumerate().map(|(i, item)| ($id::new(i), item))
                }
                /// The one with this id.
                ///
                /// # Panics
                /// When the id is of another network and out of range.
                pub fn $one(&self, id: $id) -> &$item {
                    &self.$list[id.index()]
                }
            )+
        }
    };
}

accessors! {
    /// All nodes.
    nodes, node: NodeId => Node;
    /// All links of any status.
    links, link: LinkId => Link;
    /// All countries.
    countries, country: CountryId => Country;
    /// All border objects.
    borders, border: BorderId => Border;
    /// All ferry and sea services.
    services, service: ServiceId => Service;
    /// All transfer rows.
    transfers, transfer: TransferId => Transfer;
    /// All places.
    places, place: PlaceId => Place;
    /// All regions.
    regions, region: RegionId => Region;
    /// All corridors.
    corridors, corridor: CorridorId => Corridor;
}

impl Network {
    /// What the dataset says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The figure `name` for a country in a year (the newest row not younger than the year, else the oldest), falling back
    /// to the row for all (`*`).
    pub fn parameter(&self, name: &str, country: Option<CountryId>, year: i16) -> Option<&Parameter> {
        let of = |scope: &str| in_year(self.parameters[self.parameter_rows(name, scope)].iter(), |p| p.year, year);
        country.and_then(|id| of(&self.country(id).code)).or_else(|| of("*"))
    }

    /// Where the rows of a figure for one scope stand.
    pub(crate) fn parameter_rows(&self, name: &str, scope: &str) -> std::ops::Range<usize> {
        let key = (name, scope);
        let of = |p: &Parameter| (p.name.as_str(), p.scope.as_str()).cmp(&key);
        self.parameters.partition_point(|p| of(p).is_lt())..self.parameters.partition_point(|p| of(p).is_le())
    }

    /// What a 20-ft container is charged of the price of a 40-ft one, in `10^-5`: half where the data does not say.
    pub fn twenty_foot_price(&self, year: i16) -> u64 {
        self.parameter("twenty_foot_price", None, year).map_or(WHOLE / 2, |p| p.likely)
    }

    /// Whether a haul along a link leads towards the east.
    pub fn leads_east(&self, link: &Link, forward: bool) -> bool {
        let (from, to) = link.ends(forward);
        self.node(from).position.x < self.node(to).position.x
    }

    /// What a haul towards the east is charged of the rail tariff of a country, in `10^-5`: all of it where the data does not say.
    pub fn eastward_price(&self, country: Option<CountryId>, year: i16) -> u64 {
        self.parameter("rail_tariff_eastward", country, year).map_or(WHOLE, |p| p.likely)
    }

    /// The service whose ships a shipment is aboard on a link of this one: the service it is part of, or itself.
    pub fn ships_of(&self, service: ServiceId) -> ServiceId {
        self.service(service).part_of.unwrap_or(service)
    }

    /// The transfer rows that hold in a year: of each facility the newest not younger than the year, else the oldest.
    pub fn transfers_in(&self, year: i16) -> impl Iterator<Item = (TransferId, &Transfer)> {
        let key = |t: &Transfer| (t.node, t.kind, t.gauges);
        let mut best: HashMap<_, TransferId> = HashMap::new();
        for (id, row) in self.transfers() {
            let here = best.entry(key(row)).or_insert(id);
            if in_year([self.transfer(*here), row].into_iter(), |t| t.year, year).is_some_and(|t| std::ptr::eq(t, row)) {
                *here = id;
            }
        }
        self.transfers().filter(move |(id, row)| best.get(&key(row)) == Some(id))
    }

    /// A capacity in TEU a year, both ways together: tonnes by the mean load of a TEU, trains by the mean load of a
    /// train (`trains.csv`).
    pub fn teu_year(&self, capacity: Capacity) -> u64 {
        let likely = |name: &str| u128::from(self.parameter(name, None, self.manifest.as_of.year()).map_or(0, |p| p.likely));
        let value = u128::from(capacity.value);
        // Values are held in 10^-3, parameters in 10^-5; trains count in each direction on every day of the year.
        let teu = match capacity.unit {
            CapacityUnit::Teu => value / 1_000,
            CapacityUnit::Megatonnes => value * 1_000 * 100_000 / likely("tonnes_per_teu").max(1),
            CapacityUnit::Trains => value * 2 * 365 * likely("teu_per_train") / 100_000_000,
        };
        u64::try_from(teu).unwrap_or(u64::MAX)
    }

    /// The scenarios laid on it that change nothing on a day, with the days of their first edit.
    pub fn idle_scenarios(&self, day: Date) -> impl Iterator<Item = (&str, Closure)> {
        let idle = move |days: &Vec<Closure>| days.iter().all(|d| !d.covers(day)).then(|| days.first().copied()).flatten();
        self.scenarios.iter().zip(&self.scenario_days).filter_map(move |(name, days)| Some((name.as_str(), idle(days)?)))
    }

    /// Names of the scenarios laid on it, in order.
    pub fn scenarios(&self) -> &[String] {
        &self.scenarios
    }

    /// Country code of a node, empty when unknown.
    pub fn country_code(&self, node: NodeId) -> &str {
        self.node(node).country.map_or("", |id| &self.country(id).code)
    }

    /// The drawn line of a link from its `from` to its `to`: node, waypoints, node.
    pub fn line(&self, link: LinkId) -> Vec<Position> {
        let ends = self.link(link);
        let points = self.waypoints.get_or_init(|| crate::data::waypoints(self));
        let inner = points.get(link.index()).map_or(&[][..], Vec::as_slice);
        let mut line = Vec::with_capacity(inner.len() + 2);
        line.push(self.node(ends.from).position);
        line.extend_from_slice(inner);
        line.push(self.node(ends.to).position);
        line
    }

    /// Sixteen hex digits that change when any byte of the data changes (XXH3-64 over all files).
    pub fn digest(&self) -> String {
        self.texts.digest()
    }

    /// The rows of a table by file name (`projects.csv`), for listing: header, then records.
    pub fn table(&self, file: &str) -> Vec<Vec<String>> {
        self.texts.table(file)
    }
}

#[cfg(test)]
mod tests {
    use super::in_year;

    #[test]
    fn a_year_takes_the_newest_row_not_younger_or_else_the_oldest() {
        let rows: [i16; 3] = [2018, 2024, 2021];
        let found = [2010, 2018, 2020, 2021, 2030].map(|year| in_year(rows.iter(), |y| *y, year).copied());
        assert_eq!(found, [2018, 2018, 2018, 2021, 2024].map(Some));
        assert_eq!(in_year([].iter(), |y: &i16| *y, 2020), None);
    }
}
