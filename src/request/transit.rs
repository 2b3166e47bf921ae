//! Corridors side by side.

use serde::{Deserialize, Serialize};

use super::RouteRequest;

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
