//! What is asked, as text: the same struct for the command line, a batch row, JSON and a test.

use serde::{Deserialize, Serialize};

use crate::impact::{Criterion, Measure};
use crate::network::Mode;

/// A question to a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Request {
    /// The best route and distinct alternatives.
    Route(RouteRequest),
    /// The corridors between two regions side by side.
    Transit(TransitRequest),
    /// The exact non-dominated set over several measures.
    Pareto(ParetoRequest),
    /// Why one route beats another, and what would flip it.
    Why(WhyRequest),
    /// Where the best route changes as a figure moves.
    Sweep(SweepRequest),
    /// What scenarios change over many pairs of ends.
    Compare(CompareRequest),
    /// What the network knows.
    List(ListRequest),
}

/// Scenarios over a panel of pairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareRequest {
    /// Scenarios as label and text, each compared with the network without it.
    pub scenarios: Vec<(String, String)>,
    /// A panel of `panels.csv`, unless pairs are given.
    pub panel: String,
    /// Pairs of ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<[String; 2]>,
    /// What "best" means.
    pub by: Criterion,
    /// Cargo preset; the data's default if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cargo: Option<String>,
    /// The day whose network is used; the data's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Whether to draw the lines.
    #[serde(skip)]
    pub geometry: bool,
}

/// Corridors side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransitRequest {
    /// Ends and terms.
    #[serde(flatten)]
    pub route: RouteRequest,
    /// A country, region or place that every row passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}

/// A question with several measures at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParetoRequest {
    /// Ends and terms.
    #[serde(flatten)]
    pub route: RouteRequest,
    /// Two to four measures.
    pub criteria: Vec<Measure>,
    /// Thins the set: points within this many percent of a kept one in every measure may go; 0 is exact.
    #[serde(default)]
    pub epsilon: u64,
}

/// One route against another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyRequest {
    /// Ends and terms.
    #[serde(flatten)]
    pub route: RouteRequest,
    /// A rank (`2`, `rank 2`), a corridor, or a place to pass (`via Aktau`).
    pub against: String,
}

/// A figure moved over a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepRequest {
    /// Ends and terms.
    #[serde(flatten)]
    pub route: RouteRequest,
    /// `value_of_time`, or `wait:SERVICE`, `dwell:LINK`, `gauge:NODE`, `port:NODE`, `tariff:CC`, `speed:CC`.
    pub param: String,
    /// First and last value, `A..B`.
    pub range: String,
}

/// From where to where, and on what terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RouteRequest {
    /// Node, place, region, country, or `lon,lat`.
    pub from: String,
    /// Node, place, region, country, or `lon,lat`.
    pub to: String,
    /// Places to pass, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
    /// Nodes, links, lines, countries, modes, services or corridors not to touch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub avoid: Vec<String>,
    /// A corridor (or family of them) to follow as far as it serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corridor: Option<String>,
    /// Modes that may be used; empty means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// What "best" means.
    pub by: Criterion,
    /// Value of time in USD per day and FEU, for `generalised`; the data's own if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_of_time: Option<u32>,
    /// Cargo preset; the data's default if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cargo: Option<String>,
    /// The day whose network is used; the data's own if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// How many routes at most, the best included.
    pub k: usize,
    /// Distinct alternatives, or the plain k shortest, near-copies included.
    pub alternatives: AlternativesKind,
    /// Most km an alternative may share with a better one, in percent.
    pub max_overlap: u64,
    /// Most an alternative may cost by the criterion, in percent of the best, as a whole and between any
    /// two places where it leaves and joins a better one.
    pub max_stretch: u64,
    /// How far a `lon,lat` may lie from the nearest loading node, in km.
    pub snap_km: u64,
    /// Whether to name the rows behind each figure.
    pub explain: bool,
    /// Whether to draw the lines (not needed for tables).
    #[serde(skip)]
    pub geometry: bool,
}

/// Which alternatives are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlternativesKind {
    /// Different in kind: other borders, gauge changes or sea crossings, and limited overlap.
    #[default]
    Distinct,
    /// The k shortest loopless paths, however alike.
    All,
}

impl AlternativesKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Distinct, Self::All];

    /// The word a user writes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Distinct => "distinct",
            Self::All => "all",
        }
    }
}

impl Default for RouteRequest {
    fn default() -> Self {
        Self {
            from: String::new(),
            to: String::new(),
            via: Vec::new(),
            avoid: Vec::new(),
            corridor: None,
            modes: Vec::new(),
            by: Criterion::default(),
            value_of_time: None,
            cargo: None,
            as_of: None,
            k: 3,
            alternatives: AlternativesKind::default(),
            max_overlap: 75,
            max_stretch: 250,
            snap_km: 50,
            explain: false,
            geometry: true,
        }
    }
}

/// Which list, and which rows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRequest {
    /// What to list.
    pub what: Listing,
    /// Words that a row must contain, or `column=value`; all must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filter: Vec<String>,
    /// Whether to draw the lines (not needed for tables).
    #[serde(skip)]
    pub geometry: bool,
}

macro_rules! listings {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// What can be listed: one file of the data each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Listing {
            $($(#[$doc])* $variant),+
        }

        impl Listing {
            /// All of them; parser, help and tests iterate this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word a user writes.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// The file behind it.
            pub const fn file(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($word, ".csv")),+
                }
            }
        }
    };
}

listings! {
    /// Nodes.
    Nodes = "nodes",
    /// Links.
    Links = "links",
    /// Places.
    Places = "places",
    /// Regions.
    Regions = "regions",
    /// Corridors.
    Corridors = "corridors",
    /// Projects.
    Projects = "projects",
    /// Ferry and sea services.
    Services = "services",
    /// Border objects.
    Borders = "borders",
    /// Gauge-change facilities, ports and terminals.
    Transfers = "transfers",
    /// Countries.
    Countries = "countries",
    /// Speeds.
    Speeds = "speeds",
    /// Tariffs.
    Tariffs = "tariffs",
    /// Emission figures.
    Emissions = "emissions",
    /// Published figures.
    Published = "published",
    /// Panels of pairs for `compare`.
    Panels = "panels",
    /// Sources.
    Sources = "sources",
    /// Shipped scenarios.
    Scenarios = "scenarios",
}
