//! What lies on the map: the network around the answer, the features and routes of the answer, its events.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use geo::Coord;
use minijinja::HtmlEscape;

use super::canvas::{Canvas, path};
use super::groups::{Tint, emphasis, groups};
use super::things::{self, Things};
use crate::export::style;
use crate::geography::Position;
use crate::network::Mode;
use crate::report::{Backdrop, BackdropLink, EventReport, Feature, ItineraryReport, NodeRef, Report, Shape};

/// Links of the network around an answer that a map holds; of a larger network the longest.
const MOST_LINKS: usize = 4_000;
/// Features that a map holds; the legend counts all.
pub(super) const MOST_FEATURES: usize = 2_000;
/// Widths of bands, so that routes on one track lie about each other: an index into the page's widths.
const WIDEST: usize = 4;

/// The network around the answer, faint: path data by class.
pub(super) fn network(canvas: &Canvas, backdrop: &Backdrop) -> String {
    links(canvas, backdrop).iter().fold(String::new(), |mut svg, (class, d)| {
        let _ = write!(svg, "<path class=\"{class}\" d=\"{d}\"/>");
        svg
    })
}

/// The path data of the network by what its links are: `closed`, `land-link`, `sea-link`.
pub(in crate::export) fn links(canvas: &Canvas, backdrop: &Backdrop) -> BTreeMap<&'static str, String> {
    let reach = canvas.view.size().x.max(canvas.view.size().y) * 2.0;
    let far = |p: &Coord| (*p - canvas.view.middle()).x.hypot((*p - canvas.view.middle()).y) >= reach;
    let mut near: Vec<(&BackdropLink, Vec<Coord>)> = backdrop.links.iter().map(|link| (link, canvas.line(&link.line))).collect();
    near.retain(|(_, line)| !line.iter().all(far));
    if near.len() > MOST_LINKS {
        let length = |line: &[Coord]| line.windows(2).map(|p| (p[1] - p[0]).x.hypot((p[1] - p[0]).y)).sum::<f64>();
        near.sort_by(|a, b| length(&b.1).total_cmp(&length(&a.1)));
        near.truncate(MOST_LINKS);
    }
    let mut groups: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (link, line) in near {
        let class = match (link.open, link.mode) {
            (false, _) => "closed",
            (true, Mode::Rail | Mode::Road) => "land-link",
            (true, Mode::Ferry | Mode::Sea) => "sea-link",
        };
        groups.entry(class).or_default().push(line);
    }
    groups.into_iter().map(|(class, lines)| (class, path(&lines))).collect()
}

/// The routes, worst first so that the best lies on top. A route on a track of better ones is drawn wider,
/// so that it shows beside them.
pub(super) fn routes(canvas: &Canvas, report: &Report, things: &mut Things) -> String {
    let bits = |p: &Position| (p.x.to_bits(), p.y.to_bits());
    let mut users: HashMap<_, usize> = HashMap::new();
    let mut groups = Vec::new();
    for itinerary in &report.itineraries {
        let mut group = format!("<g class=\"route {}\" data-route=\"{}\">", style::class_of_rank(itinerary.rank), itinerary.rank);
        let has_core = style::core_of_rank(itinerary.rank).is_some();
        let mut own: HashMap<_, usize> = HashMap::new();
        for leg in itinerary.legs.iter().filter(|l| l.geometry.len() > 1) {
            let thing = things::leg(things, itinerary, leg);
            let mode = leg.mode.name();
            let title = format!("Route {}, {mode}: {}", itinerary.rank, things.title(thing));
            let _ = write!(group, "<g class=\"leg {mode}\" data-thing=\"{thing}\" tabindex=\"0\" role=\"button\" aria-label=\"{}\">", HtmlEscape(&title));
            let segments: Vec<(usize, &[Position])> = leg
                .geometry
                .windows(2)
                .map(|pair| {
                    let (a, b) = (bits(&pair[0]), bits(&pair[1]));
                    let key = if a < b { (a, b) } else { (b, a) };
                    own.insert(key, 1);
                    (users.get(&key).copied().unwrap_or(0).min(WIDEST), pair)
                })
                .collect();
            let mut lines = String::new();
            let mut bands = String::new();
            for run in segments.chunk_by(|a, b| a.0 == b.0) {
                let points: Vec<Position> = run[0].1[..1].iter().copied().chain(run.iter().map(|s| s.1[1])).collect();
                let d = path([&canvas.line(&points)]);
                let _ = write!(bands, "<path class=\"case w{}\" d=\"{d}\"/>", run[0].0);
                let _ = write!(lines, "<path class=\"line w{}\" d=\"{d}\"/>", run[0].0);
                // Beside better routes it is told by the rim.
                if has_core && run[0].0 == 0 {
                    let _ = write!(lines, "<path class=\"core\" d=\"{d}\"/>");
                }
            }
            let _ = write!(group, "{bands}{lines}<path class=\"hit\" d=\"{}\"/></g>", path([&canvas.line(&leg.geometry)]));
        }
        groups.push(group + "</g>");
        for key in own.into_keys() {
            *users.entry(key).or_default() += 1;
        }
    }
    groups.reverse();
    groups.concat()
}

/// A node where something happens, with the routes on which it does.
struct Stop<'a> {
    node: &'a NodeRef,
    events: Vec<(&'a ItineraryReport, &'a EventReport)>,
    ends: Vec<&'a ItineraryReport>,
}

/// The stops of all routes by their node's code, in order of first use.
#[derive(Default)]
struct Stops<'a> {
    list: Vec<Stop<'a>>,
    index: HashMap<&'a str, usize>,
}

impl<'a> Stops<'a> {
    fn of(report: &'a Report) -> Vec<Stop<'a>> {
        let mut stops = Self::default();
        for itinerary in &report.itineraries {
            for end in [&itinerary.from, &itinerary.to] {
                stops.at(end).ends.push(itinerary);
            }
            for event in &itinerary.events {
                stops.at(&event.node).events.push((itinerary, event));
            }
        }
        stops.list
    }

    fn at(&mut self, node: &'a NodeRef) -> &mut Stop<'a> {
        let i = *self.index.entry(&node.code).or_insert(self.list.len());
        if i == self.list.len() {
            self.list.push(Stop { node, events: Vec::new(), ends: Vec::new() });
        }
        &mut self.list[i]
    }
}

/// Symbols of the events and ends, each with its name for [`labels`](super::labels).
pub(super) fn marks(canvas: &Canvas, report: &Report, things: &mut Things, labels: &mut Vec<super::labels::Name>) -> String {
    let mut svg = String::new();
    for stop in Stops::of(report) {
        let kinds = kinds(&stop);
        let ranks = ranks(&stop);
        let thing = things::events(things, &stop.node.name, &stop.events);
        let what: Vec<String> = kinds.iter().map(|k| k.replace('_', " ")).collect();
        let title = format!("{}: {}", stop.node.name, what.join(", "));
        let at = canvas.point(stop.node.position.0);
        let _ = write!(
            svg,
            "<g class=\"mark\" data-thing=\"{thing}\" data-routes=\"{ranks}\" tabindex=\"0\" role=\"button\" aria-label=\"{}\" transform=\"translate({:.0} {:.0})\"><g class=\"fix\">",
            HtmlEscape(&title),
            at.x,
            at.y
        );
        let left = -7 * (kinds.len() as i32 - 1);
        for (i, kind) in kinds.iter().enumerate() {
            let _ = write!(svg, "<use href=\"#s-{kind}\" x=\"{}\"/>", left + 14 * i as i32);
        }
        svg.push_str("</g></g>");
        let class = if stop.ends.is_empty() { "stop" } else { "end" };
        labels.push(super::labels::Name { at, text: stop.node.name.clone(), class, half: -left + 8, routes: ranks });
    }
    svg
}

/// What happens at a stop, each kind once; loading and unloading go without saying at an end.
fn kinds(stop: &Stop) -> Vec<&'static str> {
    let mut kinds: Vec<&'static str> = if stop.ends.is_empty() { Vec::new() } else { vec!["end"] };
    for (_, event) in &stop.events {
        let goes_without_saying = matches!(event.kind, "loading" | "unloading") && !stop.ends.is_empty();
        if !goes_without_saying && !kinds.contains(&event.kind) {
            kinds.push(event.kind);
        }
    }
    kinds
}

fn ranks(stop: &Stop) -> String {
    let mut ranks: Vec<usize> = stop.ends.iter().chain(stop.events.iter().map(|(i, _)| i)).map(|i| i.rank).collect();
    ranks.sort_unstable();
    ranks.dedup();
    ranks.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
}

/// An entry of the legend.
#[derive(serde::Serialize)]
pub(super) struct Entry {
    pub name: String,
    pub class: String,
    pub shape: &'static str,
    pub count: usize,
    pub shown: bool,
}

/// The features that are no itineraries: the drawing, and the legend.
pub(super) fn features(canvas: &Canvas, report: &Report, have_rows: bool, things: &mut Things) -> (String, Vec<Entry>) {
    let first = things.len();
    for feature in report.features.iter().take(MOST_FEATURES) {
        things::feature(things, feature, have_rows);
    }
    let (mut svg, mut legend) = (String::new(), Vec::new());
    for (i, group) in groups(report).into_iter().enumerate() {
        let (class, off) = (group.tint.class(), if group.shown { "" } else { " off" });
        let _ = write!(svg, "<g class=\"group {} {class}{off}\" data-group=\"{i}\">", group.shape);
        for (at, feature) in group.members.iter().filter(|(at, _)| *at < MOST_FEATURES) {
            // A thin line has no room for a core.
            let has_room = group.shape != "lines" || emphasis(feature) >= Some(3);
            let cored = has_room && matches!(group.tint, Tint::Rank(rank) if style::core_of_rank(rank).is_some());
            draw(canvas, feature, cored, first + at, things.title(first + at), &mut svg);
        }
        svg.push_str("</g>");
        legend.push(Entry { name: group.name, class, shape: group.shape, count: group.members.len(), shown: group.shown });
    }
    (svg, legend)
}

fn draw(canvas: &Canvas, feature: &Feature, cored: bool, thing: usize, title: &str, svg: &mut String) {
    let dash = feature.mode.map_or("", Mode::name);
    let weight = emphasis(feature).map_or_else(String::new, |e| format!(" e{e}"));
    let _ = write!(svg, "<g class=\"thing {dash}{weight}\" data-thing=\"{thing}\" role=\"button\" tabindex=\"-1\" aria-label=\"{}\">", HtmlEscape(title));
    match &feature.shape {
        Shape::Nowhere => {}
        Shape::Points(points) => {
            for p in points.iter().map(|p| canvas.point(*p)) {
                let d = format!("M{:.0} {:.0}h0", p.x, p.y);
                let core = if cored { format!("<path class=\"core\" d=\"{d}\"/>") } else { String::new() };
                let _ = write!(svg, "<path class=\"dot\" d=\"{d}\"/>{core}");
            }
        }
        Shape::Lines(lines) => {
            let d = path(&lines.iter().map(|l| canvas.line(l)).collect::<Vec<_>>());
            let core = if cored { format!("<path class=\"core\" d=\"{d}\"/>") } else { String::new() };
            let _ = write!(svg, "<path class=\"line\" d=\"{d}\"/>{core}<path class=\"hit\" d=\"{d}\"/>");
        }
        Shape::Polygons(polygons) => {
            let mut d = String::new();
            for ring in polygons.iter().flatten() {
                super::canvas::add_line(&mut d, &canvas.line(ring), true);
            }
            let _ = write!(svg, "<path class=\"area\" d=\"{d}\"/>");
        }
    }
    svg.push_str("</g>");
}

/// The symbol of a kind of event in a box of 14 pixels about the origin.
pub(super) fn symbol(kind: &str) -> String {
    let shape = match style::shape(kind) {
        style::Shape::Triangle => "M0-7L7 6H-7z",
        style::Shape::Diamond => "M0-7.5L7 0L0 7.5L-7 0z",
        style::Shape::Square => "M-5.5-5.5H5.5V5.5H-5.5z",
        style::Shape::Star => "M0-9L2.6-3.1L9-2.6L4.2 1.7L5.6 8L0 4.6L-5.6 8L-4.2 1.7L-9-2.6L-2.6-3.1z",
        style::Shape::Circle => "M-5 0A5 5 0 1 0 5 0A5 5 0 1 0-5 0z",
    };
    format!("<path id=\"s-{kind}\" class=\"sym k-{kind}\" d=\"{shape}\"/>")
}
