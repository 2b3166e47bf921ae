//! How sure an answer is.

use serde::{Deserialize, Serialize};

use super::RouteRequest;

/// How time and cost of a route and its alternatives are spread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RiskRequest {
    /// Ends and terms.
    #[serde(flatten)]
    pub route: RouteRequest,
    /// How many draws.
    pub draws: u32,
    /// What the draws are made from: the same seed gives the same draws.
    pub seed: u64,
    /// Spans with their unit (`15d`, `36h`) for which the chance of arriving is wanted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
}

impl Default for RiskRequest {
    fn default() -> Self {
        Self { route: RouteRequest::default(), draws: 10_000, seed: 1, within: Vec::new() }
    }
}
