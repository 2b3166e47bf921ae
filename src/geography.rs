//! Distances and lines on the WGS84 ellipsoid.

use geo::{Coord, Distance, Geodesic, Haversine, Point};

use crate::units::Length;

/// A place on earth: `x` is the longitude, `y` the latitude, both in degrees.
pub type Position = Coord<f64>;

/// The geodesic between two positions, by Karney's algorithm (2013, "Algorithms for geodesics",
/// doi:10.1007/s00190-012-0578-z), to the metre.
pub fn geodesic(a: Position, b: Position) -> Length {
    Length::from_metres(Geodesic.distance(Point::from(a), Point::from(b)))
}

/// What the geodesic between two positions is at least and at most, at a tenth of the price: the great circle on a sphere is within
/// 0.6 % of it.
pub fn geodesic_bounds(a: Position, b: Position) -> (Length, Length) {
    let sphere = Haversine.distance(Point::from(a), Point::from(b));
    (Length::from_metres(sphere * 0.994), Length::from_metres(sphere * 1.006))
}

/// The geodesic length along a line, in metres.
pub fn line_length(line: &[Position]) -> Length {
    line.windows(2).map(|pair| geodesic(pair[0], pair[1])).sum()
}

/// Cuts a line where it crosses the antimeridian, as RFC 7946 (3.1.9) asks; each piece stays on one side.
///
/// A step of more than 180 degrees of longitude is taken to cross it.
pub fn cut_at_antimeridian(line: &[Position]) -> Vec<Vec<Position>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<Position> = Vec::new();
    for &next in line {
        if let Some(&last) = piece.last()
            && (next.x - last.x).abs() > 180.0
        {
            let edge = 180f64.copysign(last.x);
            let unwrapped = next.x + 360f64.copysign(last.x);
            let share = (edge - last.x) / (unwrapped - last.x);
            let y = last.y + share * (next.y - last.y);
            piece.push(Coord { x: edge, y });
            pieces.push(std::mem::replace(&mut piece, vec![Coord { x: -edge, y }]));
        }
        piece.push(next);
    }
    if piece.len() > 1 || pieces.is_empty() {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_geodesic_is_karneys() {
        // Karney's GeodSolve: 40.6 -73.8 (JFK) to 51.6 -0.5 (LHR) is 5551759.400 m.
        let metres = geodesic(Coord { x: -73.8, y: 40.6 }, Coord { x: -0.5, y: 51.6 }).get();
        assert_eq!(metres, 5_551_759);
    }

    #[test]
    fn the_bounds_hold_the_geodesic() {
        let positions = (0..200).map(|i| Coord { x: f64::from(i * 37 % 360) - 180.0, y: f64::from(i * 53 % 179) - 89.0 });
        let positions: Vec<Position> = positions.chain([Coord { x: 0.0, y: 0.0 }, Coord { x: 0.01, y: 0.0 }, Coord { x: 0.0, y: 0.01 }]).collect();
        for (a, b) in positions.iter().flat_map(|a| positions.iter().map(move |b| (*a, *b))) {
            let (low, high) = geodesic_bounds(a, b);
            let exact = geodesic(a, b);
            assert!(low <= exact && exact <= high, "{a:?} to {b:?}: {low:?} {exact:?} {high:?}");
        }
    }

    #[test]
    fn a_line_over_the_antimeridian_becomes_two() {
        let pieces = cut_at_antimeridian(&[Coord { x: 170.0, y: 10.0 }, Coord { x: -170.0, y: 20.0 }]);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0], [Coord { x: 170.0, y: 10.0 }, Coord { x: 180.0, y: 15.0 }]);
        assert_eq!(pieces[1], [Coord { x: -180.0, y: 15.0 }, Coord { x: -170.0, y: 20.0 }]);
    }

    #[test]
    fn a_line_on_one_side_stays_whole() {
        let line = [Coord { x: 80.0, y: 44.0 }, Coord { x: 76.0, y: 43.0 }];
        assert_eq!(cut_at_antimeridian(&line), [line]);
    }
}
