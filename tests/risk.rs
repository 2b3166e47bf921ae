//! How sure an answer is: `risk`.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::panic)]

use assert_cmd::Command;
use corridor::impact::Criterion;
use corridor::{Network, Report, Request, RiskRequest, RouteRequest, Source};
use predicates::prelude::*;
use serde_json::Value;

const PAIRS: [(&str, &str); 5] = [("Xi'an", "Istanbul"), ("Aktau", "Poti"), ("Moscow", "Mumbai"), ("Shanghai", "Rotterdam"), ("Khorgos", "Almaty")];

fn network() -> Network {
    corridor::load(&Source::default()).unwrap().0
}

fn request(from: &str, to: &str, by: Criterion) -> RiskRequest {
    RiskRequest { route: RouteRequest { from: from.into(), to: to.into(), by, geometry: false, ..RouteRequest::default() }, ..RiskRequest::default() }
}

fn answer(network: &Network, request: RiskRequest) -> Report {
    corridor::answer(network, &Request::Risk(request)).unwrap()
}

fn table(report: &Report, name: &str) -> Vec<Value> {
    report.tables.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("no table {name}")).objects()
}

fn number(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("no {column} in {row}"))
}

fn corridor(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("corridor").unwrap();
    command.arg("risk").args(arguments);
    command
}

#[test]
fn the_mean_of_the_draws_is_the_deterministic_answer_and_the_mean_of_closures() {
    let network = network();
    for (from, to) in PAIRS {
        let report = answer(&network, RiskRequest { ..request(from, to, Criterion::Time) });
        let spread = table(&report, "time_spread");
        let rows = table(&report, "distribution");
        for (row, itinerary) in rows.iter().zip(&report.itineraries).filter(|(row, _)| spread.iter().any(|s| s["rank"] == row["rank"])) {
            let closures: f64 = spread.iter().filter(|s| s["rank"] == row["rank"] && s["part"] == "weather closure").map(|s| number(s, "mean_h") / 24.0).sum();
            let total = &itinerary.totals.0;
            let planned = total.duration().get() as f64 / 1440.0;
            assert!((number(row, "planned_days") - planned).abs() <= 0.005, "{row}");
            // Four standard errors, and what days to a hundredth and minutes per term leave.
            let error = 4.0 * number(row, "sd_days") / 100.0 + 0.02;
            assert!((number(row, "mean_days") - planned - closures).abs() < error, "{from} to {to}: {row}, planned {planned}, closures {closures}");
            let usd = total.cost.get() as f64 / 100.0;
            assert!((number(row, "mean_usd") / usd - 1.0).abs() < 0.005, "{from} to {to}: {row}, planned {usd}");
        }
    }
}

#[test]
fn shares_add_up_to_a_hundred_and_the_variance_is_that_of_the_parts() {
    let network = network();
    for (from, to) in PAIRS {
        for (by, name, sd, unit) in [(Criterion::Time, "time_spread", "sd_h", 24.0), (Criterion::Generalised, "generalised_spread", "sd_usd", 1.0)] {
            let report = answer(&network, RiskRequest { ..request(from, to, by) });
            let rows: Vec<Value> = table(&report, name).into_iter().filter(|row| row["rank"] == 1).collect();
            let tenths: f64 = rows.iter().map(|row| (number(row, "percent") * 10.0).round()).sum();
            assert_eq!(tenths, 1000.0, "{from} to {to}");
            let parts: f64 = rows.iter().map(|row| (number(row, sd) / unit).powi(2)).sum::<f64>().sqrt();
            for row in &rows {
                let share = (number(row, sd) / unit / parts).powi(2) * 100.0;
                assert!((share - number(row, "percent")).abs() < 0.6, "{row}");
            }
            if by == Criterion::Time {
                let drawn = number(&table(&report, "distribution")[0], "sd_days");
                assert!((drawn / parts - 1.0).abs() < 0.04, "{from} to {to}: {drawn} for {parts}");
            }
        }
    }
}

#[test]
fn quantiles_chances_and_histogram_tell_of_the_same_draws() {
    let network = network();
    let within = ["5d", "10d", "240h", "20d", "90d"].map(str::to_owned).to_vec();
    let report = answer(&network, RiskRequest { within, ..request("Aktau", "Poti", Criterion::Time) });
    for (row, chances) in table(&report, "distribution").iter().zip(table(&report, "chances")) {
        let of = |name: &str| number(&chances, &format!("within_{name}_percent"));
        assert!(of("5d") <= of("10d") && of("10d") <= of("20d") && of("90d") == 100.0, "{chances}");
        assert_eq!(of("10d"), of("240h"));
        for (quantile, least) in [("p50_days", 50.0), ("p80_days", 80.0), ("p95_days", 95.0)] {
            assert!((number(row, quantile) <= 10.0) == (of("10d") >= least), "{row} {chances}");
        }
    }
    let percent: f64 = table(&report, "histogram").iter().map(|bin| number(bin, "percent")).sum();
    assert!((percent - 100.0).abs() < 1.0, "{percent}");
    let best: f64 = table(&report, "distribution").iter().map(|row| number(row, "best_percent")).sum();
    assert!((best - 100.0).abs() < 0.2, "{best}");
    assert_eq!(report.charts.len(), 1);
}

#[test]
fn the_caspian_is_a_wait_of_days_and_most_of_the_risk() {
    let mut by_ferry = request("Aktau", "Poti", Criterion::Time);
    by_ferry.route.via.push("Yersai".to_owned());
    by_ferry.route.avoid.push("Russia".to_owned());
    let report = answer(&network(), by_ferry);
    let row = report.notes.iter().find(|n| n.starts_with("Route 1: ")).unwrap();
    assert!(row.contains("% of the spread of the time is wait for"), "{row}");
    assert!(report.notes.iter().any(|n| n.starts_with("Weather closures add")), "{:?}", report.notes);
    assert!(answer(&network(), request("Moscow", "Minsk", Criterion::Time)).notes.iter().all(|n| !n.contains("Weather")));
}

#[test]
fn the_surest_route_may_be_another_than_the_fastest() {
    let report = answer(&network(), request("Xi'an", "Istanbul", Criterion::Time));
    let rows = table(&report, "distribution");
    let least = |column: &str| (0..rows.len()).min_by(|a, b| number(&rows[*a], column).total_cmp(&number(&rows[*b], column))).unwrap();
    // Two routes may lie closer together than the draws are sure.
    assert!(number(&rows[0], "mean_days") < number(&rows[least("mean_days")], "mean_days") + 0.1);
    let note = report.notes.iter().find(|n| n.starts_with("Route 1 is best by the mean")).unwrap();
    match least("p95_days") {
        0 => assert!(note.contains("and by p95"), "{note}"),
        other => assert!(note.contains(&format!("but route {} is best by p95", other + 1)), "{note}"),
    }
}

#[test]
fn one_wait_alone_has_the_quantiles_of_its_closed_form() {
    let source = Source { folder: Some("tests/fixtures/ferry_only".into()), ..Source::default() };
    let (network, _) = corridor::load(&source).unwrap();
    let from_to: Vec<String> = network.nodes().filter(|(_, n)| n.loads).map(|(_, n)| n.code.clone()).collect();
    let report = answer(&network, request(&from_to[0], from_to.last().unwrap(), Criterion::Time));
    for row in table(&report, "time_spread").iter().filter(|row| row["part"] == "sailing") {
        let headway = 2.0 * number(row, "mean_h");
        assert!((number(row, "sd_h") - headway / 12f64.sqrt()).abs() < 0.02, "h / sqrt 12: {row}");
    }
}

#[test]
fn the_same_question_has_the_same_bytes_on_one_thread_and_on_many() {
    let bytes = |threads: &str, seed: &str| {
        let arguments = ["Almaty", "Poti", "--draws", "3000", "--seed", seed, "--format", "json"];
        corridor(&arguments).env("RAYON_NUM_THREADS", threads).assert().success().get_output().stdout.clone()
    };
    assert_eq!(bytes("1", "5"), bytes("3", "5"));
    assert_ne!(bytes("1", "5"), bytes("1", "6"));
}

#[test]
fn bad_questions_are_told_what_is_wrong() {
    let cases: [(&[&str], &str); 7] = [
        (&["Xi'an", "Istanbul", "--draws", "0"], "--draws 0 is out of range; write 1 to 1000000"),
        (&["Xi'an", "Istanbul", "--within", "15"], "--within `15` is no time"),
        (&["Xi'an", "Istanbul", "--within=-3d"], "--within `-3d` is no time"),
        (&["Xi'an", "Istanbul", "--within", "10d,0h"], "--within `0h` is no time"),
        (&["Xi'an", "Xi'an"], "ends must be apart"),
        (&["Europe", "Duisburg"], "ends must be apart"),
        (&["Xi'an", "Istanbul", "--corridor", "Nowhere"], "unknown corridor `Nowhere`"),
    ];
    for (arguments, message) in cases {
        corridor(arguments).assert().code(2).stdout("").stderr(predicate::str::contains(message));
    }
    let nothing_left = ["Xi'an", "Istanbul", "--avoid", "Kazakhstan", "--modes", "rail", "--avoid", "Russia"];
    corridor(&nothing_left).assert().code(1).stderr(predicate::str::contains("no route from"));
}

#[test]
fn the_terminal_draws_bars_and_other_formats_do_not() {
    corridor(&["Almaty", "Poti", "--draws", "500"]).assert().success().stdout(predicate::str::contains("█████"));
    corridor(&["Almaty", "Poti", "--draws", "500", "--format", "csv"]).assert().success().stdout(predicate::str::contains("█").not());
}
