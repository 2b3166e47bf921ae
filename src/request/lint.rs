//! What is doubtful in a network.

use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::network::words;
use crate::units::Length;

words!(
    /// How bad a finding is.
    Severity {
        /// Wrong: the network cannot be used, or answers falsely.
        Error = "error",
        /// Likely to be wrong.
        Warning = "warning",
        /// Worth a look.
        Note = "note",
    }
);

words!(
    /// What is looked for.
    LintCheck {
        /// What keeps the folder from being read.
        Load = "load",
        /// A length below the geodesic.
        BelowGeodesic = "below-geodesic",
        /// A length far above the geodesic.
        Detour = "detour",
        /// A change of country without a time at the border.
        Border = "border",
        /// Gauges that meet where none can change.
        Gauge = "gauge",
        /// The same link twice.
        Duplicate = "duplicate",
        /// Several links of one mode between the same nodes.
        Parallel = "parallel",
        /// A node at the end of one line only.
        DeadEnd = "dead-end",
        /// An end that lies close to something it is not joined to.
        NearMiss = "near-miss",
        /// A part of the network that nothing joins to the rest.
        Isolated = "isolated",
        /// Neighbours that are far apart by the network.
        MissingJunction = "missing-junction",
    }
);

/// What to look for, and how closely.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LintRequest {
    /// Only these checks; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<LintCheck>,
    /// The mildest finding to report.
    pub level: Severity,
    /// An end this close to something else is a near-miss.
    #[serde(rename = "near_m")]
    pub near: Length,
    /// Nodes within this are neighbours, for missing junctions.
    #[serde(rename = "pair_m")]
    pub pair: Length,
    /// Neighbours whose way is more than this many times the geodesic miss a junction.
    pub detour_index: u64,
    /// What reading the network found.
    #[serde(skip)]
    pub problems: Vec<Problem>,
    /// What reading it remarked.
    #[serde(skip)]
    pub warnings: Vec<Problem>,
    /// Whether the findings are drawn.
    #[serde(skip)]
    pub geometry: bool,
}

impl Default for LintRequest {
    /// All checks; near is 2 km, neighbours are within 30 km, a way of more than 8 times the geodesic misses a junction.
    fn default() -> Self {
        Self {
            only: Vec::new(),
            level: Severity::Note,
            near: Length::new(2_000),
            pair: Length::new(30_000),
            detour_index: 8,
            problems: Vec::new(),
            warnings: Vec::new(),
            geometry: false,
        }
    }
}
