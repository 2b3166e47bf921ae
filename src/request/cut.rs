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
    /// Asks for the largest flow in a year instead, in this unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<FlowUnit>,
}

/// What a flow is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlowUnit {
    /// Twenty-foot equivalents.
    Teu,
    /// Million tonnes net.
    Mt,
}

impl FlowUnit {
    /// Both; parser, help and tests iterate this list.
    pub const ALL: [Self; 2] = [Self::Teu, Self::Mt];

    /// The word a user writes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Teu => "teu",
            Self::Mt => "mt",
        }
    }
}
