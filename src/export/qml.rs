//! Style files for QGIS, which reads `.qml` beside a layer and ignores simplestyle.

use std::fmt::Write as _;
use std::io::Write;

use super::style;
use crate::error::Error;
use crate::network::Mode;
use crate::report::{Report, Shape};

/// Which kind of layer is styled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qml {
    /// Lines: legs or links, by mode, in the colour and width of the feature's own `stroke`.
    Lines,
    /// Lines that a comparison gained, lost or kept.
    Changes,
    /// Points: events and ends by `kind`, or nodes.
    Points,
    /// Areas, in the colour of the feature's own `fill`.
    Polygons,
}

impl Qml {
    /// The style of a report in one file, which QGIS applies to one type of geometry: of its lines where it has
    /// any, else of its areas, else of its points.
    pub fn of(report: &Report) -> Option<Self> {
        let has = |wanted: fn(&Shape) -> bool| report.features.iter().any(|f| wanted(&f.shape));
        let changes = report.features.iter().any(|f| style::CHANGES.iter().any(|c| c.0 == f.kind));
        let kinds = [
            (changes && report.itineraries.is_empty(), Self::Changes),
            (!report.itineraries.is_empty() || has(|s| matches!(s, Shape::Lines(_))), Self::Lines),
            (has(|s| matches!(s, Shape::Polygons(_))), Self::Polygons),
            (has(|s| matches!(s, Shape::Points(_))), Self::Points),
        ];
        kinds.into_iter().find(|k| k.0).map(|k| k.1)
    }

    /// What it styles, in a word.
    #[cfg(feature = "gpkg")]
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Lines | Self::Changes => "lines",
            Self::Points => "points",
            Self::Polygons => "areas",
        }
    }

    /// The style file.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Lines => lines(),
            Self::Changes => changes(),
            Self::Points => points(),
            Self::Polygons => polygons(),
        }
    }

    /// Writes the style.
    ///
    /// # Errors
    /// When writing fails.
    pub fn render(self, out: &mut dyn Write) -> Result<(), Error> {
        out.write_all(self.text().as_bytes())?;
        Ok(())
    }
}

fn option(name: &str, value: &str) -> String {
    format!("<Option name=\"{name}\" type=\"QString\" value=\"{value}\"/>")
}

fn field(property: &str, field: &str) -> String {
    format!(
        "<Option name=\"{property}\" type=\"Map\"><Option name=\"active\" type=\"bool\" value=\"true\"/><Option name=\"field\" type=\"QString\" value=\"{field}\"/><Option name=\"type\" type=\"int\" value=\"2\"/></Option>"
    )
}

fn expression(property: &str, expression: &str) -> String {
    let expression = expression.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    format!(
        "<Option name=\"{property}\" type=\"Map\"><Option name=\"active\" type=\"bool\" value=\"true\"/><Option name=\"expression\" type=\"QString\" value=\"{expression}\"/><Option name=\"type\" type=\"int\" value=\"3\"/></Option>"
    )
}

/// Types of geometry as QGIS numbers them; they keep it from laying a style on a layer of another type of the same file.
const POINTS: u8 = 0;
const LINES: u8 = 1;
const AREAS: u8 = 2;

/// A style file around a renderer.
fn document(geometry: u8, renderer: &str) -> String {
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\" styleCategories=\"Symbology\">{renderer}<layerGeometryType>{geometry}</layerGeometryType></qgis>\n"
    )
}

fn rgba(hex: &str) -> String {
    let channel = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).unwrap_or(0);
    format!("{},{},{},255", channel(1), channel(3), channel(5))
}

/// A symbol of one layer with constant options and properties taken from the feature's fields.
fn symbol(name: usize, kind: &str, class: &str, options: &[String], fields: &[String]) -> String {
    format!(
        "<symbol type=\"{kind}\" name=\"{name}\" alpha=\"1\"><layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">{}</Option><data_defined_properties><Option type=\"Map\"><Option name=\"name\" type=\"QString\" value=\"\"/><Option name=\"properties\" type=\"Map\">{}</Option><Option name=\"type\" type=\"QString\" value=\"collection\"/></Option></data_defined_properties></layer></symbol>",
        options.concat(),
        fields.concat()
    )
}

/// A renderer with one category per value of an attribute, the last for everything else.
fn categorized(geometry: u8, attribute: &str, values: &[&str], symbols: &[String]) -> String {
    let mut categories = String::new();
    for (i, value) in values.iter().enumerate() {
        let _ = write!(categories, "<category symbol=\"{i}\" value=\"{value}\" label=\"{}\" render=\"true\"/>", value.replace('_', " "));
    }
    document(
        geometry,
        &format!(
            "<renderer-v2 type=\"categorizedSymbol\" attr=\"{attribute}\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><categories>{categories}</categories><symbols>{}</symbols></renderer-v2>",
            symbols.concat()
        ),
    )
}

/// A line in the colour and width of the feature, with some colour and dashes in the legend.
fn line(i: usize, colour: &str, dashes: &str) -> String {
    let options = [
        option("line_color", &rgba(colour)),
        option("line_width", "0.8"),
        option("line_width_unit", "MM"),
        option("capstyle", "round"),
        option("joinstyle", "round"),
        option("use_custom_dash", if dashes.is_empty() { "0" } else { "1" }),
        option("customdash", if dashes.is_empty() { "5;2" } else { dashes }),
        option("customdash_unit", "MM"),
    ];
    // Widths are in pixels; 0.25 mm a pixel.
    symbol(i, "line", "SimpleLine", &options, &[field("outlineColor", "stroke"), expression("outlineWidth", "\"stroke-width\" * 0.25")])
}

fn lines() -> String {
    let mut modes: Vec<&str> = Mode::ALL.iter().map(|m| m.name()).collect();
    let mut symbols: Vec<String> = Mode::ALL.iter().enumerate().map(|(i, m)| line(i, style::of_mode(*m), style::dashes(*m))).collect();
    // Lines of several modes, such as corridors.
    modes.push("");
    symbols.push(line(symbols.len(), style::of_mode(Mode::Rail), ""));
    categorized(LINES, "mode", &modes, &symbols)
}

fn changes() -> String {
    let symbols: Vec<String> =
        style::CHANGES.iter().enumerate().map(|(i, (change, colour))| line(i, colour, if *change == "lost" { "4;2" } else { "" })).collect();
    categorized(LINES, "feature", &style::CHANGES.map(|c| c.0), &symbols)
}

fn polygons() -> String {
    let options = [
        option("color", &format!("{}51", rgba(style::of_rank(1)).trim_end_matches("255"))),
        option("outline_color", &rgba(style::of_rank(1))),
        option("outline_width", "0.3"),
        option("style", "solid"),
    ];
    let fill = symbol(0, "fill", "SimpleFill", &options, &[expression("fillColor", "set_color_part(\"fill\", 'alpha', 51)"), field("outlineColor", "stroke")]);
    document(
        AREAS,
        &format!("<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><symbols>{fill}</symbols></renderer-v2>"),
    )
}

fn points() -> String {
    let marker = |i: usize, kind: &str, size: &str| {
        let colour = style::marker(kind).0;
        let options = [
            option("name", style::shape(kind).name()),
            option("color", &rgba(colour)),
            option("outline_color", "255,255,255,255"),
            option("outline_width", "0.3"),
            option("size", size),
            option("size_unit", "MM"),
        ];
        symbol(i, "marker", "SimpleMarker", &options, &[field("fillColor", "marker-color")])
    };
    let mut values: Vec<&str> = style::MARKERS.to_vec();
    let mut symbols: Vec<String> = values.iter().enumerate().map(|(i, kind)| marker(i, kind, "3.5")).collect();
    for value in ["origin", "destination"] {
        symbols.push(marker(symbols.len(), "end", "5"));
        values.push(value);
    }
    symbols.push(marker(symbols.len(), "", "2"));
    values.push("");
    categorized(POINTS, "kind", &values, &symbols)
}
