//! The plane of the map: positions become whole numbers of a unit, lines become path data.

use std::fmt::Write as _;

use geo::{Coord, LineString, Simplify};

use super::projection::{Bounds, Projection};
use crate::geography::Position;

/// Steps across the larger side of what is drawn; finer than the eye sees before the map is enlarged tenfold.
const STEPS: f64 = 10_000.0;
/// Units that maps are drawn in, in km.
const UNITS: [f64; 6] = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0];
/// Smallest width and height of a map, in km.
const SMALLEST: f64 = 250.0;
/// Longest piece of a line that is drawn straight, in degrees: lines are straight in longitude and latitude.
const STRAIGHT: f64 = 1.0;

/// Where things are drawn.
pub(in crate::export) struct Canvas {
    pub projection: Projection,
    /// Kilometres of one unit.
    pub unit: f64,
    /// What the reader sees first, in units.
    pub view: Bounds,
}

impl Canvas {
    /// The map that fits some positions, or all of Eurasia.
    pub fn around(positions: &[Position]) -> Self {
        const EURASIA: [Position; 4] = [Coord { x: -8.0, y: 38.0 }, Coord { x: 10.0, y: 58.0 }, Coord { x: 125.0, y: 48.0 }, Coord { x: 80.0, y: 22.0 }];
        let positions = if positions.is_empty() { &EURASIA } else { positions };
        let projection = Projection::around(positions);
        let origin = Bounds { min: Coord::zero(), max: Coord::zero() };
        let drawn = Bounds::of(positions.iter().map(|p| projection.forward(*p))).unwrap_or(origin);
        let (middle, size) = (drawn.middle(), drawn.size());
        let half = Coord { x: size.x.max(SMALLEST), y: size.y.max(SMALLEST * 0.6) } / 2.0;
        let wanted = half.x.max(half.y) * 2.0 / STEPS;
        let unit = UNITS.into_iter().find(|u| *u >= wanted).unwrap_or(UNITS[UNITS.len() - 1]);
        Self { projection, unit, view: Bounds { min: (middle - half) / unit, max: (middle + half) / unit } }
    }

    /// A point in units.
    pub fn point(&self, p: Position) -> Coord {
        self.projection.forward(p) / self.unit
    }

    /// A line in units, straight in longitude and latitude between its positions.
    pub fn line(&self, line: &[Position]) -> Vec<Coord> {
        let mut points: Vec<Coord> = line.first().map(|p| self.point(*p)).into_iter().collect();
        for pair in line.windows(2) {
            let (a, mut b) = (pair[0], pair[1]);
            if (b.x - a.x).abs() > 180.0 {
                b.x -= 360f64.copysign(b.x - a.x);
            }
            let step = b - a;
            let pieces = (step.x.abs().max(step.y.abs()) / STRAIGHT).ceil().max(1.0);
            points.extend((1..=pieces as u32).map(|i| self.point(a + step * (f64::from(i) / pieces))));
        }
        LineString::new(points).simplify(&0.8).into_inner()
    }

    /// A line of the base map: finer where the reader looks, coarser far from it. Ends stay where they are.
    pub fn backdrop(&self, line: &[(f64, f64)]) -> Vec<Coord> {
        let near = self.view.size().x.max(self.view.size().y) * 0.75;
        let middle = self.view.middle();
        let mut kept: Vec<Coord> = Vec::new();
        for (i, &(x, y)) in line.iter().enumerate() {
            let p = self.point(Coord { x, y });
            let far = (p - middle).x.hypot((p - middle).y) - near;
            let least = (far * 0.006).max(1.5);
            if i + 1 == line.len() || kept.last().is_none_or(|last| (p - *last).x.hypot((p - *last).y) >= least) {
                kept.push(p);
            }
        }
        kept
    }
}

/// Adds a line to path data: whole numbers, relative to the point before.
pub(in crate::export) fn add_line(path: &mut String, points: &[Coord], closed: bool) {
    let mut last = (0i64, 0i64);
    let mut command = 'M';
    for p in points {
        let next = (p.x.round() as i64, p.y.round() as i64);
        let step = (next.0 - last.0, next.1 - last.1);
        if command == 'M' {
            let _ = write!(path, "M{} {}", next.0, next.1);
            command = 'l';
        } else if step != (0, 0) {
            let lead = if command == 'l' {
                "l"
            } else if step.0 < 0 {
                ""
            } else {
                " "
            };
            let _ = write!(path, "{lead}{}{}{}", step.0, if step.1 < 0 { "" } else { " " }, step.1);
            command = ' ';
        }
        last = next;
    }
    if closed {
        path.push('z');
    } else if command == 'l' {
        // A dot: a round cap of no length.
        path.push_str("h0");
    }
}

/// The path data of lines.
pub(in crate::export) fn path<'a>(lines: impl IntoIterator<Item = &'a Vec<Coord>>) -> String {
    let mut d = String::new();
    for line in lines {
        add_line(&mut d, line, false);
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_data_is_short_and_relative() {
        let mut d = String::new();
        add_line(&mut d, &[(10.2, 20.0), (12.0, 17.6), (11.0, 17.6), (11.1, 17.7), (11.0, 20.0)].map(Coord::from), true);
        assert_eq!(d, "M10 20l2-2-1 0 0 2z");
        assert_eq!(path([&vec![Coord { x: 1.0, y: 2.0 }]]), "M1 2h0");
    }

    #[test]
    fn a_line_over_the_antimeridian_is_short() {
        let canvas = Canvas::around(&[Coord { x: 170.0, y: 50.0 }, Coord { x: -170.0, y: 55.0 }]);
        let line = canvas.line(&[Coord { x: 179.0, y: 50.0 }, Coord { x: -179.0, y: 50.0 }]);
        let longest = line.windows(2).map(|p| (p[1] - p[0]).x.hypot((p[1] - p[0]).y) * canvas.unit).fold(0.0, f64::max);
        assert!(longest < 200.0, "{longest} km");
    }
}
