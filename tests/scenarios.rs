//! Scenarios: shipped ones, own ones, and what is said of bad ones.
#![allow(clippy::unwrap_used, clippy::panic)]

use corridor::scenario::{SHIPPED, Scenario};
use corridor::units::Duration;
use corridor::{Error, Network, Problem, Report, Request, RouteRequest, Source};

fn network() -> Network {
    corridor::load(&Source::default()).unwrap().0
}

fn best(network: &Network, from: &str, to: &str, as_of: Option<&str>) -> Report {
    let request = RouteRequest { from: from.into(), to: to.into(), as_of: as_of.map(str::to_owned), k: 1, geometry: false, ..RouteRequest::default() };
    corridor::answer(network, &Request::Route(request)).unwrap()
}

fn hours(report: &Report) -> Duration {
    report.itineraries[0].totals.0.duration()
}

fn own(edits: &str) -> Result<Network, Error> {
    let text = format!("schema = 1\nname = \"test\"\ndate = \"2026\"\nsource = \"test\"\n{edits}");
    Scenario::parse("own.toml", &text)?.apply(&network())
}

fn problems(edits: &str) -> Vec<Problem> {
    match own(edits) {
        Err(Error::Data(problems)) => problems,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("nothing is wrong with it"),
    }
}

#[test]
fn every_shipped_scenario_applies_says_its_source_and_changes_something() {
    let network = network();
    for (name, _) in SHIPPED {
        let scenario = Scenario::shipped(name).unwrap();
        assert!(!scenario.source.is_empty() && corridor::parse_date(&scenario.date).is_some(), "{name}");
        let changed = scenario.apply(&network).unwrap();
        assert_eq!(changed.scenarios(), std::slice::from_ref(&scenario.name));
        let same_links = network.links().zip(changed.links()).all(|(a, b)| format!("{a:?}") == format!("{b:?}"));
        let same_borders = network.borders().zip(changed.borders()).all(|(a, b)| format!("{a:?}") == format!("{b:?}"));
        assert!(!(same_links && same_borders), "{name} changes nothing");
    }
}

#[test]
fn a_closed_country_is_not_entered_and_nothing_gets_better() {
    let network = network();
    let closed = Scenario::shipped("without-russia-belarus").unwrap().apply(&network).unwrap();
    let report = best(&closed, "Khorgos", "Europe", None);
    assert!(report.itineraries[0].countries.iter().all(|c| c != "RU" && c != "BY"));
    assert!(hours(&report) > hours(&best(&network, "Khorgos", "Europe", None)));
    assert_eq!(report.dataset.scenarios, ["without Russia and Belarus"]);
}

#[test]
fn a_dated_closure_holds_between_its_dates() {
    let network = network();
    let closed = Scenario::shipped("poland-belarus-2025").unwrap().apply(&network).unwrap();
    let gateway = |date| best(&closed, "Khorgos", "Europe", Some(date)).itineraries[0].to.code.clone();
    assert_eq!(gateway("2025-09-11"), "MALASZEWICZE");
    assert_ne!(gateway("2025-09-12"), "MALASZEWICZE");
    assert_ne!(gateway("2025-09-24"), "MALASZEWICZE");
    assert_eq!(gateway("2025-09-25"), "MALASZEWICZE");
}

#[test]
fn scenarios_stack_in_order() {
    let network = network();
    let once = Scenario::shipped("half-borders").unwrap().apply(&network).unwrap();
    let twice = Scenario::shipped("half-borders").unwrap().apply(&once).unwrap();
    let dwell = |n: &Network| n.borders().next().unwrap().1.dwells[0].dwell.likely;
    assert_eq!((dwell(&once), dwell(&twice)), (dwell(&network).scaled(1, 2), Duration::new(dwell(&network).get() / 2 / 2)));
    assert_eq!(twice.scenarios().len(), 2);
}

#[test]
fn a_set_wait_is_that_wait() {
    let changed = own("[[edit]]\nset = \"wait\"\nof = \"service:kuryk-alat\"\nvalue = 12.5\n").unwrap();
    let service = changed.services().find(|(_, s)| s.code == "KURYK-ALAT").unwrap().1;
    assert_eq!(service.in_year(2024).wait(), Duration::new(750));
}

#[test]
fn length_speed_and_tariff_scale_what_a_haul_takes() {
    let network = network();
    let edit =
        |quantity: &str, percent: u64| own(&format!("[[edit]]\nscale = \"{quantity}\"\nof = \"link:ALTYNKOL--ZHETYGEN\"\npercent = {percent}\n")).unwrap();
    let leg = |n: &Network| best(n, "Altynkol", "Zhetygen", None).itineraries[0].legs[0].impact;
    let (before, longer, faster, dearer) = (leg(&network), leg(&edit("length", 200)), leg(&edit("speed", 200)), leg(&edit("tariff", 300)));
    assert_eq!(longer.length, before.length.times(2));
    assert!(faster.haul.get().abs_diff(before.haul.get() / 2) <= 2, "{faster:?} {before:?}");
    assert!(dearer.cost.get().abs_diff(before.cost.get() * 3) <= 3, "{dearer:?} {before:?}");
}

#[test]
fn an_opened_project_is_there() {
    let opened = own("[[edit]]\nopen = \"link:ASTARA-IR--RASHT\"\n").unwrap();
    let route = best(&opened, "Baku", "Tehran", None);
    assert!(route.itineraries[0].legs.iter().any(|l| l.links.contains(&"ASTARA-IR--RASHT".to_owned())));
}

#[test]
fn bad_edits_are_all_named_with_line_and_fix() {
    let found = problems(
        "[[edit]]\nclose = \"borders FR-KZ\"\n\n[[edit]]\nscale = \"wait\"\nof = \"borders KZ\"\npercent = 20\n\n[[edit]]\nclose = \"country:KZ\"\nfrom = \"2026-02-01\"\nto = \"2026-01-01\"\n\n[[edit]]\nscale = \"dwell\"\nof = \"borders\"\n\n[[edit]]\nclose = \"country:KZ\"\nopen = \"country:KZ\"\n",
    );
    let lines: Vec<u64> = found.iter().map(|p| p.line).collect();
    assert_eq!(lines, [5, 8, 13, 18, 22]);
    for (problem, what) in found.iter().zip(["matches nothing", "nothing that the target has", "contradict", "incomplete", "not one edit"]) {
        assert!(problem.what.contains(what) && !problem.fix.is_empty(), "{problem}");
    }
}

#[test]
fn a_bad_file_is_named_by_line() {
    let at = |text: &str| match Scenario::parse("own.toml", text).unwrap_err() {
        Error::Data(problems) => (problems[0].line, problems[0].what.clone()),
        other => panic!("{other}"),
    };
    assert_eq!(at("schema = 1\nname = \"x\"\ncolour = 3\n").0, 3);
    assert_eq!(at("schema = 1\nname = \"x\"\ndate = \"2026\"\nsource = \"s\"\n[[edit]]\nscale = \"dwell\"\nof = \"borders\"\npercent = \"half\"\n").0, 8);
    assert!(at("schema = 9\nname = \"x\"\ndate = \"2026\"\nsource = \"s\"\nedit = []\n").1.contains("newer"));
    assert!(Scenario::shipped("nowhere").unwrap_err().to_string().contains("red-sea-cape"));
}

mod compare {
    use super::*;
    use corridor::{CompareRequest, Pair, PanelRequest};
    use serde_json::Value;

    fn compare(panel: &str, pairs: &[[&str; 2]], scenarios: &[&str]) -> Result<Report, Error> {
        let text = |name: &&str| ((*name).to_owned(), Scenario::shipped_text(name).unwrap_or_default().to_owned());
        let pair = |[from, to]: &[&str; 2]| Pair { from: (*from).to_owned(), to: (*to).to_owned(), weight: 1, line: 0 };
        let request = CompareRequest {
            scenarios: scenarios.iter().map(text).collect(),
            panel: PanelRequest { panel: panel.into(), pairs: pairs.iter().map(pair).collect(), geometry: true, ..PanelRequest::default() },
        };
        corridor::answer(&network(), &Request::Compare(request))
    }

    fn table(report: &Report, name: &str) -> Vec<Value> {
        report.tables.iter().find(|t| t.name == name).unwrap().objects()
    }

    #[test]
    fn a_pair_changes_as_the_two_routes_say() {
        let report = compare("", &[["Khorgos Gateway", "Duisburg"], ["Almaty", "Shymkent"]], &["without-russia-belarus"]).unwrap();
        let summary = &table(&report, "summary")[0];
        assert_eq!((&summary["pairs"], &summary["changed"], &summary["cut_off"]), (&2.into(), &1.into(), &0.into()));
        let rows = table(&report, "pairs");
        let before = hours(&best(&network(), "Khorgos Gateway", "Duisburg", None)).get() as f64 / 60.0;
        let closed = Scenario::shipped("without-russia-belarus").unwrap().apply(&network()).unwrap();
        let after = hours(&best(&closed, "Khorgos Gateway", "Duisburg", None)).get() as f64 / 60.0;
        assert!((rows[0]["before_h"].as_f64().unwrap() - before).abs() < 0.01);
        assert!((rows[0]["after_h"].as_f64().unwrap() - after).abs() < 0.01);
        assert!((rows[0]["more_h"].as_f64().unwrap() - (after - before)).abs() < 0.02);
        let kinds: Vec<&str> = report.features.iter().map(|f| f.kind).collect();
        assert!(kinds.contains(&"gained") && kinds.contains(&"lost") && kinds.contains(&"kept"), "{kinds:?}");
    }

    #[test]
    fn every_panel_runs_and_halving_borders_slows_nobody() {
        let network = network();
        for row in network.table("panels.csv").iter().skip(1) {
            let report = compare(&row[0], &[], &["half-borders"]).unwrap();
            let summary = &table(&report, "summary")[0];
            assert!(summary["pairs"].as_u64().unwrap() >= 50, "{summary}");
            assert!(summary["mean_more_h"].as_f64().unwrap() < 0.0, "{summary}");
            for pair in table(&report, "pairs") {
                assert!(pair["more_h"].as_f64().unwrap() <= 0.0, "{pair}");
            }
        }
    }

    #[test]
    fn bad_comparisons_are_told_what_there_is() {
        assert!(compare("nowhere", &[], &["nomad"]).unwrap_err().to_string().contains("eurasia"));
        assert!(compare("eurasia", &[], &[]).unwrap_err().to_string().contains("list scenarios"));
        assert!(compare("", &[["Nowhere", "Duisburg"]], &["nomad"]).is_err());
    }
}
