//! A figure moved over a range.

use serde::{Deserialize, Serialize};

use super::RouteRequest;

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
