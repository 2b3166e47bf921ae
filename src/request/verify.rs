//! The model against published figures, and its invariants.

use serde::{Deserialize, Serialize};

/// What is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyRequest {
    /// Only these checks; empty means all but [`Check::Gaps`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Check>,
    /// Nothing of it is drawn.
    #[serde(skip)]
    pub geometry: bool,
}

/// A part of `verify`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Check {
    /// Lengths of railway sections and routes.
    Lengths,
    /// Transit times.
    Times,
    /// Prices.
    Costs,
    /// Distances at sea.
    Sea,
    /// Times at borders.
    Borders,
    /// What must hold in any network.
    Invariants,
    /// What is still estimated, and what it affects.
    Gaps,
}

impl Check {
    /// All of them; parser, help and tests iterate this list.
    pub const ALL: [Self; 7] = [Self::Lengths, Self::Times, Self::Costs, Self::Sea, Self::Borders, Self::Invariants, Self::Gaps];

    /// The word a user writes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lengths => "lengths",
            Self::Times => "times",
            Self::Costs => "costs",
            Self::Sea => "sea",
            Self::Borders => "borders",
            Self::Invariants => "invariants",
            Self::Gaps => "gaps",
        }
    }
}
