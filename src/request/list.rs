//! Lists of what the network knows.

use serde::{Deserialize, Serialize};

/// Which list, and which rows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRequest {
    /// What to list.
    pub what: Listing,
    /// Words that a row must contain, or `column=value`; all must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filter: Vec<String>,
    /// Only what is in use on this day, of nodes, links, services, corridors and projects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Whether to draw the lines (not needed for tables).
    #[serde(skip)]
    pub geometry: bool,
}

macro_rules! listings {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// What can be listed: one file of the data each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Listing {
            $($(#[$doc])* $variant),+
        }

        impl Listing {
            /// All of them; parser, help and tests iterate this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word a user writes.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// The file behind it.
            pub const fn file(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($word, ".csv")),+
                }
            }
        }
    };
}

listings! {
    /// Nodes.
    Nodes = "nodes",
    /// Links.
    Links = "links",
    /// Places.
    Places = "places",
    /// Regions.
    Regions = "regions",
    /// Corridors.
    Corridors = "corridors",
    /// Projects.
    Projects = "projects",
    /// Ferry and sea services.
    Services = "services",
    /// Border objects.
    Borders = "borders",
    /// Gauge-change facilities, ports and terminals.
    Transfers = "transfers",
    /// Countries.
    Countries = "countries",
    /// Speeds.
    Speeds = "speeds",
    /// Tariffs.
    Tariffs = "tariffs",
    /// Emission figures.
    Emissions = "emissions",
    /// What trains carry.
    Trains = "trains",
    /// Capacities of links and nodes.
    Capacities = "capacities",
    /// What projects do.
    Effects = "effects",
    /// Claims about projects.
    Claims = "claims",
    /// Published figures.
    Published = "published",
    /// Panels of pairs for `compare`.
    Panels = "panels",
    /// Sources.
    Sources = "sources",
    /// Shipped scenarios.
    Scenarios = "scenarios",
}
