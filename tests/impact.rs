//! With and without projects, portfolios and claims.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use corridor::impact::Criterion;
use corridor::network::{Mode, Network};
use corridor::scenario::Scenario;
use corridor::{ClaimRequest, ImpactRequest, Pair, PanelRequest, Report, Request, RouteRequest, Source};
use serde_json::Value;

fn network() -> Network {
    corridor::load(&Source::default()).unwrap().0
}

fn pair(from: &str, to: &str, weight: u64) -> Pair {
    Pair { from: from.into(), to: to.into(), weight, line: 0 }
}

fn impact(projects: &[&str], pairs: &[Pair], as_of: Option<&str>, by: Criterion) -> Report {
    let panel = PanelRequest { pairs: pairs.to_vec(), as_of: as_of.map(str::to_owned), by, ..PanelRequest::default() };
    let request = ImpactRequest { projects: projects.iter().map(|p| (*p).to_owned()).collect(), portfolio: false, panel };
    corridor::answer(&network(), &Request::Impact(request)).unwrap()
}

fn table(report: &Report, name: &str) -> Vec<Value> {
    report.tables.iter().find(|t| t.name == name).unwrap().objects()
}

fn figure(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("{column} of {row}"))
}

/// The best route under a scenario of one edit.
fn under(edit: &str, from: &str, to: &str) -> corridor::impact::Impact {
    let text = format!("schema = 1\nname = \"test\"\ndate = \"2026\"\nsource = \"test\"\n[[edit]]\n{edit}\n");
    let changed = Scenario::parse("test", &text).unwrap().apply(&network()).unwrap();
    let request = RouteRequest { from: from.into(), to: to.into(), k: 1, geometry: false, ..RouteRequest::default() };
    corridor::answer(&changed, &Request::Route(request)).unwrap().itineraries[0].totals.0
}

#[test]
fn with_and_without_are_what_the_routes_say() {
    for (project, from, to) in [
        ("ZHEZKAZGAN-SAKSAULSKAYA", "DOSTYK", "KARS"),
        ("ALMATY-BYPASS", "ALTYNKOL", "SHU"),
        ("ALMATY-SHU-2ND-TRACK", "ALMATY", "SHU"),
        ("NOMAD", "ALMATY", "SHU"),
        ("CKU", "KASHGAR", "ANDIJAN"),
        ("DOSTYK-MOIYNTY", "DOSTYK", "MOIYNTY"),
        ("KTI", "UZEN", "GORGAN"),
    ] {
        let report = impact(&[project], &[pair(from, to, 1)], None, Criterion::Time);
        let rows = table(&report, "pairs");
        let (with, without) = (under(&format!("build = \"{project}\""), from, to), under(&format!("remove = \"{project}\""), from, to));
        for (column, impact) in [("before", without), ("after", with)] {
            assert!((figure(&rows[0], &format!("{column}_h")) - impact.duration().get() as f64 / 60.0).abs() < 0.01, "{project} {column}: {}", rows[0]);
            assert!((figure(&rows[0], &format!("{column}_km")) - impact.length.get() as f64 / 1000.0).abs() < 0.06, "{project} {column}: {}", rows[0]);
        }
        let project_row = &table(&report, "projects")[0];
        assert!(figure(project_row, "mean_more_h") < 0.0 && project_row["better"] == 1, "{project_row}");
        assert_eq!(project_row["alone_more_h"], project_row["last_more_h"], "one project is alone and last");
    }
}

#[test]
fn last_is_the_system_less_what_is_left_out_and_interaction_adds_up() {
    let pairs = [pair("Dostyk", "Aktau port", 3), pair("Almaty", "Aktau port", 1), pair("Karaganda", "Alat", 2), pair("Moscow", "Minsk", 5)];
    let report = impact(&["SHALKAR-BEYNEU", "ZHEZKAZGAN-SAKSAULSKAYA", "BORZHAKTY-YERSAI", "KURYK-PORT"], &pairs, None, Criterion::Distance);
    let system = &table(&report, "system")[0];
    let mut alone = 0.0;
    for row in table(&report, "projects") {
        let (last, left_out, all) = (figure(&row, "last_more_h"), figure(&row, "left_out_more_h"), figure(system, "mean_more_h"));
        assert!((left_out + last - all).abs() < 0.03, "{row}");
        assert!((figure(&row, "interaction_h") - (last - figure(&row, "alone_more_h"))).abs() < 0.011, "{row}");
        alone += figure(&row, "alone_more_h");
    }
    assert!((figure(system, "interaction_h") - (figure(system, "mean_more_h") - alone)).abs() < 0.03, "{system}");
    // Neither of the two lines makes a straight way by itself.
    let km = |report: &Report| figure(&table(report, "projects")[0], "mean_more_km");
    let one = impact(&["ZHEZKAZGAN-SAKSAULSKAYA"], &pairs[..1], Some("2014-01-01"), Criterion::Distance);
    let both = impact(&["EAST-WEST"], &pairs[..1], Some("2014-01-01"), Criterion::Distance);
    assert!(km(&both) < km(&one));
}

#[test]
fn means_are_weighted_and_zero_is_counted() {
    let report = impact(&["ALMATY-BYPASS"], &[pair("Altynkol", "Shu", 3), pair("Moscow", "Minsk", 1)], None, Criterion::Time);
    let (row, changed) = (&table(&report, "projects")[0], table(&report, "pairs"));
    assert_eq!((row["pairs"].as_u64(), row["better"].as_u64(), changed.len()), (Some(2), Some(1), 1));
    assert!((figure(row, "zero_percent") - 25.0).abs() < 0.01);
    assert!((figure(row, "mean_more_h") - 0.75 * figure(&changed[0], "more_h")).abs() < 0.011, "{row}");
    let countries: Vec<String> = table(&report, "countries").iter().map(|r| r["country"].as_str().unwrap().to_owned()).collect();
    assert_eq!(countries, ["KZ"]);
}

#[test]
fn every_system_of_the_founding_article_answers() {
    let founding = ["NELB", "CCAWEC", "KHORGOS-ICBC", "KHORGOS-DRY-PORT", "SHALKAR-BEYNEU", "ZHEZKAZGAN-SAKSAULSKAYA", "KURYK-PORT", "ALMATY-SHU-2ND-TRACK"];
    let rest = ["ALMATY-BYPASS", "NOMAD", "LIANYUNGANG-BASE", "EAST-WEST", "NORTH-SOUTH"];
    let pairs = [
        pair("Xi'an", "Duisburg", 1),
        pair("Tashkent", "Mashhad", 1),
        pair("Khorgos Gateway", "Almaty", 1),
        pair("Dostyk", "Aktau port", 1),
        pair("Mangystau", "Alat", 1),
        pair("Almaty", "Shu", 1),
        pair("Altynkol", "Shu", 1),
        pair("Busan", "Almaty", 1),
        pair("Uzen", "Gorgan", 1),
    ];
    for project in founding.into_iter().chain(rest) {
        let report = impact(&[project], &pairs, None, Criterion::Time);
        let row = &table(&report, "projects")[0];
        let gains = row["better"].as_u64().unwrap();
        // The trade zone carries nobody's freight; Shalkar-Beyneu and Kuryk are no fastest way by these figures.
        let idle = ["KHORGOS-ICBC", "KURYK-PORT", "LIANYUNGANG-BASE"].contains(&project);
        assert!(gains > 0 || idle, "{project}: {row}");
        assert_eq!(row["worse"], 0, "{project}");
        assert!(!table(&report, "effects").is_empty());
    }
}

#[test]
fn implausible_cases_are_flagged() {
    let doubts = |project: &str, from: &str, to: &str| table(&impact(&[project], &[pair(from, to, 1)], None, Criterion::Time), "pairs")[0]["doubt"].clone();
    assert_eq!(doubts("CKU", "KASHGAR", "ANDIJAN"), "without: detour over 2x");
    assert_eq!(doubts("TRANS-AFGHAN", "Mazar", "Kabul"), "no route without");
    assert_eq!(doubts("ALMATY-BYPASS", "ALTYNKOL", "SHU"), Value::Null);
}

#[test]
fn a_portfolio_stands_beside_published_figures() {
    let request = ImpactRequest { projects: Vec::new(), portfolio: true, panel: PanelRequest { panel: "caspian".into(), ..PanelRequest::default() } };
    let report = corridor::answer(&network(), &Request::Impact(request)).unwrap();
    let rows = table(&report, "portfolio");
    for figure in ["projects_that_gain_alone", "projects_that_gain_in_system", "shipment_time_mean", "shipment_time_most"] {
        let row = rows.iter().find(|r| r["figure"] == figure).unwrap();
        assert!(row["ours"].is_number() && row["source"].as_str().is_some_and(|s| !s.is_empty()), "{row}");
    }
    assert!(table(&report, "projects").iter().all(|r| r["project"] != "EAST-WEST"), "sums of others are not counted twice");
}

#[test]
fn claims_are_computed_on_their_own_day() {
    let ask = |claim: &str| corridor::answer(&network(), &Request::Claim(ClaimRequest { claim: claim.into(), geometry: true }));
    let all = table(&ask("").unwrap(), "claims");
    assert!(all.len() >= 8);
    for row in &all {
        let n = ["holds", "less", "more", "no_route"].map(|c| row[c].as_u64().unwrap()).iter().sum::<u64>();
        assert_eq!(row["pairs"].as_u64(), Some(n), "{row}");
        assert!(row["source"].as_str().is_some_and(|s| !s.is_empty()));
    }
    let one = ask("the crossing by 4 h").unwrap();
    assert_eq!(table(&one, "claims")[0]["claim"], "KURYK-4H");
    let khorgos = ask("khorgos-301km").unwrap();
    let pair = &table(&khorgos, "pairs")[0];
    assert!((figure(pair, "before") - figure(pair, "after") - figure(pair, "saved")).abs() < 0.2, "{pair}");
    // A single claim is drawn, by the links that its pairs gain, lose and keep.
    let kinds = |report: &corridor::Report| report.features.iter().map(|f| f.kind).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(kinds(&khorgos).into_iter().collect::<Vec<_>>(), ["gained", "kept", "lost"]);
    assert!(kinds(&ask("").unwrap()).is_empty(), "many claims lie over each other");
    // The old way of the claim is that by rail, although a ship from Aktau is shorter.
    let kti = ask("kti-600km").unwrap();
    let old = table(&kti, "pairs").into_iter().find(|r| r["from"] == "Uzen (Zhanaozen)" && r["to"] == "Gorgan").unwrap();
    let removed = Scenario::parse("test", "schema = 1\nname = \"test\"\ndate = \"2026\"\nsource = \"test\"\n[[edit]]\nremove = \"KTI\"\n").unwrap();
    let removed = removed.apply(&network()).unwrap();
    let way = |modes: Vec<Mode>| {
        let (from, to, as_of) = ("UZEN".into(), "GORGAN".into(), Some("2015-01-01".into()));
        let request = RouteRequest { from, to, as_of, modes, by: Criterion::Distance, k: 1, geometry: false, ..RouteRequest::default() };
        corridor::answer(&removed, &Request::Route(request)).unwrap().itineraries[0].totals.0.length.get() as f64 / 1000.0
    };
    assert!((figure(&old, "before") - way(vec![Mode::Rail])).abs() < 0.06, "{old}");
    assert!(way(Vec::new()) < way(vec![Mode::Rail]));
    assert!(ask("nothing of the kind").unwrap_err().to_string().contains("KURYK-4H"));
}

#[test]
fn bad_questions_are_told_what_there_is() {
    let ask = |project: &str| {
        let request = ImpactRequest { projects: vec![project.into()], portfolio: false, panel: PanelRequest::default() };
        corridor::answer(&network(), &Request::Impact(request)).unwrap_err().to_string()
    };
    assert!(ask("nowhere").contains("SHALKAR-BEYNEU"));
    assert!(ask("almaty").contains("ambiguous"));
}
