//! Several measures at once.

use serde::{Deserialize, Serialize};

use super::RouteRequest;
use crate::impact::Measure;

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
