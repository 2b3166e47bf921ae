//! What exists: nodes, links and everything known about them. Immutable once built, a multigraph
//! (parallel links are never merged), every row with its sources and confidence.

mod ids;
mod names;
mod words;

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use ids::{BorderId, CorridorId, CountryId, LinkId, NodeId, PlaceId, RegionId, ServiceId, TransferId};
pub use names::{Named, fold};
pub use words::{Carries, Confidence, CorridorStatus, Electrified, KmKind, Mode, NodeKind, Regime, Status, TransferKind};

use crate::data::Texts;
use crate::geography::Position;
use crate::units::{Gauge, Length, Money, Rate, Speed, Spread};

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
    /// First day of a closure.
    pub closed_from: Option<Date>,
    /// First day after the closure.
    pub closed_to: Option<Date>,
    /// Name of the line.
    pub line: String,
    /// Ferry or sea service, where it has one.
    pub service: Option<ServiceId>,
    /// Own speed; wins over the country's or service's.
    pub speed: Option<Speed>,
    /// Own running time; wins over any speed.
    pub duration: Option<crate::units::Duration>,
    /// Own charge per FEU; wins over any tariff.
    pub cost: Option<Money>,
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
        let closed = self.closed_from.is_some_and(|from| from <= date) && self.closed_to.is_none_or(|to| date < to);
        let suspended = self.status == Status::Suspended && self.closed_from.is_none();
        opened && !closed && !suspended
    }

    /// The end that is not `node`.
    pub fn other_end(&self, node: NodeId) -> NodeId {
        if self.from == node { self.to } else { self.from }
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
        let fits = |d: &&BorderDwell| if forward { d.forward } else { d.backward };
        let newest = self.dwells.iter().filter(fits).filter(|d| d.year <= year).max_by_key(|d| d.year);
        newest.or_else(|| self.dwells.iter().filter(fits).min_by_key(|d| d.year))
    }
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
    /// Time between two sailings.
    pub headway: crate::units::Duration,
    /// Wait for a place aboard, before the wait for the sailing.
    pub queue: Spread,
    /// Chance that weather keeps it from sailing, in hundred-thousandths.
    pub closed: u64,
    /// Effective speed, for links without a timetable.
    pub speed: Option<Speed>,
    /// Dollars per FEU-km, for links without a charge.
    pub tariff: Option<Rate>,
    /// Grams CO2e per TEU-km.
    pub per_teu: Option<Rate>,
    /// Grams CO2e per tonne-km.
    pub per_tonne: Option<Rate>,
    /// Where the row comes from.
    pub evidence: Evidence,
}

impl Service {
    /// The mean wait for a sailing: queue plus half a headway.
    pub fn wait(&self) -> crate::units::Duration {
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
    pub(crate) nodes: Vec<Node>,
    pub(crate) links: Vec<Link>,
    pub(crate) countries: Vec<Country>,
    pub(crate) borders: Vec<Border>,
    pub(crate) services: Vec<Service>,
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) places: Vec<Place>,
    pub(crate) regions: Vec<Region>,
    pub(crate) corridors: Vec<Corridor>,
    /// Sorted by name and scope.
    pub(crate) parameters: Vec<Parameter>,
    /// Names of the scenarios laid on it.
    #[serde(skip)]
    pub(crate) scenarios: Vec<String>,
    #[serde(skip)]
    pub(crate) texts: Texts,
    #[serde(skip)]
    pub(crate) waypoints: OnceLock<Waypoints>,
    #[serde(skip)]
    pub(crate) name_index: names::NameIndex,
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

    /// The figure `name` for a country, falling back to the row for all (`*`).
    pub fn parameter(&self, name: &str, country: Option<CountryId>) -> Option<&Parameter> {
        let of = |scope: &str| {
            let at = self.parameters.binary_search_by(|p| (p.name.as_str(), p.scope.as_str()).cmp(&(name, scope)));
            at.ok().map(|i| &self.parameters[i])
        };
        country.and_then(|id| of(&self.country(id).code)).or_else(|| of("*"))
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
