//! A still map of an answer: land, network, routes with their ends and events, and what else it shows, in the projection of the
//! HTML page.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use geo::Coord;

use super::canvas::{Anchor, Canvas, FAINT, INK, PAPER, Paint, series, width, wrapped};
use super::features;
use super::labels::Places;
use crate::export::html::canvas::{Canvas as Plane, path};
use crate::export::html::ground::{basemap, ground};
use crate::export::html::groups::{Group, groups};
use crate::export::html::{drawn, layers};
use crate::export::{grouped, style};
use crate::geography::Position;
use crate::network::Mode;
use crate::report::{ItineraryReport, Report};

const WIDTH: f64 = 1000.0;
const MARGIN: f64 = 40.0;
/// Pixels of a core to a pixel of its width on the page.
const CORE: f64 = 0.9;
pub(super) const LINE: f64 = 18.0;
/// Weight from which on a place of the network is named on a map without routes.
const TOWN: usize = 6;

const SEA: Paint = Paint::new("sea", "#dfeaf2", "#0f1a26");
const LAND: Paint = Paint::new("land", "#f8f6f0", "#222a33");
const COAST: Paint = Paint::new("coast", "#a9bccb", "#46586b");
const BORDER: Paint = Paint::new("border", "#cbb8c4", "#4d4a5c");
const NETWORK: Paint = Paint::new("net", "#b3aea8", "#5f6a75");

/// Draws the routes and features of a report; `None` when it has neither.
pub(super) fn draw(report: &Report) -> Option<String> {
    let has_lines = report.itineraries.iter().flat_map(|i| &i.legs).any(|l| l.geometry.len() > 1);
    let groups = groups(report);
    if !has_lines && groups.is_empty() {
        return None;
    }
    let plane = Plane::around(&drawn(report).collect::<Vec<_>>());
    let (min, size) = (plane.view.min, plane.view.size());
    let scale = (WIDTH - 2.0 * MARGIN) / size.x;
    let heading = wrapped(&report.title, WIDTH - 60.0);
    let (top, height) = (26.0 + LINE * heading.len() as f64, size.y * scale + 2.0 * MARGIN);
    let at = |p: Position| {
        let p = plane.point(p);
        ((p.x - min.x) * scale + MARGIN, (p.y - min.y) * scale + MARGIN + top)
    };

    let mut canvas = Canvas::new(WIDTH);
    canvas.know(&[SEA, LAND, COAST, BORDER, NETWORK]);
    heading.iter().zip(0..).for_each(|(line, i)| canvas.heading((8.0, 26.0 + LINE * f64::from(i)), line));
    // A window of its own units, which cuts off what reaches out of it.
    let edge = MARGIN / scale;
    let window = format!("{:.0} {:.0} {:.0} {:.0}", min.x - edge, min.y - edge, size.x + 2.0 * edge, size.y + 2.0 * edge);
    canvas.raw(&format!("<svg x=\"0\" y=\"{top}\" width=\"{WIDTH}\" height=\"{height:.0}\" viewBox=\"{window}\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\">"));
    canvas.raw(&under(&plane, report, &window));
    // Areas lie under routes, what an answer points at upon them.
    let beside = !report.itineraries.is_empty();
    if !beside {
        features::draw(&mut canvas, &plane, &groups, beside, scale);
    }
    for itinerary in report.itineraries.iter().rev() {
        let width = wide(itinerary.rank) / scale;
        for leg in itinerary.legs.iter().filter(|l| l.geometry.len() > 1) {
            let d = path([&plane.line(&leg.geometry)]);
            canvas.line(&d, series(itinerary.rank), width.round(), &scaled(style::dashes_in_svg(leg.mode), scale));
            core(&mut canvas, &d, itinerary.rank, CORE / scale);
        }
    }
    if beside {
        features::draw(&mut canvas, &plane, &groups, beside, scale);
    }
    canvas.raw("</svg>");
    let mut places = Places::new([4.0, top + 4.0, WIDTH - 4.0, top + height - 4.0]);
    for itinerary in report.itineraries.iter().rev() {
        for event in itinerary.events.iter().filter(|e| !matches!(e.kind, "loading" | "unloading")) {
            canvas.mark(at(event.node.position.0), event.kind, &format!("{}: {}", event.node.name, event.kind.replace('_', " ")));
        }
        for end in [&itinerary.from, &itinerary.to] {
            canvas.disc(at(end.position.0), 6.0, INK, false);
        }
    }
    names(&mut canvas, &mut places, report, &at);
    if !beside {
        towns(&mut canvas, &mut places, report, &at);
    }
    countries(&mut canvas, &mut places, &at, &plane);
    let mut below = top + height + 24.0;
    for itinerary in &report.itineraries {
        below = legend(&mut canvas, itinerary, below);
    }
    below = features::legend(&mut canvas, &groups, below);
    below = key(&mut canvas, report, &groups, below);
    canvas.text(
        (8.0, below),
        Anchor::Start,
        FAINT,
        "Land and borders: Natural Earth (public domain), as drawn there. Thin lines: the rest of the network, dotted at sea.",
    );
    Some(canvas.finish(&report.title, below + 14.0, true))
}

/// The names of ends and events, those of the best route first.
fn names(canvas: &mut Canvas, places: &mut Places, report: &Report, at: &dyn Fn(Position) -> (f64, f64)) {
    let ends = report.itineraries.iter().flat_map(|i| [(&i.from, true), (&i.to, true)]);
    let events = report.itineraries.iter().flat_map(|i| i.events.iter().map(|e| (&e.node, false)));
    let mut written: Vec<&str> = Vec::new();
    for (node, bold) in ends.chain(events) {
        if written.contains(&node.name.as_str()) {
            continue;
        }
        let (x, y) = at(node.position.0);
        let wide = width(&node.name) + 4.0;
        let boxed = |left: f64, top: f64, cost: f64| ([left, top, left + wide, top + 14.0], cost);
        let around =
            [boxed(x + 9.0, y - 7.0, 0.0), boxed(x - 9.0 - wide, y - 7.0, 1.0), boxed(x - wide / 2.0, y - 23.0, 2.0), boxed(x - wide / 2.0, y + 9.0, 3.0)];
        if let Some(label) = places.place((x, y), around.into_iter()) {
            canvas.label((label.place[0] + 2.0, label.place[1] + 11.0), Anchor::Start, bold, &node.name);
            written.push(&node.name);
        }
    }
}

/// The names of towns and ports of the network where there is room, the busiest first.
fn towns(canvas: &mut Canvas, places: &mut Places, report: &Report, at: &dyn Fn(Position) -> (f64, f64)) {
    let mut towns: Vec<_> = report.backdrop.iter().flat_map(|b| &b.places).filter(|p| p.weight >= TOWN).collect();
    towns.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    for town in towns {
        let ((x, y), wide) = (at(town.position), width(&town.name) + 4.0);
        let boxes = [x + 5.0, x - 5.0 - wide].map(|left| ([left, y - 7.0, left + wide, y + 7.0], 0.0));
        if let Some(label) = places.place((x, y), boxes.into_iter()) {
            canvas.disc((x, y), 2.5, INK, false);
            canvas.label((label.place[0] + 2.0, label.place[1] + 11.0), Anchor::Start, false, &town.name);
        }
    }
}

/// Names of countries where there is room.
fn countries(canvas: &mut Canvas, places: &mut Places, at: &dyn Fn(Position) -> (f64, f64), plane: &Plane) {
    for label in basemap().labels.iter().filter(|l| l.kind == "country" && l.rank <= 3) {
        let position = Coord { x: label.lon, y: label.lat };
        let seen = plane.view.min.x <= plane.point(position).x && plane.point(position).x <= plane.view.max.x;
        let ((x, y), name) = (at(position), label.name.to_uppercase());
        let wide = width(&name);
        if seen && let Some(_) = places.place((x, y), [([x - wide / 2.0, y - 10.0, x + wide / 2.0, y + 4.0], 0.0)].into_iter()) {
            canvas.text((x, y), Anchor::Middle, FAINT, &name);
        }
    }
}

fn legend(canvas: &mut Canvas, itinerary: &ItineraryReport, mut y: f64) -> f64 {
    let i = &itinerary.totals.0;
    let sample = format!("M8 {:.1}h36", y - 4.5);
    canvas.line(&sample, series(itinerary.rank), wide(itinerary.rank), "");
    core(canvas, &sample, itinerary.rank, CORE);
    let words = format!(
        "{} {} to {}: {} km, {} days, {} USD",
        itinerary.rank,
        itinerary.label(),
        itinerary.to.name,
        grouped(i.length.whole_km()),
        i.duration().days(),
        grouped(i.cost.whole_usd())
    );
    for line in wrapped(&words, WIDTH - 70.0) {
        canvas.text((54.0, y), Anchor::Start, INK, &line);
        y += LINE;
    }
    y
}

/// The line styles of modes and the symbols of events, as far as they are used.
fn key(canvas: &mut Canvas, report: &Report, groups: &[Group], y: f64) -> f64 {
    let of_features = groups.iter().flat_map(|g| &g.members).filter_map(|(_, f)| f.mode);
    let used: BTreeSet<Mode> = report.itineraries.iter().flat_map(|i| &i.legs).map(|l| l.mode).chain(of_features).collect();
    let events: BTreeSet<&str> = report.itineraries.iter().flat_map(|i| &i.events).map(|e| e.kind).collect();
    let mut x = 8.0;
    for mode in &used {
        canvas.line(&format!("M{x:.1} {:.1}h36", y - 4.5), INK, 3.0, style::dashes_in_svg(*mode));
        canvas.text((x + 46.0, y), Anchor::Start, FAINT, mode.name());
        x += 46.0 + width(mode.name()) + 22.0;
    }
    for kind in style::MARKERS.into_iter().filter(|k| events.contains(k) && !matches!(*k, "loading" | "unloading")) {
        let words = kind.replace('_', " ");
        canvas.mark((x + 6.0, y - 4.5), kind, "");
        canvas.text((x + 18.0, y), Anchor::Start, FAINT, &words);
        x += 18.0 + width(&words) + 22.0;
    }
    if x > 8.0 { y + LINE } else { y }
}

/// What lies under the routes: sea, land, lakes, borders and the network.
fn under(plane: &Plane, report: &Report, window: &str) -> String {
    let mut svg = String::new();
    let corners: Vec<&str> = window.split(' ').collect();
    if let [x, y, width, height] = corners[..] {
        let _ = write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {}/>", SEA.filling());
    }
    for (name, d) in ground(plane) {
        let _ = match name {
            "land" => write!(svg, "<path d=\"{d}\" {} fill-rule=\"evenodd\" vector-effect=\"non-scaling-stroke\" stroke-width=\"0.8\"/>", LAND.within(COAST)),
            "lakes" => write!(svg, "<path d=\"{d}\" {} vector-effect=\"non-scaling-stroke\" stroke-width=\"0.6\"/>", SEA.within(COAST)),
            "borders" => write!(svg, "<path d=\"{d}\" {} vector-effect=\"non-scaling-stroke\" stroke-width=\"0.9\"/>", BORDER.drawing()),
            "disputed" => {
                write!(svg, "<path d=\"{d}\" {} vector-effect=\"non-scaling-stroke\" stroke-width=\"0.9\" stroke-dasharray=\"2 3\"/>", BORDER.drawing())
            }
            _ => Ok(()),
        };
    }
    if let Some(backdrop) = &report.backdrop {
        let _ = write!(svg, "<g {} stroke-width=\"0.9\">", NETWORK.drawing());
        for (class, d) in layers::links(plane, backdrop) {
            let dashes = if class == "sea-link" { " stroke-dasharray=\"1 4\"" } else { "" };
            if class != "closed" {
                let _ = write!(svg, "<path d=\"{d}\"{dashes} vector-effect=\"non-scaling-stroke\"/>");
            }
        }
        svg.push_str("</g>");
    }
    svg
}

/// Draws the thin line along the middle of a route's, `pixel` units to a pixel of its width.
pub(super) fn core(canvas: &mut Canvas, d: &str, rank: usize, pixel: f64) {
    let Some(core) = style::core_of_rank(rank) else { return };
    let dashes: Vec<String> = core.dashes.split(' ').filter_map(|d| d.parse::<f64>().ok()).map(|d| format!("{:.1}", d * pixel)).collect();
    canvas.round_line(d, if core.light { PAPER } else { INK }, core.width * pixel, &dashes.join(" "));
}

/// The width of a route in pixels.
fn wide(rank: usize) -> f64 {
    if rank == 1 { 5.0 } else { 4.0 }
}

/// Dashes in the units of the window.
pub(super) fn scaled(dashes: &str, scale: f64) -> String {
    dashes.split(' ').filter_map(|d| d.parse::<f64>().ok()).map(|d| format!("{:.0}", d / scale)).collect::<Vec<_>>().join(" ")
}
