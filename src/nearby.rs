//! What lies near a position: an R-tree over points and lines, and the point of a line that comes nearest.

use geo::{Distance, Geodesic, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geography::Position;

/// Metres in a degree of latitude, the least there is on WGS84, so that a box is never too small.
const METRES_PER_DEGREE: f64 = 110_574.0;
/// The vertices under one box of a line: few enough to look at one by one, many enough for a small tree.
const PIECE: usize = 32;

/// Things by the boxes around them (Guttman 1984, doi:10.1145/602259.602266). Boxes do not reach over the antimeridian.
#[derive(Debug)]
pub struct Nearby<T> {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, T>>,
}

/// A piece of a line: the vertices `first..=last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<T> {
    /// Which line.
    pub of: T,
    /// Its first vertex in the piece.
    pub first: usize,
    /// Its last.
    pub last: usize,
}

impl<T: Copy> Nearby<T> {
    /// Over points; those that are no numbers are left out. O(n log n).
    pub fn points(points: impl Iterator<Item = (Position, T)>) -> Self {
        Self::boxes(points.map(|(p, of)| (p, p, of)))
    }

    fn boxes(boxes: impl Iterator<Item = (Position, Position, T)>) -> Self {
        let finite = boxes.filter(|(low, high, _)| [low.x, low.y, high.x, high.y].iter().all(|d| d.is_finite()));
        let items = finite.map(|(low, high, of)| GeomWithData::new(Rectangle::from_corners([low.x, low.y], [high.x, high.y]), of));
        Self { tree: RTree::bulk_load(items.collect()) }
    }

    /// Those whose box comes within so many metres of a position, in no order, with a few that are a little farther.
    pub fn within(&self, at: Position, metres: f64) -> impl Iterator<Item = T> {
        let dy = metres / METRES_PER_DEGREE;
        let dx = dy / at.y.to_radians().cos().max(0.01);
        let around = AABB::from_corners([at.x - dx, at.y - dy], [at.x + dx, at.y + dy]);
        self.tree.locate_in_envelope_intersecting(&around).map(|item| item.data)
    }

    /// Adds a point.
    pub fn insert(&mut self, at: Position, of: T) {
        self.tree.insert(GeomWithData::new(Rectangle::from_corners([at.x, at.y], [at.x, at.y]), of));
    }
}

impl<T: Copy> Nearby<Piece<T>> {
    /// Over lines, in pieces. O(n log n) in the pieces.
    pub fn lines<'l>(lines: impl Iterator<Item = (&'l [Position], T)>) -> Self {
        let pieces = lines.flat_map(|(line, of)| {
            (0..line.len().saturating_sub(1)).step_by(PIECE).map(move |first| {
                let last = (first + PIECE).min(line.len() - 1);
                let (mut low, mut high) = (line[first], line[first]);
                for p in &line[first..=last] {
                    (low.x, low.y, high.x, high.y) = (low.x.min(p.x), low.y.min(p.y), high.x.max(p.x), high.y.max(p.y));
                }
                (low, high, Piece { of, first, last })
            })
        });
        Self::boxes(pieces)
    }
}

/// The point of a line that is nearest to a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closest {
    /// Where it is.
    pub position: Position,
    /// The vertex before it, or it itself.
    pub after: usize,
    /// How far along the step to the next vertex, from 0 to 1.
    pub share: f64,
    /// How far it is from the position.
    pub metres: f64,
}

/// Metres between two positions that are near each other, on the plane that touches the ellipsoid between them (off by
/// less than a thousandth within 100 km).
pub fn near_metres(a: Position, b: Position) -> f64 {
    let [kx, ky] = scale((a.y + b.y) / 2.0);
    ((a.x - b.x) * kx).hypot((a.y - b.y) * ky)
}

/// Steps up to this long are measured on the plane, by less than a millionth off; longer ones by Karney's geodesic.
const PLANE: f64 = 10_000.0;

/// The length of a line over the ellipsoid in metres.
pub fn length_along(line: &[Position]) -> f64 {
    let step = |pair: &[Position]| {
        let flat = near_metres(pair[0], pair[1]);
        if flat <= PLANE && pair[0].y.abs() < 80.0 { flat } else { Geodesic.distance(Point::from(pair[0]), Point::from(pair[1])) }
    };
    line.windows(2).map(step).sum()
}

/// Metres in a degree of longitude and of latitude (Snyder 1987, "Map projections", p. 25).
fn scale(latitude: f64) -> [f64; 2] {
    const A: f64 = 6_378_137.0;
    const E2: f64 = 0.006_694_379_990_14;
    let (sin, cos) = latitude.to_radians().sin_cos();
    let w = 1.0 - E2 * sin * sin;
    [A * cos / w.sqrt(), A * (1.0 - E2) / (w * w.sqrt())].map(f64::to_radians)
}

/// The point of the vertices `first..=last` of a line that is nearest to a position; `None` for fewer than two vertices.
pub fn closest(line: &[Position], first: usize, last: usize, at: Position) -> Option<Closest> {
    let [kx, ky] = scale(at.y);
    let flat = |p: Position| [(p.x - at.x) * kx, (p.y - at.y) * ky];
    let mut best: Option<Closest> = None;
    for after in first..last.min(line.len().checked_sub(1)?) {
        let (a, b) = (flat(line[after]), flat(line[after + 1]));
        let step = [b[0] - a[0], b[1] - a[1]];
        let square = step[0] * step[0] + step[1] * step[1];
        let share = if square > 0.0 { (-(a[0] * step[0] + a[1] * step[1]) / square).clamp(0.0, 1.0) } else { 0.0 };
        let metres = (a[0] + share * step[0]).hypot(a[1] + share * step[1]);
        if best.is_none_or(|b| metres < b.metres) {
            let (p, q) = (line[after], line[after + 1]);
            let position = match share {
                0.0 => p,
                1.0 => q,
                _ => Position { x: p.x + share * (q.x - p.x), y: p.y + share * (q.y - p.y) },
            };
            best = Some(Closest { position, after, share, metres });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::geodesic;
    use geo::Coord;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_within_reach_is_missed(points in prop::collection::vec((0.0..3.0f64, 60.0..63.0f64), 1..40), x in 0.0..3.0f64, y in 60.0..63.0f64, metres in 0.0..200_000.0f64) {
            let at = Coord { x, y };
            let all: Vec<Position> = points.iter().map(|&(x, y)| Coord { x, y }).collect();
            let index = Nearby::points(all.iter().copied().zip(0..));
            let found: Vec<usize> = index.within(at, metres).collect();
            for (i, p) in all.iter().enumerate() {
                prop_assert!(found.contains(&i) || geodesic(*p, at).get() as f64 >= metres * 0.999);
            }
        }

        #[test]
        fn the_closest_point_is_on_the_line_and_no_vertex_is_closer(points in prop::collection::vec((70.0..71.0f64, 40.0..41.0f64), 2..80), x in 70.0..71.0f64, y in 40.0..41.0f64) {
            let at = Coord { x, y };
            let line: Vec<Position> = points.iter().map(|&(x, y)| Coord { x, y }).collect();
            let found = closest(&line, 0, line.len() - 1, at).unwrap();
            let (a, b) = (line[found.after], line[found.after + 1]);
            prop_assert!((found.position.x - (a.x + found.share * (b.x - a.x))).abs() < 1e-9);
            prop_assert!(line.iter().all(|p| near_metres(*p, at) >= found.metres * 0.995 - 1e-6));
            prop_assert!((near_metres(found.position, at) - found.metres).abs() < 1.0 + found.metres / 100.0);
        }
    }

    proptest! {
        #[test]
        fn short_steps_are_as_long_as_the_geodesic(x in -179.0..179.0f64, y in -79.0..79.0f64, dx in -0.08..0.08f64, dy in -0.08..0.08f64) {
            let (a, b) = (Coord { x, y }, Coord { x: x + dx, y: y + dy });
            let exact = Geodesic.distance(Point::from(a), Point::from(b));
            prop_assert!((length_along(&[a, b]) - exact).abs() <= exact * 2e-6 + 1e-4, "{} {}", length_along(&[a, b]), exact);
        }
    }

    #[test]
    fn plane_and_ellipsoid_agree_nearby() {
        for y in [0.0, 30.0, 55.0, 69.0] {
            let (a, b) = (Coord { x: 80.0, y }, Coord { x: 80.3, y: y + 0.2 });
            let (flat, round) = (near_metres(a, b), geodesic(a, b).get() as f64);
            assert!((flat - round).abs() < round / 1000.0, "{flat} {round}");
        }
    }
}
