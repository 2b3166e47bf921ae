//! A small map in braille dots for a terminal: coasts, the routes and their ends.

use std::fmt::Write as _;

use ratatui_core::buffer::{Buffer, Cell};
use ratatui_core::layout::Rect;
use ratatui_core::style::{Color, Modifier, Style};
use ratatui_core::symbols::Marker;
use ratatui_core::text::Span;
use ratatui_core::widgets::Widget;
use ratatui_widgets::canvas::{Canvas, Line, Map, MapResolution};

use crate::geography::Position;
use crate::report::{ItineraryReport, Report, Shape};

/// Colours of routes in terminals, best first; more routes than colours share the last.
const COLOURS: [Color; 4] = [Color::LightBlue, Color::LightRed, Color::Green, Color::Magenta];
const COAST: Color = Color::DarkGray;
/// A character is about twice as high as wide.
const ASPECT: f64 = 2.0;
/// Lines that a map may take at most.
const TALLEST: u16 = 30;

/// The map of what an answer draws, in at most so many columns and lines; empty when it draws nothing.
pub(super) fn map(report: &Report, width: u16, height: u16, coloured: bool) -> String {
    let lines = lines(report);
    let Some(bounds) = Bounds::around(lines.iter().flat_map(|l| l.0)) else { return String::new() };
    let area = Rect::new(0, 0, width, bounds.lines(width).clamp(6, height.clamp(6, TALLEST)));
    let bounds = bounds.filling(f64::from(area.width) / (f64::from(area.height) * ASPECT));
    let mut buffer = Buffer::empty(area);
    let canvas = Canvas::default().marker(Marker::Braille).x_bounds(bounds.x).y_bounds(bounds.y).paint(|context| {
        // Without colours the coast is thinner than the routes.
        let resolution = if coloured { MapResolution::High } else { MapResolution::Low };
        context.draw(&Map { color: COAST, resolution });
        for (line, colour) in &lines {
            context.layer();
            for pair in line.windows(2).filter(|p| (p[0].x - p[1].x).abs() < 180.0) {
                context.draw(&Line { x1: pair[0].x, y1: pair[0].y, x2: pair[1].x, y2: pair[1].y, color: *colour });
            }
        }
        for (x, y, name) in names(&report.itineraries, &bounds, area) {
            context.print(x, y, Span::styled(name, Style::new().bold()));
        }
    });
    canvas.render(area, &mut buffer);
    text(&buffer, coloured)
}

/// The lines of an answer, the best route last, so that it lies on top.
fn lines(report: &Report) -> Vec<(&[Position], Color)> {
    let features = report.features.iter().flat_map(|f| match &f.shape {
        Shape::Lines(lines) => lines.as_slice(),
        _ => &[],
    });
    let mut out: Vec<(&[Position], Color)> = features.map(|l| (l.as_slice(), COLOURS[0])).collect();
    for itinerary in report.itineraries.iter().rev() {
        let colour = COLOURS[(itinerary.rank.max(1) - 1).min(COLOURS.len() - 1)];
        out.extend(itinerary.legs.iter().map(|leg| (leg.geometry.as_slice(), colour)));
    }
    out
}

/// The names of the ends of all routes, each once, where they do not write over each other: its dot and name start at
/// the place, or stand left of it where they would leave the map.
fn names(itineraries: &[ItineraryReport], bounds: &Bounds, area: Rect) -> Vec<(f64, f64, String)> {
    let (across, down) = (bounds.width() / f64::from(area.width), (bounds.y[1] - bounds.y[0]) / f64::from(area.height));
    let mut out: Vec<(f64, f64, String)> = Vec::new();
    for end in itineraries.iter().flat_map(|i| [&i.from, &i.to]) {
        let (name, place) = (format!("●{}", end.name), end.position.0);
        let long = name.chars().count() as f64 * across;
        let x = place.x - (place.x + long - bounds.x[1]).max(0.0);
        let near = |(other_x, other_y, other): &(f64, f64, String)| {
            let other_long = other.chars().count() as f64 * across;
            (place.y - other_y).abs() < 1.5 * down && x < other_x + other_long + across && *other_x < x + long + across
        };
        if !out.iter().any(near) {
            out.push((x, place.y, name));
        }
    }
    out
}

/// The drawn part of the world, in degrees.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    x: [f64; 2],
    y: [f64; 2],
}

impl Bounds {
    /// Around some positions, with room for names; `None` around none.
    fn around<'p>(positions: impl Iterator<Item = &'p Position>) -> Option<Self> {
        let start = [f64::INFINITY, f64::NEG_INFINITY];
        let (x, y) = positions.fold((start, start), |(x, y), p| ([x[0].min(p.x), x[1].max(p.x)], [y[0].min(p.y), y[1].max(p.y)]));
        let roomy = |[a, b]: [f64; 2], room: f64| [a - room.max((b - a) * 0.06), b + room.max((b - a) * 0.06)];
        x[0].is_finite().then(|| Self { x: roomy(x, 1.0), y: roomy(y, 1.0) })
    }

    fn width(&self) -> f64 {
        self.x[1] - self.x[0]
    }

    /// Degrees of longitude shrink towards the poles: a square map is this much wider in degrees.
    fn stretch(&self) -> f64 {
        1.0 / f64::midpoint(self.y[0], self.y[1]).to_radians().cos().max(0.2)
    }

    /// Lines of text it fills at a width.
    fn lines(&self, width: u16) -> u16 {
        (f64::from(width) * (self.y[1] - self.y[0]) * self.stretch() / self.width() / ASPECT).round() as u16
    }

    /// The same widened to an aspect, width by height.
    fn filling(self, aspect: f64) -> Self {
        let wide = (self.y[1] - self.y[0]) * self.stretch() * aspect;
        let widened = |[a, b]: [f64; 2], to: f64| [f64::midpoint(a, b) - to / 2.0, f64::midpoint(a, b) + to / 2.0];
        if wide > self.width() {
            Self { x: widened(self.x, wide), ..self }
        } else {
            Self { y: widened(self.y, self.width() / self.stretch() / aspect), ..self }
        }
    }
}

/// The cells as lines of text, with colours of the terminal or without.
fn text(buffer: &Buffer, coloured: bool) -> String {
    let mut out = String::new();
    for row in buffer.content().chunks(usize::from(buffer.area.width)) {
        let mut line = String::new();
        let mut last = anstyle::Style::new();
        for cell in row {
            let style = if coloured && cell.symbol() != " " { style(cell) } else { anstyle::Style::new() };
            if style != last {
                let _ = write!(line, "{}{}", last.render_reset(), style.render());
                last = style;
            }
            line.push_str(cell.symbol());
        }
        let _ = writeln!(out, "{}{}", line.trim_end(), last.render_reset());
    }
    out
}

fn style(cell: &Cell) -> anstyle::Style {
    // `Reset` is the terminal's own colour, which `anstyle` has no word for.
    let colour = (cell.fg != Color::Reset).then(|| cell.fg.into());
    let style = anstyle::Style::new().fg_color(colour);
    if cell.modifier.contains(Modifier::BOLD) { style.bold() } else { style }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{Request, RouteRequest};

    fn drawn(coloured: bool) -> (String, String) {
        let (network, _) = crate::load(&crate::Source::default()).unwrap();
        let request = RouteRequest { from: "Xi'an".to_owned(), to: "Istanbul".to_owned(), geometry: true, ..RouteRequest::default() };
        let report = crate::answer(&network, &Request::Route(request)).unwrap();
        (map(&report, 100, 24, coloured), report.itineraries[0].to.name.clone())
    }

    #[test]
    fn a_map_fits_its_window_and_names_the_ends() {
        let (plain, end) = drawn(false);
        assert!(plain.lines().count() <= 24 && plain.lines().all(|l| l.chars().count() <= 100), "{plain}");
        assert!(plain.contains("●Xi'an") && plain.contains(&format!("●{end}")), "{plain}");
        assert!(plain.chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count() > 150, "{plain}");
        assert!(!plain.contains('\u{1b}'), "no colours unless asked for");
    }

    #[test]
    fn colours_tell_routes_from_coasts_and_end_with_their_line() {
        let (coloured, _) = drawn(true);
        // Bright blue for the best route, dark grey for coasts.
        assert!(coloured.contains("\u{1b}[94m") && coloured.contains("\u{1b}[90m"), "{coloured:?}");
        for line in coloured.lines() {
            let last = line.rfind("\u{1b}[").map_or("", |at| &line[at..]);
            assert!(last.is_empty() || last.starts_with("\u{1b}[0m"), "{line:?}");
        }
    }

    #[test]
    fn an_answer_without_places_has_no_map() {
        let (network, _) = crate::load(&crate::Source::default()).unwrap();
        let request = RouteRequest { from: "Khorgos".to_owned(), to: "Europe".to_owned(), modes: vec![crate::network::Mode::Ferry], ..RouteRequest::default() };
        assert_eq!(map(&crate::answer(&network, &Request::Route(request)).unwrap(), 100, 24, true), "");
    }
}
