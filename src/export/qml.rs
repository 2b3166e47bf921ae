//! Style files for QGIS, which reads `.qml` beside a layer and ignores simplestyle.

use std::fmt::Write as _;
use std::io::Write;

use super::style;
use crate::error::Error;
use crate::network::Mode;
use crate::report::{Report, Shape};

/// Which layer is styled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qml {
    /// Lines: legs or links, by mode, in the colour of the feature's own `stroke`.
    Lines,
    /// Points: events and ends by `kind`, or nodes.
    Points,
}

impl Qml {
    /// The style of a report in one file: of its lines where it has any, else of its points.
    pub fn of(report: &Report) -> Option<Self> {
        let shapes = || report.features.iter().map(|f| &f.shape);
        if !report.itineraries.is_empty() || shapes().any(|s| matches!(s, Shape::Lines(_))) {
            Some(Self::Lines)
        } else {
            shapes().any(|s| matches!(s, Shape::Points(_))).then_some(Self::Points)
        }
    }

    /// Writes the style.
    ///
    /// # Errors
    /// When writing fails.
    pub fn render(self, out: &mut dyn Write) -> Result<(), Error> {
        let text = match self {
            Self::Lines => lines(),
            Self::Points => points(),
        };
        out.write_all(text.as_bytes())?;
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
fn categorized(attribute: &str, values: &[&str], symbols: &[String]) -> String {
    let mut categories = String::new();
    for (i, value) in values.iter().enumerate() {
        let _ = write!(categories, "<category symbol=\"{i}\" value=\"{value}\" label=\"{}\" render=\"true\"/>", value.replace('_', " "));
    }
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\" styleCategories=\"Symbology\"><renderer-v2 type=\"categorizedSymbol\" attr=\"{attribute}\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\"><categories>{categories}</categories><symbols>{}</symbols></renderer-v2></qgis>\n",
        symbols.concat()
    )
}

fn lines() -> String {
    let line = |i: usize, mode: Mode| {
        let dashes = style::dashes(mode);
        let options = [
            option("line_color", &rgba(style::of_mode(mode))),
            option("line_width", "0.8"),
            option("line_width_unit", "MM"),
            option("capstyle", "round"),
            option("joinstyle", "round"),
            option("use_custom_dash", if dashes.is_empty() { "0" } else { "1" }),
            option("customdash", if dashes.is_empty() { "5;2" } else { dashes }),
            option("customdash_unit", "MM"),
        ];
        // Widths are in pixels; 0.25 mm a pixel.
        let width = "<Option name=\"outlineWidth\" type=\"Map\"><Option name=\"active\" type=\"bool\" value=\"true\"/><Option name=\"expression\" type=\"QString\" value=\"&quot;stroke-width&quot; * 0.25\"/><Option name=\"type\" type=\"int\" value=\"3\"/></Option>".to_owned();
        symbol(i, "line", "SimpleLine", &options, &[field("outlineColor", "stroke"), width])
    };
    let modes: Vec<&str> = Mode::ALL.iter().map(|m| m.name()).collect();
    let symbols: Vec<String> = Mode::ALL.iter().enumerate().map(|(i, m)| line(i, *m)).collect();
    categorized("mode", &modes, &symbols)
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
    categorized("kind", &values, &symbols)
}
