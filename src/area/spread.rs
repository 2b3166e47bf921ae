//! What lies within some distance of sources, on the landmass of each.

use geo::{
    BooleanOps, BoundingRect, Closest, ClosestPoint, Contains, Coord, Destination, Distance, Euclidean, Geodesic, GeodesicArea, Intersects, LineString,
    MultiPolygon, Orient, Point, Polygon, Rect, orient::Direction, unary_union,
};
use rayon::prelude::*;

/// Corners of a circle.
const CORNERS: u32 = 72;
/// Parts below this many square degrees are dust of the arithmetic.
const DUST: f64 = 1e-6;

/// A source with its radius in metres for each band, ascending; zero is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Where it is, in degrees.
    pub at: Coord,
    /// Radius in each band.
    pub radii: Vec<f64>,
}

/// The area of each band: all that lies within its radius of a source, measured on the geodesic (Karney 2013), and on the same land
/// as the source without leaving the circle. A later band contains the earlier. A source at sea stands for the nearest land.
///
/// Polygons are valid, outer rings counter-clockwise. What would lie across the antimeridian is left out.
/// O(sources x points of the land), on all cores.
pub fn spread(land: &MultiPolygon, sources: &[Source]) -> Vec<MultiPolygon> {
    let bands = sources.iter().map(|s| s.radii.len()).max().unwrap_or(0);
    let boxes: Vec<Option<Rect>> = land.iter().map(Polygon::bounding_rect).collect();
    let pieces: Vec<Vec<Option<Polygon>>> = sources.par_iter().map(|source| pieces(land, &boxes, source)).collect();
    let mut out: Vec<MultiPolygon> = Vec::new();
    for band in 0..bands {
        let of_band = pieces.iter().filter_map(|p| p.get(band)?.as_ref());
        let parts: Vec<&Polygon> = of_band.chain(out.last().into_iter().flat_map(|m| &m.0)).collect();
        let whole = unary_union(parts);
        out.push(whole.into_iter().filter(|p| geo::Area::unsigned_area(p) > DUST).map(|p| clean(&p)).collect());
    }
    out
}

/// Square kilometres on the ellipsoid (Karney 2013).
pub fn squared_km(area: &MultiPolygon) -> u64 {
    (area.geodesic_area_unsigned() / 1e6).round() as u64
}

/// What one source reaches, by band.
fn pieces(land: &MultiPolygon, boxes: &[Option<Rect>], source: &Source) -> Vec<Option<Polygon>> {
    let greatest = source.radii.iter().copied().fold(0.0, f64::max);
    if greatest <= 0.0 {
        return vec![None; source.radii.len()];
    }
    let outer = circle(source.at, greatest);
    let around = outer.bounding_rect();
    let near = |i: &usize| boxes[*i].zip(around).is_some_and(|(a, b)| a.intersects(&b));
    let masses: Vec<&Polygon> = (0..land.0.len()).filter(near).map(|i| &land.0[i]).collect();
    let Some(mass) = nearest(masses.into_iter(), source.at) else { return vec![None; source.radii.len()] };
    let Some(whole) = part(mass, &outer, source.at) else { return vec![None; source.radii.len()] };
    source
        .radii
        .iter()
        .map(|r| {
            if *r >= greatest {
                Some(whole.clone())
            } else if *r > 0.0 {
                part(&whole, &circle(source.at, *r), source.at)
            } else {
                None
            }
        })
        .collect()
}

/// The part of a polygon inside a circle that has, or is nearest to, the middle.
fn part(polygon: &Polygon, circle: &Polygon, at: Coord) -> Option<Polygon> {
    let inside = polygon.intersection(circle);
    nearest(inside.iter(), at).cloned()
}

/// The polygon that contains a position, else the nearest.
fn nearest<'a>(polygons: impl Iterator<Item = &'a Polygon>, at: Coord) -> Option<&'a Polygon> {
    let point = Point::from(at);
    let away = |polygon: &Polygon| {
        if polygon.contains(&point) {
            return 0.0;
        }
        match polygon.exterior().closest_point(&point) {
            Closest::SinglePoint(p) | Closest::Intersection(p) => Euclidean.distance(p, point),
            Closest::Indeterminate => f64::INFINITY,
        }
    };
    polygons.map(|p| (away(p), p)).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, p)| p)
}

/// The geodesic circle; longitudes run on over the antimeridian.
fn circle(at: Coord, radius: f64) -> Polygon {
    let corner = |i: u32| {
        // Bearings against the clock: the outer ring of RFC 7946.
        let p: Point = Geodesic.destination(Point::from(at), 360.0 - f64::from(i) * 360.0 / f64::from(CORNERS), radius);
        let turn = if p.x() - at.x > 180.0 {
            -360.0
        } else if at.x - p.x() > 180.0 {
            360.0
        } else {
            0.0
        };
        Coord { x: p.x() + turn, y: p.y() }
    };
    Polygon::new(LineString::new((0..CORNERS).map(corner).collect()), Vec::new())
}

/// Outer ring against the clock, holes with it, no dust.
fn clean(polygon: &Polygon) -> Polygon {
    let is_hole = |ring: &&LineString| geo::Area::unsigned_area(&Polygon::new((*ring).clone(), Vec::new())) > DUST;
    Polygon::new(polygon.exterior().clone(), polygon.interiors().iter().filter(is_hole).cloned().collect()).orient(Direction::Default)
}

#[cfg(test)]
mod tests {
    use geo::{Area, Validation, Winding};

    use super::*;

    /// Two landmasses with a strait between them, the western one with a lake.
    fn land() -> MultiPolygon {
        let square = |w: f64, s: f64, e: f64, n: f64| LineString::from(vec![(w, s), (e, s), (e, n), (w, n), (w, s)]);
        MultiPolygon::new(vec![
            Polygon::new(square(0.0, 0.0, 10.0, 10.0), vec![square(4.0, 4.0, 6.0, 6.0)]),
            Polygon::new(square(10.5, 0.0, 20.0, 10.0), Vec::new()),
        ])
    }

    fn source(x: f64, y: f64, radii: &[f64]) -> Source {
        Source { at: Coord { x, y }, radii: radii.to_vec() }
    }

    #[test]
    fn a_circle_on_land_has_its_area() {
        let [one] = &spread(&land(), &[source(2.0, 2.0, &[100e3])])[..] else { panic!("one band") };
        let exact = std::f64::consts::PI * 100.0 * 100.0;
        assert!((squared_km(one) as f64 / exact - 1.0).abs() < 0.005, "{} for {exact}", squared_km(one));
    }

    #[test]
    fn bands_nest_keep_holes_and_do_not_jump_a_strait() {
        let sources = [source(2.0, 5.0, &[50e3, 200e3, 600e3]), source(9.0, 9.0, &[0.0, 0.0, 300e3])];
        let bands = spread(&land(), &sources);
        for pair in bands.windows(2) {
            assert!(pair[0].difference(&pair[1]).unsigned_area() < 1e-5, "a band contains the one before");
            assert!(pair[0].unsigned_area() < pair[1].unsigned_area());
        }
        let last = &bands[2];
        assert!(last.is_valid(), "{:?}", last.validation_errors());
        assert!(last.iter().any(|p| p.interiors().len() == 1), "the lake stays a hole");
        assert!(!last.contains(&Point::new(11.0, 9.0)), "what lies beyond the strait is not reached");
        assert!(last.intersection(&land()).unsigned_area() > last.unsigned_area() - 1e-5, "all on land, but for the last digits of the overlay");
        for polygon in last {
            assert!(polygon.exterior().is_ccw() && polygon.interiors().iter().all(|r| r.is_cw()), "right-hand rule");
        }
    }

    #[test]
    fn a_source_at_sea_stands_for_the_nearest_land_and_none_for_nothing() {
        let at_sea = spread(&land(), &[source(10.2, 5.0, &[100e3])]);
        assert!(at_sea[0].contains(&Point::new(9.8, 5.0)) && !at_sea[0].contains(&Point::new(10.8, 5.0)));
        assert!(spread(&land(), &[source(2.0, 2.0, &[0.0])])[0].0.is_empty());
        assert!(spread(&land(), &[source(50.0, 50.0, &[10e3])])[0].0.is_empty(), "no land near");
        assert!(spread(&land(), &[]).is_empty());
    }

    #[test]
    fn a_circle_over_the_antimeridian_stays_on_its_side() {
        let east = Polygon::new(LineString::from(vec![(170.0, 60.0), (180.0, 60.0), (180.0, 70.0), (170.0, 70.0), (170.0, 60.0)]), Vec::new());
        let [band] = &spread(&MultiPolygon::new(vec![east]), &[source(179.0, 65.0, &[200e3])])[..] else { panic!("one band") };
        assert!(band.is_valid(), "{:?}", band.validation_errors());
        assert!(band.iter().flat_map(|p| p.exterior().coords()).all(|c| (170.0..=180.000_001).contains(&c.x)));
        assert!(band.contains(&Point::new(179.9, 65.0)));
    }
}
