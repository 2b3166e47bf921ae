//! Many pairs of ends at once.

use serde::{Deserialize, Serialize};

use crate::impact::Criterion;

/// A set of pairs of ends, and the terms on which all are solved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelRequest {
    /// A panel of `panels.csv`, unless pairs are given.
    pub panel: String,
    /// Pairs of ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<Pair>,
    /// What "best" means.
    pub by: Criterion,
    /// Cargo preset; the data's default if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cargo: Option<String>,
    /// The day whose network is used; the data's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Whether to draw the lines.
    #[serde(skip)]
    pub geometry: bool,
}

impl Default for PanelRequest {
    fn default() -> Self {
        Self { panel: "eurasia".to_owned(), pairs: Vec::new(), by: Criterion::default(), cargo: None, as_of: None, geometry: true }
    }
}

/// One pair as asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// Where freight is handed over: anything a route starts at.
    pub from: String,
    /// Where it is delivered.
    pub to: String,
    /// How much it counts, in any unit of flow; each pair of nodes that it means counts as much.
    #[serde(default = "one")]
    pub weight: u64,
    /// Its line in the file it was read from, for messages; 0 when it comes from none.
    #[serde(skip)]
    pub line: u64,
}

fn one() -> u64 {
    1
}
