//! Scenarios over a panel of pairs.

use serde::{Deserialize, Serialize};

use super::PanelRequest;

/// Scenarios over a panel of pairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareRequest {
    /// Scenarios as label and text, each compared with the network without it.
    pub scenarios: Vec<(String, String)>,
    /// Over which pairs, and on what terms.
    #[serde(flatten)]
    pub panel: PanelRequest,
}
