//! What lies behind a node: trucks at a mean speed and tariff on roads that make a detour.

use geo::{LineString, MultiPolygon};

use crate::area::{Source, spread};
use crate::impact::{Criterion, Impact};
use crate::land::land;
use crate::network::Network;
use crate::query::RouteQuery;
use crate::report::Shape;
use crate::units::{Length, Rate, Speed};

/// Metres of geodesic that the figures of trucks are taken over.
const STRETCH: u64 = 1_000_000;

/// What trucks add.
pub(super) struct Trucks {
    /// Of the criterion, in its smallest unit, for a metre of geodesic.
    pub rate: f64,
    /// Farthest from a node in metres.
    pub most: f64,
    /// The figures in a sentence.
    pub note: String,
}

impl Trucks {
    pub fn new(network: &Network, query: &RouteQuery, most_km: u64) -> Self {
        let likely = |name: &str| network.parameter(name, None, query.as_of.year()).map_or(0, |p| p.likely);
        let detour = likely("road_detour").max(100_000);
        let way = Length::new(STRETCH).scaled(detour, 100_000);
        let speed = Speed::new(likely("road_speed") / 100);
        let impact = Impact {
            length: way,
            haul: speed.map(|s| way.at(s)).unwrap_or_default(),
            cost: query.cargo.charged(way.priced(Rate::new(likely("road_tariff"))), network.twenty_foot_price(query.as_of.year())),
            emissions: way.emitting(Rate::new(likely("road"))).scaled(query.cargo.net_kg, 1000),
            ..Impact::default()
        };
        let value = Criterion::value(query.by.cost(&impact, query.value_of_time));
        let number = |value: u64| crate::units::Decimal { value, places: 5 };
        let note = format!(
            "Around each node trucks go on at {} km/h and {} USD/FEU-km on roads {} times the geodesic, at most {most_km} km and not over the sea: estimates (speeds.csv road_speed and road_detour, tariffs.csv road_tariff).",
            number(likely("road_speed")),
            number(likely("road_tariff")),
            number(detour)
        );
        Self { rate: value as f64 / STRETCH as f64, most: most_km as f64 * 1000.0, note }
    }

    /// How far they get with what is left of a limit.
    pub fn radius(&self, left: u64) -> f64 {
        if self.rate > 0.0 { (left as f64 / self.rate).min(self.most) } else { self.most }
    }
}

/// The area within the radii of the sources, on land.
pub(super) fn areas(sources: &[Source]) -> Vec<MultiPolygon> {
    spread(&land(), sources)
}

/// Polygons as a report has them.
pub(super) fn shape(area: &MultiPolygon) -> Shape {
    let ring = |ring: &LineString| ring.0.clone();
    Shape::Polygons(area.iter().map(|p| std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect()).collect())
}
