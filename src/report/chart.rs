//! Figures drawn from numbers.

use crate::network::Mode;
use crate::units::Decimal;

/// Every chart that an answer can have: the word a user asks for it by, and what it shows.
pub const CHARTS: [(&str, &str); 10] = [
    ("map", "the answer on a map, as a still picture"),
    ("time-distance", "days against km, upright where a shipment stands (UNESCAP)"),
    ("cost-distance", "USD against km, upright where a charge falls due (UNESCAP)"),
    ("time-terms", "where the time of each route goes"),
    ("cost-terms", "where the money of each route goes"),
    ("schematic", "each route as a straight line with its stations and events"),
    ("pareto", "the routes that no other beats, by two measures"),
    ("sweep", "the cost of each route as a figure moves"),
    ("losses", "the share of efficiency that the worst losses take"),
    ("histogram", "how often a shipment takes how long"),
];

/// A figure drawn from numbers.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The word a user asks for it by, of [`CHARTS`].
    pub name: &'static str,
    /// Heading.
    pub title: String,
    /// What runs to the right, with unit.
    pub x_label: String,
    /// What runs up, with unit.
    pub y_label: String,
    /// What is drawn.
    pub plot: Plot,
}

/// The kinds of charts.
#[derive(Clone, Debug)]
pub enum Plot {
    /// Lines over one figure, and values of it that matter.
    Lines {
        /// Lines.
        series: Vec<Series>,
        /// Values of x at which something happens.
        marks: Vec<Decimal>,
    },
    /// Lines that climb, with upright steps where something happens on the way (time-distance diagrams).
    Steps(Vec<Climb>),
    /// One bar for each category, stacked of the same parts.
    Bars {
        /// Names of the bars.
        categories: Vec<String>,
        /// Names of the parts, each with its value in every category.
        parts: Vec<(String, Vec<Decimal>)>,
    },
    /// Points, those of the frontier joined; less is better.
    Scatter(Vec<Spot>),
    /// How many fall between neighbouring edges, and values that matter, by name.
    Histogram {
        /// Edges of the bins, one more than there are counts.
        edges: Vec<Decimal>,
        /// Count of each bin.
        counts: Vec<u64>,
        /// Quantiles and the like.
        marks: Vec<(String, Decimal)>,
    },
    /// Straight lines with stations on them.
    Schematic(Vec<Strand>),
}

/// One line of a chart.
#[derive(Clone, Debug)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<(Decimal, Decimal)>,
}

/// One line of a time-distance diagram.
#[derive(Clone, Debug)]
pub struct Climb {
    /// What it is.
    pub name: String,
    /// Its points, from left to right; two with the same x are a step.
    pub points: Vec<(Decimal, Decimal)>,
    /// What happens at its steps.
    pub steps: Vec<Step>,
}

/// What happens at one place of a climb.
#[derive(Clone, Debug)]
pub struct Step {
    /// Index of its upper point; the lower one stands before it.
    pub at: usize,
    /// Kind of the event that takes most of it, for its mark.
    pub kind: &'static str,
    /// Where.
    pub place: String,
    /// What and how much.
    pub words: String,
}

/// One point of a scatter.
#[derive(Clone, Debug)]
pub struct Spot {
    /// What it is.
    pub name: String,
    /// Its place.
    pub at: (Decimal, Decimal),
    /// How it fares against the others.
    pub standing: Standing,
}

/// How a point of a scatter fares against the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No other is as good in both figures of the chart.
    Frontier,
    /// Another is, but none in every measure asked for.
    Kept,
    /// Another is as good in every measure asked for.
    Beaten,
}

/// One line of a schematic: a stop more than there are spans.
#[derive(Clone, Debug)]
pub struct Strand {
    /// What it is.
    pub name: String,
    /// Stations from top to bottom.
    pub stops: Vec<Stop>,
    /// What lies between neighbouring stations.
    pub spans: Vec<Span>,
}

/// A station of a schematic.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    /// Its name.
    pub name: String,
    /// What happens there: kind of event, and words.
    pub events: Vec<(&'static str, String)>,
}

/// What lies between two stations.
#[derive(Clone, Debug)]
pub struct Span {
    /// Mode, for its line.
    pub mode: Mode,
    /// Length, time, country.
    pub words: String,
    /// Stations passed.
    pub through: Vec<String>,
}
