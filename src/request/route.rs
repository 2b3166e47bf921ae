//! From where to where, and on what terms.

use serde::{Deserialize, Serialize};

use crate::impact::Criterion;
use crate::network::Mode;

/// From where to where, and on what terms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

impl RouteRequest {
    /// Whether it differs from another in its ends at most.
    pub(crate) fn has_terms_of(&self, other: &Self) -> bool {
        let Self {
            from: _,
            to: _,
            via,
            avoid,
            corridor,
            modes,
            by,
            value_of_time,
            cargo,
            as_of,
            k,
            alternatives,
            max_overlap,
            max_stretch,
            snap_km,
            explain,
            geometry,
        } = self;
        (by, as_of, cargo, value_of_time) == (&other.by, &other.as_of, &other.cargo, &other.value_of_time)
            && (via, avoid, corridor, modes) == (&other.via, &other.avoid, &other.corridor, &other.modes)
            && (k, alternatives, max_overlap, max_stretch) == (&other.k, &other.alternatives, &other.max_overlap, &other.max_stretch)
            && (snap_km, explain, geometry) == (&other.snap_km, &other.explain, &other.geometry)
    }
}

/// Which alternatives are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
