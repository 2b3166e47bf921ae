//! What every single loss does over a panel of pairs.

use serde::{Deserialize, Serialize};

use super::{ElementKind, PanelRequest};

/// Losses over a panel of pairs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriticalRequest {
    /// Over which pairs, and on what terms.
    #[serde(flatten)]
    pub panel: PanelRequest,
    /// Kinds of things that are lost; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<ElementKind>,
    /// What they are ranked by.
    pub rank: Damage,
    /// Rows of each kind at most.
    pub top: usize,
    /// Routes that cost this many percent more than the best still count as near-best.
    pub stretch: u64,
    /// Whether to find the worst pairs of losses too.
    #[serde(default)]
    pub pairs_of_losses: bool,
}

impl Default for CriticalRequest {
    fn default() -> Self {
        Self { panel: PanelRequest::default(), of: Vec::new(), rank: Damage::default(), top: 10, stretch: 10, pairs_of_losses: false }
    }
}

/// What losses are ranked by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Damage {
    /// Share of the network's efficiency that is lost.
    #[default]
    Efficiency,
    /// Time added over all pairs that still have a route.
    Time,
    /// Charges added.
    Cost,
    /// CO2e added.
    Co2e,
    /// Flow cut off.
    CutOff,
    /// Flow that has it on the best and every near-best route.
    Exposure,
}

impl Damage {
    /// All of them; parser, help and tests iterate this list.
    pub const ALL: [Self; 6] = [Self::Efficiency, Self::Time, Self::Cost, Self::Co2e, Self::CutOff, Self::Exposure];

    /// The word a user writes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Efficiency => "efficiency",
            Self::Time => "time",
            Self::Cost => "cost",
            Self::Co2e => "co2e",
            Self::CutOff => "cut-off",
            Self::Exposure => "exposure",
        }
    }
}
