//! Claims about projects.

use serde::{Deserialize, Serialize};

/// Claims of `claims.csv` to be computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRequest {
    /// The code of a claim, or words of its text; all claims if empty.
    #[serde(default)]
    pub claim: String,
    /// Whether the routes of a single claim will be drawn.
    #[serde(skip)]
    pub geometry: bool,
}
