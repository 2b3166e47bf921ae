//! Figures that somebody published, and the questions to the network that they answer.

use jiff::civil::Date;

use super::{CountryId, FigureClass, FigureKind, FigureUse, Mode, NodeId};

/// One row of `published.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Stable public code.
    pub code: String,
    /// What it is of.
    pub kind: FigureKind,
    /// Where it begins, as published.
    pub from: String,
    /// Where it ends, as published.
    pub to: String,
    /// The figure or range, as published.
    pub value: String,
    /// Its unit, as published.
    pub unit: String,
    /// The year that it describes.
    pub year: Option<i16>,
    /// What it is good for.
    pub good_for: FigureUse,
    /// The figure, or the source of the rows, that was chosen instead of a contradicted one.
    pub against: String,
    /// What it is compared with; `None` when it cannot be compared.
    pub query: Option<FigureQuery>,
    /// Why it is not compared, or why in this way.
    pub reason: String,
    /// Ids of who published it.
    pub sources: Vec<String>,
}

/// A published figure as a question to the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureQuery {
    /// By which tolerance it is judged.
    pub class: FigureClass,
    /// The published range in metres, minutes or cents; twice the same for a single figure.
    pub range: (u64, u64),
    /// Half of the last digit that the figure gives, in the same unit.
    pub rounding: u64,
    /// How many of that unit one unit of the figure is.
    pub unit: u64,
    /// The cargo that a price is for, as a code of the manifest; empty: the default.
    pub cargo: String,
    /// Ends as alternatives of which the best serves; two where the figure ends at the border half way between them.
    pub from: Vec<Vec<NodeId>>,
    /// What it passes, in order, each as alternatives.
    pub via: Vec<Vec<NodeId>>,
    /// As `from`.
    pub to: Vec<Vec<NodeId>>,
    /// Modes that may be used on each part of the way, one part more than vias; an empty list means all.
    pub modes: Vec<Vec<Mode>>,
    /// Countries that it does not enter.
    pub avoid: Vec<CountryId>,
    /// The network it is asked of.
    pub day: FigureDay,
    /// What train it is of.
    pub train: FigureTrain,
    /// Whether it begins with the hand-over at the first terminal, and not with the departure.
    pub from_handover: bool,
    /// Whether it ends with the delivery at the last terminal, and not with the arrival.
    pub to_delivery: bool,
}

/// The train that a published figure is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FigureTrain {
    /// The mean of normal operation.
    #[default]
    Usual,
    /// One with priority: the best case of normal operation wherever it stands.
    Express,
    /// One that runs faster on the line too.
    Fast,
}

/// The network that a published figure is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FigureDay {
    /// Every link of any status, on the data's own day: for lengths of lines not yet or no longer open.
    AnyStatus,
    /// The network of a day.
    On(Date),
}
