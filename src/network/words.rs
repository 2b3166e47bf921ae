//! The closed vocabularies of the data, each listed once.

use serde::{Deserialize, Serialize};

/// A closed vocabulary: an enum whose variants are words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// All of them, in order; parser, help and tests iterate this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the data and on the command line.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// The value of a word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.name() == word)
            }

            /// The accepted words, for messages.
            pub fn accepted() -> String {
                Self::ALL.iter().map(|v| v.name()).collect::<Vec<_>>().join(", ")
            }
        }
    };
}

words!(
    /// How freight moves on a link.
    Mode {
        /// A train.
        Rail = "rail",
        /// A ferry, with or without wagons aboard.
        Ferry = "ferry",
        /// A ship.
        Sea = "sea",
        /// A truck on a short shuttle between a terminal and its port or zone.
        Road = "road",
    }
);

words!(
    /// What a node is.
    NodeKind {
        /// A station on one side of a border.
        BorderStation = "border_station",
        /// A city terminal.
        City = "city",
        /// An inland container terminal.
        DryPort = "dry_port",
        /// A port for ferries (and often other ships).
        FerryPort = "ferry_port",
        /// A trade zone without rail handling.
        FreeZone = "free_zone",
        /// A junction of lines.
        Junction = "junction",
        /// A plain station.
        RailStation = "rail_station",
        /// A port for ships.
        Seaport = "seaport",
    }
);

impl NodeKind {
    /// Whether ships and ferries call.
    pub const fn is_port(self) -> bool {
        matches!(self, Self::FerryPort | Self::Seaport)
    }
}

words!(
    /// How sure a figure is.
    Confidence {
        /// General knowledge or an estimate; no document seen.
        Low = "low",
        /// Derived from documents.
        Medium = "medium",
        /// Seen in the cited document.
        High = "high",
    }
);

words!(
    /// Where a link stands in its life; the dates beside it say when.
    Status {
        /// In use (from its opening date, if one is given).
        Open = "open",
        /// Decided or proposed; opens on its date, if one is given.
        Planned = "planned",
        /// Being built; opens on its date, if one is given.
        UnderConstruction = "under_construction",
        /// Closed from its closing date until further notice.
        Suspended = "suspended",
    }
);

words!(
    /// How far a corridor exists.
    CorridorStatus {
        /// All of it is in use.
        Open = "open",
        /// Parts are planned or being built.
        Partly = "partly",
        /// Planned.
        Planned = "planned",
        /// What was used before a project; kept for comparison, never named as what a route follows.
        Historic = "historic",
    }
);

words!(
    /// What a length means; the kinds are kept apart.
    KmKind {
        /// Kilometres a tariff book charges.
        Tariff = "tariff",
        /// Length of the infrastructure.
        Infrastructure = "infrastructure",
        /// Kilometres trains or ships actually run.
        Operating = "operating",
        /// Straight over the ellipsoid.
        Geodesic = "geodesic",
    }
);

words!(
    /// How much of a line is electrified.
    Electrified {
        /// All of it.
        Yes = "yes",
        /// Some of it.
        Part = "part",
        /// None of it.
        No = "no",
    }
);

words!(
    /// What customs do at a border.
    Regime {
        /// Customs on entry.
        Customs = "customs",
        /// Inside a customs union.
        CustomsUnion = "customs_union",
        /// Inside the Schengen area.
        Schengen = "schengen",
    }
);

words!(
    /// What a vessel takes aboard.
    Carries {
        /// Wagons on their wheels: no lift.
        Wagons = "wagons",
        /// Containers, lifted or rolled on trailers.
        Containers = "containers",
    }
);

words!(
    /// What a capacity counts.
    CapacityUnit {
        /// Million tonnes a year, both ways together.
        Megatonnes = "Mt/yr",
        /// Twenty-foot equivalents a year, both ways together.
        Teu = "TEU/yr",
        /// Trains a day in each direction.
        Trains = "trains/day",
    }
);

words!(
    /// What a row of `transfers.csv` describes.
    TransferKind {
        /// From one gauge to another.
        GaugeChange = "gauge_change",
        /// Between ship and land at a port.
        Port = "port",
        /// From ship to ship.
        Hub = "hub",
        /// Between truck and train.
        Drayage = "drayage",
        /// Loading or unloading at an end.
        Terminal = "terminal",
    }
);

words!(
    /// What a published figure is of.
    FigureKind {
        /// Length of a section of railway.
        RailSection = "rail_section",
        /// Length of a whole way.
        RouteLength = "route_length",
        /// Length of a voyage.
        SeaDistance = "sea_distance",
        /// Time of a whole way or part of one.
        TransitTime = "transit_time",
        /// Time at a border.
        BorderTime = "border_time",
        /// Price of a whole way or part of one.
        Cost = "cost",
        /// Share or mean over many pairs; `impact --portfolio` shows it beside its own.
        Portfolio = "portfolio",
    }
);

words!(
    /// What a published figure is good for.
    FigureUse {
        /// Compared, and counted by the target of its class.
        Compare = "compare",
        /// "About" or "more than": compared within half of its last digit as well, and not counted.
        Rounded = "rounded",
        /// Another figure of the same thing was chosen; shown, and not counted.
        Contradicted = "contradicted",
        /// Means something that the model has no counterpart for.
        NotComparable = "not_comparable",
    }
);

words!(
    /// Figures that are judged by one tolerance.
    FigureClass {
        /// A section of railway.
        Section = "section",
        /// A whole way on land, or over land and sea.
        Route = "route",
        /// A voyage on the Caspian or the Black Sea.
        InlandSea = "inland_sea",
        /// Any other voyage.
        Ocean = "ocean",
        /// A transit time.
        Time = "time",
        /// A time at a border.
        Border = "border",
        /// A price.
        Cost = "cost",
    }
);

pub(crate) use words;
