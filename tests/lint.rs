//! `lint`: a network with one fault of each kind, folders that cannot be read, the shipped network, and the
//! spatial checks against brute force.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_range_loop)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use corridor::geography::geodesic;
use corridor::report::{Report, Shape};
use corridor::units::Length;
use corridor::{Inspected, LintCheck, LintRequest, Request, Severity, Source};
use proptest::prelude::*;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn lint(folder: Option<PathBuf>, request: LintRequest) -> Report {
    let Inspected { network, problems, warnings } = corridor::inspect(&Source { folder, ..Source::default() }).unwrap();
    corridor::answer(&network.unwrap(), &Request::Lint(LintRequest { problems, warnings, ..request })).unwrap()
}

/// Severity, check and what it is about, of each finding.
fn found(report: &Report) -> BTreeSet<(String, String, String)> {
    report.tables[0].rows.iter().map(|row| (row[0].to_string(), row[1].to_string(), row[2].to_string())).collect()
}

/// Lints a folder, in which a finding must be.
fn finds(files: &[(&str, &str)], check: LintCheck, severity: Severity, about: &str) -> Report {
    let folder = folder(files);
    let report = lint(Some(folder.path().to_owned()), LintRequest { geometry: true, ..LintRequest::default() });
    let wanted = (severity.name().to_owned(), check.name().to_owned(), about.to_owned());
    assert!(found(&report).contains(&wanted), "{wanted:?} is not in {:#?}", found(&report));
    assert_eq!(report.holds, !found(&report).iter().any(|f| f.0 == "error"));
    report
}

/// Three towns in a row, some 85 km apart.
const NODES: &str = "code,name,country,lon,lat\nA,Ay,KZ,70.0,43.0\nB,Be,KZ,71.0,43.0\nC,Ce,KZ,72.0,43.0\n";
const LINKS: &str = "from,to,mode,length_km,gauge_mm,source,note\nA,B,rail,90,1520,x,\nB,C,rail,90,1520,x,\n";

fn with(text: &str, more: &str) -> String {
    format!("{text}{more}")
}

#[test]
fn a_sound_network_has_no_error_and_no_warning() {
    let folder = folder(&[("nodes.csv", NODES), ("links.csv", LINKS)]);
    let report = lint(Some(folder.path().to_owned()), LintRequest { level: Severity::Warning, ..LintRequest::default() });
    assert_eq!(found(&report), BTreeSet::new());
    assert!(report.holds);
}

#[test]
fn each_fault_is_found() {
    let links = |more: &str| with(LINKS, more);
    let nodes = |more: &str| with(NODES, more);
    let finds = |nodes: &str, links: &str, check, severity, about: &str| finds(&[("nodes.csv", nodes), ("links.csv", links)], check, severity, about);
    use LintCheck as Check;
    finds(NODES, &links("A,C,rail,120,1520,x,\n"), Check::BelowGeodesic, Severity::Error, "A--C");
    finds(NODES, &LINKS.replace("B,rail,90", "B,rail,80"), Check::BelowGeodesic, Severity::Note, "A--B");
    finds(NODES, &LINKS.replace("B,rail,90", "B,rail,290"), Check::Detour, Severity::Error, "A--B");
    finds(NODES, &LINKS.replace("B,rail,90,1520,x,", "B,rail,290,1520,x,a detour round the lake"), Check::Detour, Severity::Note, "A--B");
    finds(&NODES.replace("Ce,KZ", "Ce,CN"), LINKS, Check::Border, Severity::Note, "B--C");
    finds(NODES, &LINKS.replace("C,rail,90,1520", "C,rail,90,1435"), Check::Gauge, Severity::Note, "B");
    finds(NODES, &links("A,B,rail,90,1520,x,\n"), Check::Duplicate, Severity::Warning, "A--B--2");
    finds(NODES, &LINKS.replace("from,", "code,from,").replace("\nA,B", "\nX,A,B").replace("\nB,C", "\nX,B,C"), Check::Load, Severity::Error, "X");
    finds(NODES, &LINKS.replace("from,", "code,from,").replace("\nA,B", "\nX,A,B").replace("\nB,C", "\nY,A,B"), Check::Duplicate, Severity::Warning, "Y");
    let parallel = LINKS.replace("from,", "code,from,").replace("\nA,B", "\nX,A,B").replace("\nB,C,rail,90", "\nY,B,A,rail,95");
    finds(NODES, &parallel, Check::Parallel, Severity::Note, "Y");
    finds(NODES, LINKS, Check::DeadEnd, Severity::Note, "A");
    finds(&NODES.replace("lat\n", "lat,kind\n").replace("43.0\n", "43.0,junction\n"), LINKS, Check::DeadEnd, Severity::Warning, "A");
    finds(&nodes("D,De,KZ,72.01,43.0\n"), LINKS, Check::NearMiss, Severity::Warning, "D, C");
    finds(&nodes("D,De,KZ,71.5,43.005\n"), LINKS, Check::NearMiss, Severity::Warning, "D");
    finds(&nodes("D,De,KZ,75.0,45\n"), LINKS, Check::Isolated, Severity::Warning, "D");
    finds(
        &nodes("D,De,KZ,72.2,43.0\nE,Ee,KZ,71.5,46\n"),
        &links("A,E,rail,400,1520,x,\nE,D,rail,400,1520,x,\n"),
        Check::MissingJunction,
        Severity::Note,
        "C, D",
    );
}

#[test]
fn a_border_or_gauge_without_a_row_is_an_error_where_the_folder_has_the_file() {
    let borders = ("borders.csv", "link,likely_h\n");
    let nodes = NODES.replace("Ce,KZ", "Ce,CN");
    let report = finds(&[("nodes.csv", &nodes), ("links.csv", LINKS), borders], LintCheck::Border, Severity::Error, "B--C");
    assert_eq!(found(&report).iter().filter(|f| f.0 == "error").count(), 1, "what loading says of it is not said again");
    assert!(report.features.iter().any(|f| matches!(&f.shape, Shape::Lines(_))));
    let links = LINKS.replace("C,rail,90,1520", "C,rail,90,1435");
    let transfers = ("transfers.csv", "node,kind,likely_h\n*,port,1\n");
    finds(&[("nodes.csv", NODES), ("links.csv", &links), transfers], LintCheck::Gauge, Severity::Error, "B");
}

#[test]
fn a_broken_folder_is_looked_through_all_the_same() {
    let links = with(LINKS, "A,Q,rail,1,1520,x,\nB,C,rial,85,1520,x,\nA,B,rail,-5,1520,x,\nA,B\n");
    let folder = folder(&[("nodes.csv", &with(NODES, "D,De,KZ,200,95\nE,Ee,KZ,NaN,1\n")), ("links.csv", &links)]);
    let report = lint(Some(folder.path().to_owned()), LintRequest { only: vec![LintCheck::Load], ..LintRequest::default() });
    let rows: BTreeSet<String> = report.tables[0].rows.iter().map(|r| r[5].to_string().rsplit('/').next().unwrap().to_owned()).collect();
    let wanted = ["links.csv:4", "links.csv:5", "links.csv:6", "links.csv:7", "nodes.csv:5", "nodes.csv:6"];
    assert!(wanted.iter().all(|w| rows.contains(*w)), "{rows:?}");
    assert!(!report.holds);
}

#[test]
fn the_same_fault_of_many_rows_is_one_finding() {
    let links = with(LINKS, &"A,Q,rail,1,1520,x,\n".repeat(1000));
    let folder = folder(&[("nodes.csv", NODES), ("links.csv", &links)]);
    let report = lint(Some(folder.path().to_owned()), LintRequest::default());
    let said: Vec<String> = report.tables[0].rows.iter().map(|r| r[3].to_string()).filter(|m| m.contains("1000 rows")).collect();
    assert!(said.iter().any(|m| m.contains("there is no node `Q`")), "{said:?}");
    assert!(report.tables[0].rows.len() < 20);
}

#[test]
fn the_shipped_network_has_no_error() {
    let report = lint(None, LintRequest { level: Severity::Error, ..LintRequest::default() });
    assert_eq!(found(&report), BTreeSet::new());
    assert!(report.holds);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Floyd and Warshall against the search in a neighbourhood: the pairs named are those that miss a junction, and no node that misses one goes unnamed.
    #[test]
    fn missing_junctions_are_those_of_brute_force(places in prop::collection::vec((0u32..60, 0u32..60), 3..9), edges in prop::collection::vec((0usize..9, 0usize..9, 100u64..220), 1..14)) {
        let count = places.len();
        let at = |i: usize| corridor::geography::Position { x: 70.0 + f64::from(places[i].0) / 50.0, y: 43.0 + f64::from(places[i].1) / 50.0 };
        let mut nodes = "code,name,country,lon,lat\n".to_owned();
        (0..count).for_each(|i| nodes += &format!("N{i},Town {i},,{},{}\n", at(i).x, at(i).y));
        let mut links = "code,from,to,mode,length_km,note\n".to_owned();
        let mut way = vec![vec![u64::MAX / 4; count]; count];
        for (n, (a, b, percent)) in edges.iter().map(|(a, b, p)| (a % count, b % count, p)).enumerate().filter(|(_, (a, b, _))| a != b) {
            let km = geodesic(at(a), at(b)).get() * percent / 100_000 + 1;
            links += &format!("L{n},N{a},N{b},rail,{km},detour\n");
            way[a][b] = way[a][b].min(km * 1000);
            way[b][a] = way[a][b];
        }
        for k in 0..count { for i in 0..count { for j in 0..count {
            way[i][j] = if i == j { 0 } else { way[i][j].min(way[i][k] + way[k][j]) };
        }}}
        let folder = folder(&[("nodes.csv", &nodes), ("links.csv", &links)]);
        let request = LintRequest { only: vec![LintCheck::MissingJunction], pair: Length::new(40_000), detour_index: 3, near: Length::new(2_000), ..LintRequest::default() };
        let report = lint(Some(folder.path().to_owned()), request);
        let named: BTreeSet<String> = report.tables[0].rows.iter().map(|r| r[2].to_string()).collect();
        let mut touched = BTreeSet::new();
        for pair in &named {
            let (a, b) = pair.split_once(", ").unwrap();
            let (a, b): (usize, usize) = (a[1..].parse().unwrap(), b[1..].parse().unwrap());
            let straight = geodesic(at(a), at(b)).get();
            prop_assert!(straight > 2_000 && straight <= 40_000 && way[a][b] > 3 * straight, "{} {}", pair, way[a][b]);
            touched.extend([a, b]);
        }
        for a in 0..count { for b in a + 1..count {
            let straight = geodesic(at(a), at(b)).get();
            let missed = straight > 2_000 && straight <= 40_000 && way[a][b] > 3 * straight;
            prop_assert!(!missed || touched.contains(&a) || touched.contains(&b), "{} {} is missed", a, b);
        }}
    }
}
