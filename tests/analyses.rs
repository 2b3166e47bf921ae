//! The questions beyond one route: `transit`, `pareto`, `why`, `sweep`.
#![allow(clippy::unwrap_used, clippy::panic)]

use corridor::impact::{Criterion, Measure};
use corridor::{Network, ParetoRequest, Report, Request, RouteRequest, Source, SweepRequest, TransitRequest, WhyRequest};
use serde_json::Value;

fn network() -> Network {
    corridor::load(&Source::default()).unwrap().0
}

fn route(from: &str, to: &str) -> RouteRequest {
    RouteRequest { from: from.into(), to: to.into(), geometry: false, ..RouteRequest::default() }
}

fn table(report: &Report, name: &str) -> Vec<Value> {
    report.tables.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("no table {name}")).objects()
}

fn transit(network: &Network, route: RouteRequest, through: Option<&str>) -> Report {
    corridor::answer(network, &Request::Transit(TransitRequest { route: RouteRequest { k: 6, ..route }, through: through.map(str::to_owned) })).unwrap()
}

#[test]
fn transit_shows_one_row_per_corridor_and_its_figures_are_those_of_the_routes() {
    let network = network();
    let report = transit(&network, route("China", "Europe"), None);
    let rows = table(&report, "corridors");
    assert!(rows.len() >= 5, "{} corridors", rows.len());
    for (row, itinerary) in rows.iter().zip(&report.itineraries) {
        assert_eq!(row["rank"], itinerary.rank as u64);
        let hours = itinerary.totals.0.duration().get() as f64 / 60.0;
        let swd = itinerary.totals.0.length.get() as f64 / 1000.0 / hours;
        assert!((row["swd_kmh"].as_f64().unwrap() - swd).abs() < 0.11, "{row}");
        assert!(row["swod_kmh"].as_f64() > row["swd_kmh"].as_f64(), "speed without delay is the higher");
    }
    let mut signatures: Vec<_> = report.itineraries.iter().map(|i| (i.countries.clone(), i.route())).collect();
    signatures.sort();
    signatures.dedup();
    assert_eq!(signatures.len(), rows.len(), "no row twice");
    assert_eq!(rows[0]["leaves_best_at"], Value::Null);
}

#[test]
fn the_ledger_leaves_out_the_ends_and_shared_km_are_symmetric() {
    let network = network();
    let report = transit(&network, route("Xi'an", "Duisburg"), None);
    let ledger = table(&report, "ledger");
    assert!(ledger.iter().all(|row| row["country"] != "China" && row["country"] != "Germany"));
    assert!(ledger.iter().any(|row| row["country"] == "Kazakhstan" && row["entries"] == 1));
    let shared = table(&report, "shared");
    for (i, row) in shared.iter().enumerate() {
        for (j, other) in shared.iter().enumerate() {
            assert_eq!(row[format!("with_{}_percent", j + 1)], other[format!("with_{}_percent", i + 1)]);
        }
        assert_eq!(row[format!("with_{}_percent", i + 1)], 100);
    }
}

#[test]
fn transit_through_a_country_passes_it_in_every_row() {
    let network = network();
    let report = transit(&network, route("China", "Iran"), Some("Turkmenistan"));
    assert!(!report.itineraries.is_empty());
    assert!(report.itineraries.iter().all(|i| i.countries.contains(&"TM".to_owned())));
}

#[test]
fn the_other_direction_is_said_and_explained() {
    let network = network();
    let there = transit(&network, route("China", "Europe"), None);
    let back = transit(&network, route("Europe", "China"), None);
    let note = there.notes.iter().find(|n| n.starts_with("The other direction")).unwrap();
    let days = back.itineraries[0].totals.0.duration().days().to_string();
    assert!(note.contains(&format!("{days} days")), "{note}");
    assert_ne!(there.itineraries[0].totals.0.duration(), back.itineraries[0].totals.0.duration(), "borders differ by direction");
}

fn why(network: &Network, route: RouteRequest, against: &str) -> Result<Report, corridor::Error> {
    corridor::answer(network, &Request::Why(WhyRequest { route, against: against.into() }))
}

#[test]
fn why_adds_up_and_names_what_would_flip_it() {
    let network = network();
    let report = why(&network, route("Almaty", "Poti"), "TITR").unwrap();
    let terms = table(&report, "terms");
    let (total, parts) = terms.split_last().unwrap();
    for column in ["best_usd", "other_usd"] {
        let sum: f64 = parts.iter().map(|p| p[column].as_f64().unwrap()).sum();
        assert!((sum - total[column].as_f64().unwrap()).abs() < 0.01, "{column}");
    }
    assert!(report.notes[0].starts_with("The other route adds "), "{}", report.notes[0]);
    let flips = table(&report, "break_even");
    assert!(flips.iter().any(|f| f["figure"] == "wait:KURYK-ALAT"), "{flips:?}");
}

/// Two ways to the same number: the break-even of `why` is the switch point of `sweep`.
#[test]
fn the_break_even_of_why_is_the_switch_point_of_sweep() {
    let network = network();
    let sweep = sweep(&network, route("Almaty", "Poti"), "wait:KURYK-ALAT", "0..200").unwrap();
    let intervals = table(&sweep, "intervals");
    assert_eq!(intervals.len(), 2, "{intervals:?}");
    let flips = table(&why(&network, route("Almaty", "Poti"), "TITR").unwrap(), "break_even");
    let flip = flips.iter().find(|f| f["figure"] == "wait:KURYK-ALAT").unwrap();
    assert_eq!(flip["break_even"], intervals[0]["to"]);
    assert_eq!(flip["verified"], "the other is best there");
}

fn sweep(network: &Network, route: RouteRequest, param: &str, range: &str) -> Result<Report, corridor::Error> {
    corridor::answer(network, &Request::Sweep(SweepRequest { route, param: param.into(), range: range.into() }))
}

#[test]
fn sweep_equals_asking_at_every_value() {
    let network = network();
    let report = sweep(&network, route("Shanghai", "Rotterdam"), "value_of_time", "0..600").unwrap();
    let intervals = table(&report, "intervals");
    assert!(intervals.len() >= 2);
    let ends: Vec<u64> = intervals.iter().flat_map(|i| [i["from"].as_u64().unwrap(), i["to"].as_u64().unwrap()]).collect();
    assert!(ends.is_sorted() && ends[0] == 0 && *ends.last().unwrap() == 600, "{ends:?}");
    for value in (0..=600).step_by(37).chain(ends.iter().copied().map(|e| e as u32)) {
        let request = RouteRequest { by: Criterion::Generalised, value_of_time: Some(value), k: 1, ..route("Shanghai", "Rotterdam") };
        let best = corridor::answer(&network, &Request::Route(request)).unwrap().itineraries.remove(0);
        let at = intervals.iter().find(|i| (i["from"].as_u64().unwrap()..=i["to"].as_u64().unwrap()).contains(&u64::from(value))).unwrap();
        assert_eq!(at["route"], best.route(), "at {value} USD/day");
    }
}

#[test]
fn the_points_of_a_pareto_set_do_not_dominate_each_other_and_hold_every_single_best() {
    let network = network();
    let criteria = vec![Measure::Time, Measure::Cost, Measure::Co2e];
    let report =
        corridor::answer(&network, &Request::Pareto(ParetoRequest { route: route("Xi'an", "Duisburg"), criteria: criteria.clone(), epsilon: 0 })).unwrap();
    let vectors: Vec<Vec<u64>> = report.itineraries.iter().map(|i| criteria.iter().map(|m| m.of(&i.totals.0)).collect()).collect();
    assert!(vectors.len() >= 3);
    for (i, a) in vectors.iter().enumerate() {
        for b in &vectors[i + 1..] {
            assert!(!a.iter().zip(b).all(|(x, y)| x <= y) && !b.iter().zip(a).all(|(x, y)| x <= y), "{a:?} {b:?}");
        }
    }
    for (i, by) in [Criterion::Time, Criterion::Cost, Criterion::Co2e].into_iter().enumerate() {
        let best = corridor::answer(&network, &Request::Route(RouteRequest { by, k: 1, ..route("Xi'an", "Duisburg") })).unwrap();
        let least = vectors.iter().map(|v| v[i]).min().unwrap();
        assert_eq!(criteria[i].of(&best.itineraries[0].totals.0), least, "{by:?}");
    }
    let thinned = corridor::answer(&network, &Request::Pareto(ParetoRequest { route: route("Xi'an", "Duisburg"), criteria, epsilon: 10 })).unwrap();
    assert!(thinned.itineraries.len() <= report.itineraries.len());
    assert!(thinned.notes.iter().any(|n| n.contains("thinned")), "{:?}", thinned.notes);
}

#[test]
fn bad_questions_are_told_what_is_accepted() {
    let network = network();
    let said = |result: Result<Report, corridor::Error>| result.unwrap_err().to_string();
    assert!(said(why(&network, route("Xi'an", "Duisburg"), "Nonsense")).contains("corridor, rank"));
    assert!(said(why(&network, route("Xi'an", "Duisburg"), "rank 99")).contains("there is no rank 99"));
    assert!(said(sweep(&network, route("Xi'an", "Duisburg"), "tariff:KZ", "2..1")).contains("runs backwards"));
    assert!(said(sweep(&network, route("Xi'an", "Duisburg"), "weather", "0..1")).contains("value_of_time, wait:SERVICE"));
    assert!(said(sweep(&network, route("Xi'an", "Duisburg"), "value_of_time", "0")).contains("write A..B"));
    assert!(
        said(corridor::answer(&network, &Request::Route(RouteRequest { corridor: Some("Nowhere".into()), ..route("Xi'an", "Duisburg") })))
            .contains("unknown corridor")
    );
    let one = ParetoRequest { route: route("Xi'an", "Duisburg"), criteria: vec![Measure::Time], epsilon: 0 };
    assert!(said(corridor::answer(&network, &Request::Pareto(one))).contains("two to four"));
    let nothing_left = transit(&network, RouteRequest { avoid: vec!["Europe".into()], ..route("China", "Europe") }, None);
    assert!(!nothing_left.answered && nothing_left.notes[0].contains("--avoid Europe alone forbids it"), "{:?}", nothing_left.notes);
}

#[test]
fn a_route_follows_the_corridor_it_is_told_to() {
    let network = network();
    let request = RouteRequest { corridor: Some("TITR".into()), k: 1, ..route("Xi'an", "Istanbul") };
    let best = corridor::answer(&network, &Request::Route(request)).unwrap().itineraries.remove(0);
    assert!(best.corridors.iter().any(|c| c.code.starts_with("TITR")), "{:?}", best.corridors);
}

#[test]
fn views_of_a_region_are_ends_of_their_own() {
    let network = network();
    let to = |end: &str| corridor::answer(&network, &Request::Route(route("Khorgos", end))).unwrap().itineraries.remove(0);
    let gateways = |code: &str| network.regions().find(|(_, r)| r.code == code).unwrap().1.gateways.clone();
    let (entry, terminals) = (to("Europe:entry").to.code, to("Europe:terminals").to.code);
    let is_of = |region: &str, node: &str| gateways(region).into_iter().any(|n| network.node(n).code == node);
    assert!(is_of("EUROPE:ENTRY", &entry) && !is_of("EUROPE:TERMINALS", &entry), "{entry}");
    assert!(is_of("EUROPE:TERMINALS", &terminals) && !is_of("EUROPE:ENTRY", &terminals), "{terminals}");
}
