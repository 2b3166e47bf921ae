//! What separates two regions.

use serde::{Deserialize, Serialize};

use super::{ElementKind, RouteRequest};

/// The smallest set whose loss separates two ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutRequest {
    /// Ends and constraints; nothing may leave a corridor that is given.
    #[serde(flatten)]
    pub route: RouteRequest,
    /// Of what the set consists.
    pub of: ElementKind,
}
