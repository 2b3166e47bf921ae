//! One file per format, one list of all of them. A format renders a [`Report`] and computes nothing.

#[cfg(feature = "cli")]
mod bars;
#[cfg(feature = "cli")]
mod braille;
mod cells;
mod csv;
mod geojson;
#[cfg(feature = "gpkg")]
mod gpkg;
mod html;
mod json;
mod markdown;
mod qml;
mod style;
pub mod svg;
#[cfg(feature = "cli")]
mod table;
mod template;
mod words;

use std::io::Write;

use crate::error::Error;
use crate::report::{Frame, Report};
use crate::units::grouped;

pub use self::csv::Csv;
#[cfg(feature = "cli")]
pub(crate) use self::csv::RouteRows;
#[cfg(feature = "cli")]
pub(crate) use self::geojson::{Bounds, lines_of, points_of};
pub use self::geojson::{GeoJson, Part};
#[cfg(feature = "gpkg")]
pub use self::gpkg::GeoPackage;
pub use self::html::Html;
pub use self::json::Json;
pub use self::markdown::Markdown;
pub use self::qml::Qml;
pub use self::svg::Svg;
#[cfg(feature = "cli")]
pub use self::table::Terminal;
pub use self::template::Template;

/// A format.
pub trait Exporter: Sync {
    /// The word a user writes after `--format`.
    fn name(&self) -> &'static str;
    /// Extension of its files.
    fn extension(&self) -> &'static str;
    /// Whether it draws: reports for it need geometry.
    fn draws(&self) -> bool {
        false
    }
    /// What it shows beside the answer: reports for it are [`framed`](crate::framed) so.
    fn frame(&self) -> Frame {
        Frame::default()
    }
    /// Whether its bytes are no text, and so for files only.
    fn is_binary(&self) -> bool {
        false
    }
    /// Writes the report.
    ///
    /// # Errors
    /// When writing fails.
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error>;
}

/// All formats; parser, help and tests iterate this list.
pub const ALL: &[&dyn Exporter] = &[
    #[cfg(feature = "cli")]
    &Terminal::PLAIN,
    &Json,
    &Csv,
    &GeoJson { part: Part::All },
    #[cfg(feature = "gpkg")]
    &GeoPackage,
    &Markdown { charts: None },
    &Svg::FIRST,
    &Html,
];

/// The format of a name.
pub fn by_name(name: &str) -> Option<&'static dyn Exporter> {
    ALL.iter().copied().find(|e| e.name() == name)
}

/// The format of a file extension.
pub fn by_extension(extension: &str) -> Option<&'static dyn Exporter> {
    ALL.iter().copied().find(|e| e.extension() == extension.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_name_and_an_extension_of_its_own() {
        for (i, a) in ALL.iter().enumerate() {
            assert_eq!(by_name(a.name()).map(|e| e.name()), Some(a.name()));
            assert!(ALL[..i].iter().all(|b| b.name() != a.name() && b.extension() != a.extension()));
        }
    }
}
