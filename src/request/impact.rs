//! With and without projects.

use serde::{Deserialize, Serialize};

use super::PanelRequest;

/// What projects change over a panel of pairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactRequest {
    /// Projects of `projects.csv` by code or name; none with `portfolio` means all.
    pub projects: Vec<String>,
    /// Whether to count the projects that gain, alone and together, beside published figures.
    #[serde(default)]
    pub portfolio: bool,
    /// The pairs and terms; its day is the base of the comparison.
    #[serde(flatten)]
    pub panel: PanelRequest,
}
