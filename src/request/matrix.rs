//! Every origin to every destination, or pairs.

use serde::{Deserialize, Serialize};

use super::{Pair, RouteRequest};
use crate::impact::Criterion;

/// Many ends to many ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRequest {
    /// Where freight is handed over: whatever a route starts at; `all` is every node that loads freight, and
    /// a region alone in its list is each of its gateways.
    pub origins: Vec<String>,
    /// Where it is delivered, likewise.
    pub destinations: Vec<String>,
    /// Pairs of ends, instead of every origin to every destination; their weights are not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<Pair>,
    /// The criteria, each with a column (or a table) of its own.
    pub criteria: Vec<Criterion>,
    /// One row per origin and one column per destination, instead of one row per pair.
    pub wide: bool,
    /// Terms; its ends and criterion are not read.
    #[serde(flatten)]
    pub terms: RouteRequest,
}
