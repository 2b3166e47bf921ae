//! Other people's files as a network: track lines, edge lists and OpenStreetMap extracts become the folder that `--network` reads.
//!
//! A reader (`geojson`, `csv`, `osm`) gives lines and stops; `join` finds where lines meet, `contract` drops the points where
//! nothing happens, `countries` splits at borders, and a [`Draft`] writes the files and says what was done. What cannot be used is
//! left out, counted, and the first of it shown; what can be used is kept.

mod contract;
mod countries;
mod csv;
mod draft;
mod drape;
mod geojson;
mod join;
mod links;
mod mapping;
mod osm;
mod report;
mod skipped;
mod split;
mod tags;
mod track;

pub use csv::csv;
pub use draft::Draft;
pub use drape::{DrapeOptions, Draped, drape};
pub use geojson::geojson;
pub use mapping::Mapping;
pub use osm::{Open, osm};

use crate::geography::Position;
use crate::network::{Mode, NodeKind};
use crate::units::Length;
use mapping::Traits;
use skipped::Skipped;

/// How a file is read and joined.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file as messages name it.
    pub name: String,
    /// Which of the file's columns or properties are which of ours.
    pub map: Mapping,
    /// The mode of lines that say none.
    pub mode: Mode,
    /// Ends of lines this close to each other or to a line are joined to it.
    pub snap: Length,
    /// A named place, and the end of a ferry, is joined to a line this close.
    pub reach: Length,
    /// Drawn lines are thinned by this much; lengths are measured before.
    pub simplify: Length,
    /// Whether points of lines near places of the shipped network take their names.
    pub names: bool,
    /// Whether positions are written latitude first.
    pub swap: bool,
    /// Whether yards, sidings, spurs and industrial lines are kept.
    pub sidings: bool,
}

impl Default for Options {
    /// Rail lines; ends snap within 50 m, places within 1 km; lines are thinned by 20 m.
    fn default() -> Self {
        Self {
            name: "the file".to_owned(),
            map: Mapping::default(),
            mode: Mode::Rail,
            snap: Length::new(50),
            reach: Length::new(1_000),
            simplify: Length::new(20),
            names: false,
            swap: false,
            sidings: false,
        }
    }
}

/// A line as read.
#[derive(Clone, Debug)]
struct Line {
    points: Vec<Position>,
    /// What it is like, as an index of [`Read::traits`].
    traits: u32,
}

/// A named place as read.
#[derive(Clone, Debug)]
struct Stop {
    name: String,
    code: String,
    aliases: String,
    kind: NodeKind,
    country: String,
    position: Position,
}

impl Default for Stop {
    /// A railway station without a name.
    fn default() -> Self {
        let none = String::new;
        Self { name: none(), code: none(), aliases: none(), kind: NodeKind::RailStation, country: none(), position: Position { x: 0.0, y: 0.0 } }
    }
}

/// What a reader gives.
#[derive(Debug, Default)]
struct Read {
    lines: Vec<Line>,
    stops: Vec<Stop>,
    traits: mapping::Interned<Traits>,
    skipped: Skipped,
    /// What was read, for the report.
    counts: Vec<(&'static str, u64)>,
    notes: Vec<String>,
    /// Citation of what was read.
    citation: String,
    licence: &'static str,
}
