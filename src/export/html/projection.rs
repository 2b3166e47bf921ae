//! The projection of the map: the azimuthal equal-area projection of Lambert, centred on what is drawn.
//!
//! Areas are true everywhere, and up to a quarter of the way round the earth from the centre shapes stay close
//! to it: Iberia and Japan are stretched by an eighth on a map of both. A polar meridian never cuts a route
//! and the antimeridian is a line like any other. Formulas: Snyder, J. P. (1987), "Map projections: a working
//! manual", USGS Professional Paper 1395, pp. 182-190, doi:10.3133/pp1395, on the sphere of equal surface.

use geo::Coord;

use crate::geography::Position;

/// Radius of the sphere with the surface of the WGS84 ellipsoid, in km.
pub(in crate::export) const RADIUS: f64 = 6371.007;

/// Lambert's azimuthal equal-area projection in oblique aspect.
#[derive(Clone, Copy, Debug)]
pub(in crate::export) struct Projection {
    /// Centre in whole degrees.
    pub centre: Position,
    sin: f64,
    cos: f64,
}

impl Projection {
    /// Centred on a position, rounded to whole degrees.
    pub fn new(centre: Position) -> Self {
        let centre = Coord { x: centre.x.round(), y: centre.y.round() };
        let (sin, cos) = centre.y.to_radians().sin_cos();
        Self { centre, sin, cos }
    }

    /// The projection in whose middle some positions lie.
    pub fn around(positions: &[Position]) -> Self {
        let start = positions.first().copied().unwrap_or(Coord { x: 60.0, y: 45.0 });
        // The middle of the bounds in one projection is the centre of the next, better one.
        (0..6).fold(Self::new(start), |projection, _| {
            let bounds = Bounds::of(positions.iter().map(|p| projection.forward(*p)));
            bounds.map_or(projection, |b| Self::new(projection.inverse(b.middle())))
        })
    }

    /// Kilometres east and south of the centre.
    pub fn forward(&self, p: Position) -> Coord {
        let (sin_lat, cos_lat) = p.y.to_radians().sin_cos();
        let (sin_lon, cos_lon) = (p.x - self.centre.x).to_radians().sin_cos();
        // The antipode of the centre has no place on the map; it is drawn on its rim.
        let scale = RADIUS * (2.0 / (1.0 + self.sin * sin_lat + self.cos * cos_lat * cos_lon).max(1e-6)).sqrt();
        Coord { x: scale * cos_lat * sin_lon, y: -scale * (self.cos * sin_lat - self.sin * cos_lat * cos_lon) }
    }

    /// The position of a point of the map.
    pub fn inverse(&self, at: Coord) -> Position {
        let rho = at.x.hypot(at.y);
        if rho < 1e-9 {
            return self.centre;
        }
        let c = 2.0 * (rho / (2.0 * RADIUS)).clamp(-1.0, 1.0).asin();
        let (sin_c, cos_c) = c.sin_cos();
        let lat = (cos_c * self.sin - at.y * sin_c * self.cos / rho).clamp(-1.0, 1.0).asin();
        let lon = (at.x * sin_c).atan2(rho * self.cos * cos_c + at.y * self.sin * sin_c);
        Coord { x: (self.centre.x + lon.to_degrees() + 540.0).rem_euclid(360.0) - 180.0, y: lat.to_degrees() }
    }
}

/// A box on the map.
#[derive(Clone, Copy, Debug)]
pub(in crate::export) struct Bounds {
    pub min: Coord,
    pub max: Coord,
}

impl Bounds {
    /// The smallest box around some points; none around none.
    pub fn of(points: impl IntoIterator<Item = Coord>) -> Option<Self> {
        points.into_iter().fold(None, |bounds, p| {
            let Self { min, max } = bounds.unwrap_or(Self { min: p, max: p });
            Some(Self { min: Coord { x: min.x.min(p.x), y: min.y.min(p.y) }, max: Coord { x: max.x.max(p.x), y: max.y.max(p.y) } })
        })
    }

    /// Its middle.
    pub fn middle(&self) -> Coord {
        (self.min + self.max) / 2.0
    }

    /// Its width and height.
    pub fn size(&self) -> Coord {
        self.max - self.min
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Coord, b: Coord, by: f64) -> bool {
        (a - b).x.hypot((a - b).y) < by
    }

    #[test]
    fn the_numbers_are_snyders() {
        // Snyder (1987), p. 332: R = 3, centre 40 N 100 W; 20 S 100 E is at x = -4.2339303, y = 4.0257775.
        let at = Projection::new(Coord { x: -100.0, y: 40.0 }).forward(Coord { x: 100.0, y: -20.0 });
        assert!(near(at * (3.0 / RADIUS), Coord { x: -4.233_930_3, y: -4.025_777_5 }, 1e-6), "{at:?}");
    }

    #[test]
    fn the_way_back_leads_home() {
        let projection = Projection::new(Coord { x: 62.0, y: 47.0 });
        for (x, y) in [(62.0, 47.0), (-9.0, 38.0), (139.0, 35.0), (18.4, -33.9), (-179.9, 66.0), (104.0, 1.0)] {
            let p = Coord { x, y };
            assert!(near(projection.inverse(projection.forward(p)), p, 1e-9), "{p:?}");
        }
    }

    #[test]
    fn areas_are_true_far_from_the_centre() {
        let projection = Projection::new(Coord { x: 60.0, y: 45.0 });
        // A tenth of a degree by a tenth, at Lisbon and at the centre, has the area of its zone of the sphere.
        for (x, y) in [(60.0, 45.0), (-9.0, 38.0)] {
            let corners = [(x, y), (x + 0.1, y), (x + 0.1, y + 0.1), (x, y + 0.1)].map(|(x, y)| projection.forward(Coord { x, y }));
            let drawn = (0..4).map(|i| corners[i].x * corners[(i + 1) % 4].y - corners[(i + 1) % 4].x * corners[i].y).sum::<f64>().abs() / 2.0;
            let zone = RADIUS * RADIUS * 0.1f64.to_radians() * ((y + 0.1).to_radians().sin() - y.to_radians().sin());
            assert!((drawn / zone - 1.0).abs() < 1e-4, "{drawn} {zone}");
        }
    }

    #[test]
    fn the_centre_is_in_the_middle_of_what_is_drawn() {
        let drawn = [Coord { x: -9.0, y: 38.0 }, Coord { x: 139.0, y: 35.0 }, Coord { x: 80.0, y: 44.0 }];
        let projection = Projection::around(&drawn);
        let middle = Bounds::of(drawn.map(|p| projection.forward(p))).unwrap().middle();
        assert!(middle.x.abs() < 120.0 && middle.y.abs() < 120.0, "{middle:?} around {:?}", projection.centre);
    }
}
