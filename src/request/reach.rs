//! How far freight gets.

use serde::{Deserialize, Serialize};

use super::RouteRequest;

/// What is within reach of a place, or where one corridor stops beating another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReachRequest {
    /// The place, as `from`, and the terms; `to` is not read.
    #[serde(flatten)]
    pub route: RouteRequest,
    /// Bands of the criterion with their unit (`10d`, `240h`, `3000usd`, `2500km`, `900kg`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
    /// Two corridors to hold against each other instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub break_even: Vec<String>,
    /// A country or region outside of which the two are not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// Whether the way to the place is asked for, instead of that from it.
    pub inbound: bool,
    /// How far trucks go from a node at most, in km.
    pub truck_km: u64,
}

impl Default for ReachRequest {
    fn default() -> Self {
        Self { route: RouteRequest::default(), within: Vec::new(), break_even: Vec::new(), over: None, inbound: false, truck_km: 300 }
    }
}
