//! What may be lost.

use serde::{Deserialize, Serialize};

/// A kind of thing that may be lost, each with everything it closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ElementKind {
    /// A link, in both directions and on all its gauges.
    Link,
    /// A node, with every link that ends there.
    Node,
    /// A land border: all links across it, from one country to the other.
    Border,
    /// A country, with all its nodes.
    Country,
    /// A ferry or sea service, with all its links.
    Service,
}

impl ElementKind {
    /// All of them; parser, help and tests iterate this list.
    pub const ALL: [Self; 5] = [Self::Link, Self::Node, Self::Border, Self::Country, Self::Service];

    /// Several of them, in words.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Link => "links",
            Self::Node => "nodes",
            Self::Border => "borders",
            Self::Country => "countries",
            Self::Service => "services",
        }
    }

    /// The word a user writes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Node => "node",
            Self::Border => "border",
            Self::Country => "country",
            Self::Service => "service",
        }
    }
}
