//! One page with the answer: in words, on a map, in charts and tables, with its sources. The page stands alone:
//! its content-security policy lets it load nothing, and its script is named in the policy by digest.

pub(super) mod basemap;
pub(super) mod canvas;
pub(super) mod ground;
pub(super) mod groups;
mod labels;
pub(super) mod layers;
pub(super) mod projection;
mod things;

use std::collections::BTreeSet;
use std::io::Write;

use minijinja::context;
use minijinja::value::Serde;
use serde_json::{Map, Value, json};

use self::canvas::Canvas;
use self::things::Things;
use super::{Exporter, cells, style, template};
use crate::error::Error;
use crate::geography::Position;
use crate::network::Mode;
use crate::report::{Frame, Report, Shape};

/// A page of HTML.
#[derive(Clone, Copy, Debug)]
pub struct Html;

/// Cells of a table that a page holds; other formats carry all.
const MOST_CELLS: usize = 30_000;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("map.js");
/// The digest of the script, which the build script takes.
const DIGEST: &str = env!("CORRIDOR_SCRIPT_DIGEST");

impl Exporter for Html {
    fn name(&self) -> &'static str {
        "html"
    }
    fn extension(&self) -> &'static str {
        "html"
    }
    fn draws(&self) -> bool {
        true
    }
    fn frame(&self) -> Frame {
        Frame::WHOLE
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        let view = template::view(report);
        let page = context! { page => minijinja::Value::from(Serde(page(report))), ..view };
        out.write_all(template::render_with("page.html", PAGE, &page)?.as_bytes())?;
        Ok(())
    }
}

/// What the page needs besides the report itself.
fn page(report: &Report) -> Value {
    let positions: Vec<Position> = drawn(report).collect();
    let canvas = Canvas::around(&positions);
    let mut things = Things::default();
    let mut names = Vec::new();
    let routes = layers::routes(&canvas, report, &mut things);
    let marks = layers::marks(&canvas, report, &mut things, &mut names);
    let first = things.len();
    let limits: Vec<usize> = report.tables.iter().map(|t| MOST_CELLS / cells::filled(t).count().max(1)).collect();
    let have_rows = report.tables.first().zip(limits.first()).is_some_and(|(t, most)| t.rows.len() == report.features.len() && t.rows.len() <= *most);
    let (features, groups) = layers::features(&canvas, report, have_rows, &mut things);
    let labels = labels::labels(&canvas, &names, report.backdrop.as_ref());
    let sources: Map<String, Value> = report.sources.iter().map(|s| (s.id.clone(), json!([s.citation, s.url]))).collect();
    let mut data = things.json();
    data["labels"] = labels;
    data["sources"] = Value::Object(sources);
    data["first"] = json!(first);
    data["unit"] = json!(canvas.unit);
    data["radius"] = json!(projection::RADIUS);
    let centre = canvas.projection.centre;
    data["centre"] = json!([centre.x, centre.y]);
    let (min, size) = (canvas.view.min, canvas.view.size());
    json!({
        "policy": format!("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{DIGEST}'; base-uri 'none'; form-action 'none'"),
        "css": colours() + STYLE,
        "script": SCRIPT,
        "map": !positions.is_empty(),
        "view": format!("{:.0} {:.0} {:.0} {:.0}", min.x, min.y, size.x, size.y),
        "symbols": style::MARKERS.map(layers::symbol).concat(),
        "ground": ground::ground(&canvas),
        "network": report.backdrop.as_ref().map(|b| layers::network(&canvas, b)),
        "closed": report.backdrop.as_ref().is_some_and(|b| b.links.iter().any(|l| !l.open)),
        "features": features,
        "weighs": report.features.iter().filter_map(groups::emphasis).collect::<BTreeSet<_>>().len() > 1,
        "undrawn": report.features.len().saturating_sub(layers::MOST_FEATURES),
        "limits": limits,
        "groups": groups,
        "routes": routes,
        "marks": marks,
        "modes": modes(report),
        "kinds": kinds(report),
        "table_of_features": have_rows.then_some(0),
        "scale": format!("{:.2}", size.x / 900.0),
        "numbers": report.sources.iter().enumerate().map(|(i, s)| (s.id.clone(), json!(i + 1))).collect::<Map<_, _>>(),
        "credits": report.backdrop.iter().flat_map(|b| &b.credits).map(|s| format!("{} ({})", s.citation, s.licence)).collect::<Vec<_>>(),
        "projection": format!("Azimuthal equal-area projection (Lambert) centred on {}.", degrees(centre)),
        "data": in_script(&data),
    })
}

/// The colours of routes, modes and symbols as classes, by day and by night.
fn colours() -> String {
    let class = |name: &str, variable: &str, light: &str, dark: &str| format!(".{name} {{ --{variable}: light-dark({light}, {dark}); }}\n");
    let ranks = (1..=6).map(|rank| class(&format!("c{rank}"), "c", style::of_rank(rank), style::of_rank_dark(rank)));
    let bands = (1..=style::BANDS).map(|band| class(&style::class_of_band(band), "c", style::of_band(band), style::of_band(band)));
    let cores = style::cores().map(|(name, core)| {
        let colour = if core.light { "case" } else { "core" };
        format!(
            ".{name} .core {{ stroke: var(--{colour}); stroke-width: {}px; stroke-dasharray: {}; }}\n",
            core.width,
            if core.dashes.is_empty() { "none" } else { core.dashes }
        )
    });
    let modes = Mode::ALL.iter().map(|m| class(&format!("m-{}", m.name()), "c", style::of_mode(*m), style::of_mode_dark(*m)));
    let marks = style::MARKERS.map(|kind| class(&format!("k-{kind}"), "k", style::marker(kind).0, style::marker_dark(kind)));
    ranks.chain(bands).chain(modes).chain(marks).chain(cores).collect()
}

/// Every position of what is shown of the answer at first.
pub(super) fn drawn(report: &Report) -> impl Iterator<Item = Position> {
    let routes = report.itineraries.iter().flat_map(|i| {
        let ends = [i.from.position.0, i.to.position.0];
        i.legs.iter().flat_map(|l| l.geometry.iter().copied()).chain(ends)
    });
    let shown = groups::groups(report).into_iter().filter(|g| g.shown).flat_map(|g| g.members);
    let features = shown.flat_map(|(_, f)| -> Vec<Position> {
        match &f.shape {
            Shape::Nowhere => Vec::new(),
            Shape::Points(points) => points.clone(),
            Shape::Lines(lines) => lines.concat(),
            Shape::Polygons(polygons) => polygons.iter().flatten().flatten().copied().collect(),
        }
    });
    routes.chain(features)
}

/// The modes on the map, for the legend.
fn modes(report: &Report) -> Vec<&'static str> {
    let routes = report.itineraries.iter().flat_map(|i| &i.legs).map(|l| l.mode);
    let modes: BTreeSet<_> = routes.chain(report.features.iter().filter_map(|f| f.mode)).collect();
    modes.into_iter().map(|m| m.name()).collect()
}

/// The kinds of events on the map, for the legend.
fn kinds(report: &Report) -> Vec<&'static str> {
    let happens = |kind: &&str| *kind == "end" || report.itineraries.iter().flat_map(|i| &i.events).any(|e| e.kind == *kind);
    let shown = |kind: &&str| !matches!(*kind, "loading" | "unloading") && !report.itineraries.is_empty();
    style::MARKERS.into_iter().filter(happens).filter(shown).collect()
}

fn degrees(p: Position) -> String {
    let side = |value: f64, positive: char, negative: char| format!("{:.0}° {}", value.abs(), if value < 0.0 { negative } else { positive });
    format!("{}, {}", side(p.y, 'N', 'S'), side(p.x, 'E', 'W'))
}

/// JSON that ends no script element and opens no comment.
fn in_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
