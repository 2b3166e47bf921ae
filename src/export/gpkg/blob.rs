//! Geometries as a GeoPackage stores them: a header with the envelope, then well-known binary, all little-endian.

use geojson::{GeometryValue, Position};

/// West, east, south, north.
pub(super) type Envelope = [f64; 4];

/// The blob of a geometry and its envelope; `multi` turns single ones into collections of one.
pub(super) fn blob(geometry: &GeometryValue, multi: bool) -> (Vec<u8>, Envelope) {
    let mut wkb = Vec::new();
    let mut envelope = [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY];
    let mut writer = Writer { out: &mut wkb, envelope: &mut envelope };
    match geometry {
        GeometryValue::Point { coordinates } if !multi => writer.point(coordinates),
        GeometryValue::Point { coordinates } => writer.many(4, std::slice::from_ref(coordinates), Writer::point),
        GeometryValue::MultiPoint { coordinates } => writer.many(4, coordinates, Writer::point),
        GeometryValue::LineString { coordinates } if !multi => writer.line(coordinates),
        GeometryValue::LineString { coordinates } => writer.many(5, std::slice::from_ref(coordinates), |w, l| w.line(l)),
        GeometryValue::MultiLineString { coordinates } => writer.many(5, coordinates, |w, l| w.line(l)),
        GeometryValue::MultiPolygon { coordinates } => writer.many(6, coordinates, |w, p| w.polygon(p)),
        GeometryValue::Polygon { coordinates } => writer.many(6, std::slice::from_ref(coordinates), |w, p| w.polygon(p)),
        GeometryValue::GeometryCollection { .. } => {}
    }
    // Magic, version 0, little-endian with an envelope of x and y, WGS 84.
    let mut blob = b"GP\0\x03".to_vec();
    blob.extend(4326i32.to_le_bytes());
    blob.extend(envelope.iter().flat_map(|v| v.to_le_bytes()));
    blob.extend(wkb);
    (blob, envelope)
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    envelope: &'a mut Envelope,
}

impl Writer<'_> {
    fn head(&mut self, kind: u32) {
        self.out.push(1);
        self.count(kind);
    }

    fn count(&mut self, n: u32) {
        self.out.extend(n.to_le_bytes());
    }

    fn position(&mut self, p: &Position) {
        let [west, east, south, north] = self.envelope;
        (*west, *east, *south, *north) = (west.min(p[0]), east.max(p[0]), south.min(p[1]), north.max(p[1]));
        self.out.extend(p[0].to_le_bytes());
        self.out.extend(p[1].to_le_bytes());
    }

    fn positions(&mut self, all: &[Position]) {
        self.count(all.len() as u32);
        all.iter().for_each(|p| self.position(p));
    }

    fn point(&mut self, p: &Position) {
        self.head(1);
        self.position(p);
    }

    fn line(&mut self, line: &[Position]) {
        self.head(2);
        self.positions(line);
    }

    fn polygon(&mut self, rings: &[Vec<Position>]) {
        self.head(3);
        self.count(rings.len() as u32);
        rings.iter().for_each(|r| self.positions(r));
    }

    fn many<T>(&mut self, kind: u32, all: &[T], one: impl Fn(&mut Self, &T)) {
        self.head(kind);
        self.count(all.len() as u32);
        all.iter().for_each(|t| one(self, t));
    }
}
