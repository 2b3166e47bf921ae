//! What an answer shows on a still map beside routes: areas, lines and points, in the groups of the HTML page.

use std::fmt::Write as _;

use super::canvas::{Anchor, Canvas, FAINT, INK, Paint, series};
use super::map::{LINE, core, scaled};
use crate::export::html::canvas::{Canvas as Plane, add_line, path};
use crate::export::html::groups::{Group, Tint, emphasis};
use crate::export::style;
use crate::network::Mode;
use crate::report::{Feature, Shape};

/// Opacity of an area.
const AREA: f64 = 0.5;

/// The paint of a group.
fn paint(tint: Tint) -> Paint {
    const MODES: [&str; 4] = ["m1", "m2", "m3", "m4"];
    const BANDS: [&str; style::BANDS] = ["b1", "b2", "b3", "b4", "b5"];
    match tint {
        Tint::Rank(rank) => series(rank),
        Tint::Ink => INK,
        Tint::Quiet => FAINT,
        Tint::Mode(mode) => {
            Paint::new(MODES[Mode::ALL.iter().position(|m| *m == mode).unwrap_or(0) % MODES.len()], style::of_mode(mode), style::of_mode_dark(mode))
        }
        Tint::Band(band) => Paint::new(BANDS[(band.max(1) - 1) % BANDS.len()], style::of_band(band), style::of_band(band)),
    }
}

/// Draws what is shown at first, in a window where `scale` pixels are a unit.
pub(super) fn draw(canvas: &mut Canvas, plane: &Plane, groups: &[Group], beside_routes: bool, scale: f64) {
    canvas.know(&groups.iter().map(|g| paint(g.tint)).collect::<Vec<_>>());
    for group in groups.iter().filter(|g| g.shown) {
        for (_, feature) in &group.members {
            one(canvas, plane, group, feature, beside_routes, scale);
        }
    }
}

/// The width of a line or dot in pixels.
fn weight(feature: &Feature, beside_routes: bool) -> f64 {
    match emphasis(feature) {
        Some(e) => [1.6, 3.0, 5.0, 7.5][e.clamp(1, 4) - 1],
        None if beside_routes => 6.0,
        None => 2.2,
    }
}

fn one(canvas: &mut Canvas, plane: &Plane, group: &Group, feature: &Feature, beside_routes: bool, scale: f64) {
    let (paint, wide) = (paint(group.tint), weight(feature, beside_routes));
    match &feature.shape {
        Shape::Nowhere => {}
        Shape::Points(points) => {
            let d = points.iter().map(|p| plane.point(*p)).fold(String::new(), |mut d, p| {
                let _ = write!(d, "M{:.0} {:.0}h0", p.x, p.y);
                d
            });
            canvas.line(&d, paint, ((wide + 2.5) / scale).round(), "");
            if let Tint::Rank(rank) = group.tint {
                core(canvas, &d, rank, 1.4 / scale);
            }
        }
        Shape::Lines(lines) => {
            let d = path(&lines.iter().map(|l| plane.line(l)).collect::<Vec<_>>());
            let dashes = feature.mode.map_or(String::new(), |mode| scaled(style::dashes_in_svg(mode), scale));
            canvas.line(&d, paint, (wide / scale).round(), &dashes);
            if let (Tint::Rank(rank), true) = (group.tint, wide >= 5.0) {
                core(canvas, &d, rank, 1.0 / scale);
            }
        }
        Shape::Polygons(polygons) => {
            let mut d = String::new();
            polygons.iter().flatten().for_each(|ring| add_line(&mut d, &plane.line(ring), true));
            canvas.raw(&format!(
                "<path d=\"{d}\" {} fill-opacity=\"{AREA}\" fill-rule=\"evenodd\" vector-effect=\"non-scaling-stroke\" stroke-width=\"1\"/>",
                paint.within(FAINT)
            ));
        }
    }
}

/// What is what; gives where the next line goes.
pub(super) fn legend(canvas: &mut Canvas, groups: &[Group], mut y: f64) -> f64 {
    for group in groups.iter().filter(|g| g.shown) {
        let (paint, middle) = (paint(group.tint), y - 4.5);
        match group.shape {
            "areas" => canvas.raw(&format!("<rect x=\"8\" y=\"{:.1}\" width=\"36\" height=\"12\" {} fill-opacity=\"{AREA}\"/>", y - 11.0, paint.within(FAINT))),
            "points" => canvas.disc((26.0, middle), 5.0, paint, false),
            _ => {
                let mode = group.members.first().and_then(|(_, f)| f.mode).unwrap_or(Mode::Rail);
                canvas.line(&format!("M8 {middle:.1}h36"), paint, 4.0, if matches!(group.tint, Tint::Mode(_)) { style::dashes_in_svg(mode) } else { "" });
            }
        }
        let words = if group.members.len() > 1 { format!("{}: {}", group.name, group.members.len()) } else { group.name.clone() };
        canvas.text((54.0, y), Anchor::Start, INK, &words);
        y += LINE;
    }
    y
}
