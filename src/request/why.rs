//! One route against another.

use serde::{Deserialize, Serialize};

use super::RouteRequest;

/// One route against another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyRequest {
    /// Ends and terms.
    #[serde(flatten)]
    pub route: RouteRequest,
    /// A rank (`2`, `rank 2`), a corridor, or a place to pass (`via Aktau`).
    pub against: String,
}
