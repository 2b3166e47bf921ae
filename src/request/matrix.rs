//! Every origin to every destination.

use serde::{Deserialize, Serialize};

use super::RouteRequest;
use crate::impact::Criterion;

/// Many ends to many ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRequest {
    /// Where freight is handed over: whatever a route starts at; `all` is every node that loads freight, and
    /// a region alone in its list is each of its gateways.
    pub origins: Vec<String>,
    /// Where it is delivered, likewise.
    pub destinations: Vec<String>,
    /// The criteria, each with a column (or a table) of its own.
    pub criteria: Vec<Criterion>,
    /// One row per origin and one column per destination, instead of one row per pair.
    pub wide: bool,
    /// Terms; its ends and criterion are not read.
    #[serde(flatten)]
    pub terms: RouteRequest,
}
