//! Golden answers: a dozen OD pairs that a freight person recognises, in every format.
//!
//! A change of data or method shows here as a difference to be read in review, not to be waved through. Renew
//! all of them, new ones included, with one command and read the diff:
//!
//! ```text
//! rm -r tests/golden; INSTA_UPDATE=always cargo test --test golden
//! ```
//!
//! Coordinates are replaced by their count (the cli tests hold the geometry), and the digest by a word.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use corridor::impact::Measure;
use corridor::network::Mode;
use corridor::{Network, ParetoRequest, Request, RouteRequest, Source, SweepRequest, export};
use serde_json::{Value, json};

const PAIRS: [(&str, &str, &[Mode]); 12] = [
    ("Khorgos", "Europe", &[]),
    ("Lianyungang", "Rotterdam", &[]),
    ("Xi'an", "Duisburg", &[]),
    ("Chongqing", "Duisburg", &[]),
    ("Yiwu", "Tehran", &[]),
    ("Almaty", "Istanbul", &[]),
    ("Aktau", "Poti", &[]),
    ("Tashkent", "Bandar Abbas", &[]),
    ("Moscow", "Mumbai", &[]),
    ("Shanghai", "Rotterdam", &[Mode::Sea]),
    ("Khorgos", "Almaty", &[]),
    ("Beijing", "Moscow", &[]),
];

/// One chart of each kind, on one pair.
const CHARTS: [&str; 5] = ["time-distance", "cost-terms", "schematic", "pareto", "sweep"];

/// The formats of a route that are text; charts have golden files of their own.
fn formats() -> impl Iterator<Item = &'static dyn export::Exporter> {
    export::ALL.iter().copied().filter(|e| !matches!(e.name(), "svg" | "html") && !e.is_binary())
}

/// Positions in a tree of coordinates.
fn count(coordinates: &Value) -> usize {
    match coordinates.as_array() {
        Some(list) if list.first().is_some_and(Value::is_number) => 1,
        Some(list) => list.iter().map(count).sum(),
        None => 0,
    }
}

/// Shortened and indented, so that a difference is a line.
fn geojson(text: &str) -> String {
    let mut value: Value = serde_json::from_str(text).unwrap();
    for feature in value["features"].as_array_mut().unwrap() {
        let positions = count(&feature["geometry"]["coordinates"]);
        feature["geometry"]["coordinates"] = json!(format!("{positions} positions"));
    }
    serde_json::to_string_pretty(&value).unwrap()
}

fn golden(network: &Network, (from, to, modes): (&str, &str, &[Mode])) {
    let request = RouteRequest { from: from.to_owned(), to: to.to_owned(), modes: modes.to_vec(), k: 2, ..RouteRequest::default() };
    let report = corridor::answer(network, &Request::Route(request)).unwrap();
    assert!(report.answered);
    for exporter in formats() {
        let mut bytes = Vec::new();
        exporter.render(&corridor::framed(network, report.clone(), exporter.frame()), &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap().replace(&report.dataset.digest, "[digest]");
        let text = if exporter.name() == "geojson" { geojson(&text) } else { text };
        let word = |name: &str| name.to_lowercase().replace('\'', "").replace(' ', "-");
        insta::assert_snapshot!(format!("{}-{}.{}", word(from), word(to), exporter.extension()), text);
    }
}

fn golden_charts(network: &Network) {
    let route = RouteRequest { from: "Xi'an".to_owned(), to: "Tehran".to_owned(), k: 2, ..RouteRequest::default() };
    let pareto = ParetoRequest { route: route.clone(), criteria: vec![Measure::Time, Measure::Cost], epsilon: 0 };
    let sweep = SweepRequest { route: route.clone(), param: "value_of_time".to_owned(), range: "0..600".to_owned() };
    let reports = [Request::Route(route), Request::Pareto(pareto), Request::Sweep(sweep)].map(|r| corridor::answer(network, &r).unwrap());
    for name in CHARTS {
        let chart = reports.iter().flat_map(|r| &r.charts).find(|c| c.name == name).unwrap();
        insta::assert_snapshot!(format!("xian-tehran-{name}.svg"), export::svg::document(chart));
    }
}

#[test]
fn answers_are_as_they_were() {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        PAIRS.iter().for_each(|pair| golden(&network, *pair));
        golden_charts(&network);
    });
    // No golden file outlives its question.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    assert_eq!(files.filter(|f| f.ends_with(".snap")).count(), PAIRS.len() * formats().count() + CHARTS.len());
}
