//! What is within reach, and where one corridor stops beating another: `reach`.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::panic)]

use assert_cmd::Command;
use corridor::impact::Criterion;
use corridor::land::land;
use corridor::report::Shape;
use corridor::{Network, ReachRequest, Report, Request, RouteRequest, Source};
use geo::{Area, BooleanOps, Contains, LineString, MultiPolygon, Point, Polygon, Validation, Winding};
use predicates::prelude::*;
use serde_json::Value;

fn network() -> Network {
    corridor::load(&Source::default()).unwrap().0
}

fn request(place: &str, by: Criterion, within: &[&str]) -> ReachRequest {
    let route = RouteRequest { from: place.into(), by, ..RouteRequest::default() };
    ReachRequest { route, within: within.iter().map(|w| (*w).to_owned()).collect(), ..ReachRequest::default() }
}

fn answer(network: &Network, request: ReachRequest) -> Report {
    corridor::answer(network, &Request::Reach(request)).unwrap()
}

fn table(report: &Report, name: &str) -> Vec<Value> {
    report.tables.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("no table {name}")).objects()
}

fn corridor(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("corridor").unwrap();
    command.arg("reach").args(arguments);
    command
}

/// The polygons of a GeoJSON answer, narrowest band first, as a reader of the file gets them.
fn polygons(text: &[u8]) -> Vec<MultiPolygon> {
    let value: Value = serde_json::from_slice(text).unwrap();
    let ring = |ring: &Value| -> LineString {
        let at = |p: &Value| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap());
        LineString::from(ring.as_array().unwrap().iter().map(at).collect::<Vec<_>>())
    };
    let polygon = |rings: &Value| {
        let mut rings = rings.as_array().unwrap().iter().map(ring);
        Polygon::new(rings.next().unwrap(), rings.collect())
    };
    let bands = value["features"].as_array().unwrap().iter().filter(|f| f["properties"]["feature"] == "band");
    bands.map(|f| f["geometry"]["coordinates"].as_array().unwrap().iter().map(polygon).collect()).collect::<Vec<_>>().into_iter().rev().collect()
}

#[test]
fn figures_of_nodes_are_those_of_their_routes() {
    let network = network();
    let report = answer(&network, request("Khorgos", Criterion::Time, &["10d"]));
    let rows = table(&report, "nodes");
    for code in ["ALMATY", "TASHKENT", "MOSCOW"] {
        let row = rows.iter().find(|r| r["code"] == code).unwrap();
        let route = RouteRequest { from: "Khorgos".into(), to: code.into(), k: 1, geometry: false, ..RouteRequest::default() };
        let best = &corridor::answer(&network, &Request::Route(route)).unwrap().itineraries[0];
        let totals = serde_json::to_value(best.totals).unwrap();
        for column in ["duration_h", "dwell_h", "cost_usd", "length_km"] {
            assert_eq!(row[column], totals[column], "{code} {column}");
        }
        assert_eq!(row["via"], best.countries.join("-"));
    }
    assert!(rows.iter().all(|r| r["duration_h"].as_f64().unwrap() <= 240.0));
    let inbound = answer(&network, ReachRequest { inbound: true, ..request("Almaty", Criterion::Cost, &["3000"]) });
    let row = table(&inbound, "nodes").into_iter().find(|r| r["code"] == "XIAN").unwrap();
    let route = RouteRequest { from: "Xi'an".into(), to: "Almaty".into(), by: Criterion::Cost, k: 1, geometry: false, ..RouteRequest::default() };
    let best = &corridor::answer(&network, &Request::Route(route)).unwrap().itineraries[0];
    assert_eq!(row["cost_usd"], serde_json::to_value(best.totals).unwrap()["cost_usd"]);
}

#[test]
fn bands_are_valid_polygons_that_nest_on_land_and_not_over_the_sea() {
    let output = corridor(&["Aktau", "--within", "3d,6d,9d", "--format", "geojson"]).assert().success().get_output().stdout.clone();
    let bands = polygons(&output);
    assert_eq!(bands.len(), 3);
    let land = land();
    for (i, band) in bands.iter().enumerate() {
        assert!(band.is_valid(), "band {i}: {:?}", band.validation_errors());
        assert!(band.iter().all(|p| p.exterior().is_ccw() && p.interiors().iter().all(|r| r.is_cw())), "right-hand rule");
        assert!(band.difference(&land).unsigned_area() < 1e-3, "on land");
        assert!(!band.contains(&Point::new(50.5, 41.5)), "not on the Caspian");
        assert!(band.contains(&Point::new(51.4, 43.6)), "around Aktau");
    }
    for pair in bands.windows(2) {
        assert!(pair[0].difference(&pair[1]).unsigned_area() < 1e-3, "a band contains the one before");
        assert!(pair[1].unsigned_area() > 1.2 * pair[0].unsigned_area());
    }
    assert!(!bands[0].contains(&Point::new(49.9, 40.4)), "Baku is farther than three days");
}

#[test]
fn without_trucks_there_are_nodes_and_no_area() {
    let report = answer(&network(), ReachRequest { truck_km: 0, ..request("Khorgos", Criterion::Time, &["5d", "8d"]) });
    assert!(report.features.iter().all(|f| matches!(f.shape, Shape::Points(_))));
    let bands = table(&report, "bands");
    assert!(bands.iter().all(|b| b["area_km2"] == 0) && bands[0]["nodes"].as_u64() < bands[1]["nodes"].as_u64());
}

#[test]
fn the_line_between_two_corridors_parts_the_nodes() {
    let network = network();
    let break_even = ["NELB", "TITR"].map(str::to_owned).to_vec();
    let report = answer(&network, ReachRequest { break_even, over: Some("Europe".into()), ..request("Xi'an", Criterion::Time, &[]) });
    let rows = table(&report, "nodes");
    let (mut north, mut south) = (0, 0);
    for row in &rows {
        let [a, b, less] = ["a_h", "b_h", "b_less_a_h"].map(|c| row[c].as_f64().unwrap());
        assert!((b - a - less).abs() < 0.001, "{row}");
        assert_eq!(
            row["better"],
            if less > 0.0 {
                "NELB"
            } else if less < 0.0 {
                "TITR"
            } else {
                "as good"
            }
        );
        if less > 0.0 { north += 1 } else { south += 1 }
    }
    assert!(north > 0 && south > 3, "{north} and {south}");
    let lines = report.features.iter().find(|f| f.kind == "break_even").unwrap();
    let Shape::Lines(lines) = &lines.shape else { panic!("no line") };
    let land = land();
    let inner = lines.iter().flat_map(|l| &l[1..l.len() - 1]);
    assert!(inner.clone().count() > 5 && inner.clone().all(|c| land.contains(&Point::from(*c))), "on land");
}

#[test]
fn the_hinterlands_of_two_corridors_are_those_of_freight_from_china() {
    let answer = |arguments: &[&str]| corridor(arguments).output().unwrap();
    let short = answer(&["--break-even", "NELB", "TITR", "--over", "Georgia", "--format", "csv"]);
    assert!(short.status.success());
    assert_eq!(short.stdout, answer(&["China", "--break-even", "NELB", "TITR", "--over", "Georgia", "--format", "csv"]).stdout);
    assert_ne!(short.stdout, answer(&["Lianyungang", "--break-even", "NELB", "TITR", "--over", "Georgia", "--format", "csv"]).stdout);
    corridor(&["--within", "5d"]).assert().code(2).stderr(predicate::str::contains("<PLACE>"));
}

#[test]
fn bad_questions_are_told_what_is_wrong() {
    let cases: [(&[&str], &str); 10] = [
        (&["Khorgos"], "--within"),
        (&["Khorgos", "--within", "10"], "--within `10` is no limit by time; write days or hours with their unit"),
        (&["Khorgos", "--within=-3d"], "--within `-3d` is no limit by time"),
        (&["Khorgos", "--within", "0d"], "--within `0d` is no limit"),
        (&["Khorgos", "--within", "10d", "--by", "cost"], "is no limit by cost; write US dollars"),
        (&["Nowhere", "--within", "10d"], "unknown place `Nowhere`"),
        (&["Khorgos", "--within", "10d", "--truck-km", "9000"], "--truck-km 9000 is too far"),
        (&["Xi'an", "--break-even", "NELB", "Nowhere"], "unknown corridor `Nowhere`"),
        (&["Xi'an", "--break-even", "NELB", "NELB"], "are the same corridor"),
        (&["Xi'an", "--break-even", "NELB", "TITR", "--over", "Nowhere"], "`Nowhere`"),
    ];
    for (arguments, message) in cases {
        corridor(arguments).assert().code(2).stdout("").stderr(predicate::str::contains(message));
    }
    let nothing_left = ["Khorgos", "--within", "10d", "--avoid", "Kazakhstan", "--avoid", "China"];
    corridor(&nothing_left).assert().code(1).stderr(predicate::str::contains("no route from Khorgos"));
}
