//! Published figures against the network: `fixtures/published` has figures that a reader can add up, the sums stand
//! beside them; and the mapping of the shipped figures keeps its rules.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::sync::LazyLock;

use corridor::report::{Cell, Table};
use corridor::{Check, Network, Report, Request, Source, VerifyRequest};

fn fixture() -> Source {
    Source { folder: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/published")), ..Source::default() }
}

fn shipped() -> &'static Network {
    static NETWORK: LazyLock<Network> = LazyLock::new(|| corridor::load(&Source::default()).unwrap().0);
    &NETWORK
}

fn verify(network: &Network, only: &[Check]) -> Report {
    corridor::answer(network, &Request::Verify(VerifyRequest { only: only.to_vec(), geometry: false })).unwrap()
}

fn table<'r>(report: &'r Report, name: &str) -> &'r Table {
    report.tables.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("no table {name}"))
}

fn column<'t>(table: &'t Table, name: &str) -> impl Iterator<Item = String> + 't {
    let at = table.columns.iter().position(|c| c == name).unwrap_or_else(|| panic!("no column {name}"));
    table.rows.iter().map(move |row| row[at].to_string())
}

/// Code, computed value, error in percent and whether it is within.
fn computed(report: &Report, name: &str) -> Vec<[String; 4]> {
    let t = table(report, name);
    let columns = ["code", "computed", "error_percent", "within"].map(|c| column(t, c).collect::<Vec<_>>());
    (0..t.rows.len()).map(|i| [0, 1, 2, 3].map(|c| columns[c][i].clone())).collect()
}

fn row(cells: [&str; 4]) -> [String; 4] {
    cells.map(str::to_owned)
}

/// The day's dwell at the border B | C: 30 in 2015, (8 + 4 x 20 + 56) / 6 = 24 from 2020 on.
#[test]
fn trap_16_a_time_has_its_events_and_its_year() {
    let (network, _) = corridor::load(&fixture()).unwrap();
    let report = verify(&network, &[Check::Times, Check::Borders]);
    let expected = [
        row(["T15", "52", "0", "yes"]),     // 10 + 2 + 30 + 10
        row(["T20", "46", "0", "yes"]),     // 10 + 2 + 24 + 10
        row(["DOOR", "54", "0", "yes"]),    // and 4 for loading, 4 for unloading, from 2020 on
        row(["DOOR15", "56", "0", "yes"]),  // 2 each before
        row(["DAYS", "1.9", "0", "yes"]),   // 46 h lie within 24 to 48
        row(["OLD", "1.9", "-36.1", "no"]), // 46 against 72
    ];
    assert_eq!(computed(&report, "times"), expected);
    assert_eq!(computed(&report, "borders"), [row(["WAIT", "24", "0", "yes"])]);
    let basis: Vec<String> = column(table(&report, "times"), "basis").collect();
    assert_eq!(basis, ["held out", "held out", "held out", "held out", "held out", "contradicted by T20"]);
    assert!(report.holds, "a contradicted figure does not count");
}

#[test]
fn trap_17_a_speed_while_moving_is_not_compared() {
    let (network, _) = corridor::load(&fixture()).unwrap();
    let report = verify(&network, &[Check::Times]);
    assert_eq!(column(table(&report, "not_comparable"), "code").collect::<Vec<_>>(), ["PACE"]);
    let overlay = tempfile::tempdir().unwrap();
    let header = "code,kind,from,to,value,unit,query_from,query_to\n";
    std::fs::write(overlay.path().join("published.csv"), format!("{header}PACE,transit_time,Abay,Dun,1000,km/day,A,D\n")).unwrap();
    let error = corridor::load(&Source { overlays: vec![overlay.path().to_owned()], ..fixture() }).unwrap_err().to_string();
    assert!(error.contains("is no unit that this kind of figure is compared in"), "{error}");
    let speeds = shipped().table("published.csv");
    let [unit, good_for] = ["unit", "use"].map(|c| speeds[0].iter().position(|h| h == c).unwrap());
    assert!(speeds.iter().filter(|r| r[unit].starts_with("km/")).all(|r| r[good_for] == "not_comparable"));
}

/// 100 + 20 + border 80 + 100 for a 40-ft container, of which a 20-ft one pays 0.6; handling 30 in KZ and 40 in CN.
#[test]
fn trap_18_a_price_has_its_unit_and_its_scope() {
    let (network, _) = corridor::load(&fixture()).unwrap();
    let report = verify(&network, &[Check::Costs]);
    let expected = [row(["FEU", "300", "0", "yes"]), row(["FEUD", "370", "0", "yes"]), row(["TEU", "180", "0", "yes"])];
    assert_eq!(computed(&report, "costs"), expected);
    assert_eq!(column(table(&report, "not_comparable"), "code").collect::<Vec<_>>(), ["EUR"], "another currency is another figure");
}

/// 100 km at 10, 20 or 50 km/h take (10 + 4 x 5 + 2) / 6 = 5.3 h; the border of 2020 8 h at best, 24 in the mean.
#[test]
fn a_train_with_priority_waits_less_and_a_fast_one_also_runs_faster() {
    let overlay = tempfile::tempdir().unwrap();
    for (file, rows) in [
        ("links.csv", "from,to,mode,length_km,gauge_mm\nA,B,rail,100,1520\n"),
        ("speeds.csv", "parameter,scope,low,likely,high,unit\nrail_speed,KZ,10,20,50,km/h\n"),
        (
            "published.csv",
            "code,kind,from,to,value,unit,year,query_from,query_to,service\nFAST,transit_time,Abay,Chu,12,hours,2020,A,C,fast\n\
             PRIORITY,transit_time,Abay,Chu,15.3,hours,2020,A,C,express\nUSUAL,transit_time,Abay,Chu,31.3,hours,2020,A,C,\n",
        ),
    ] {
        std::fs::write(overlay.path().join(file), rows).unwrap();
    }
    let (network, _) = corridor::load(&Source { overlays: vec![overlay.path().to_owned()], ..fixture() }).unwrap();
    let times: Vec<_> = computed(&verify(&network, &[Check::Times]), "times").into_iter().map(|[code, hours, ..]| (code, hours)).collect();
    let of = |code: &str| times.iter().find(|t| t.0 == code).unwrap().1.clone();
    assert_eq!([of("FAST"), of("PRIORITY"), of("USUAL")], ["12", "15.3", "31.3"]);
}

/// The drawn line from A to B is over 1,000 km long; the stated length counts.
#[test]
fn trap_13_lengths_are_the_stated_ones() {
    let (network, _) = corridor::load(&fixture()).unwrap();
    let report = verify(&network, &[Check::Lengths]);
    let expected = [row(["HALF", "150", "0", "yes"]), row(["KIND", "100", "0", "yes"]), row(["PLAN", "50", "0", "yes"]), row(["SHUT", "", "", "no way"])];
    assert_eq!(computed(&report, "lengths"), expected, "half way, as stated, of any status, and not open");
    assert!(!report.holds, "no way is a miss");
    assert_eq!(column(table(&report, "worst"), "code").collect::<Vec<_>>(), ["SHUT"]);
}

#[test]
fn a_missed_target_ends_the_program_with_1() {
    let exit = |only: &str| {
        let arguments = ["verify", "--network", "tests/fixtures/published", "--only", only];
        std::process::Command::new(env!("CARGO_BIN_EXE_corridor")).args(arguments).output().unwrap().status.code()
    };
    assert_eq!([exit("lengths"), exit("costs")], [Some(1), Some(0)]);
}

/// Abay - Xol - Dun is faster by rail than by Bor and Chu, and has a road on its second part.
#[test]
fn a_figure_is_compared_with_the_way_that_its_source_went() {
    let overlay = tempfile::tempdir().unwrap();
    for (file, rows) in [
        ("nodes.csv", "code,name,country,kind,lon,lat\nX,Xol,MN,city,77.5,43\n"),
        ("links.csv", "from,to,mode,length_km,gauge_mm,duration_h\nA,X,rail,130,1520,3\nX,D,rail,130,1520,3\nX,D,road,130,,4\n"),
        ("borders.csv", "link,likely_h\nA--X,1\nX--D,1\nX--D:ROAD,1\n"),
        ("transfers.csv", "node,kind,likely_h\n*,drayage,5\n"),
        (
            "published.csv",
            "code,kind,from,to,value,unit,year,query_from,query_via,query_to,query_modes,query_avoid\n\
             FREE,transit_time,Abay,Dun,8,hours,2020,A,,D,,\n\
             ROUND,transit_time,Abay,Dun,46,hours,2020,A,,D,rail,MN\n\
             PARTS,transit_time,Abay,Dun,14,hours,2020,A,X,D,rail>road,\n",
        ),
    ] {
        std::fs::write(overlay.path().join(file), rows).unwrap();
    }
    let source = |overlay: &Path| Source { overlays: vec![overlay.to_owned()], ..fixture() };
    let (network, _) = corridor::load(&source(overlay.path())).unwrap();
    let report = verify(&network, &[Check::Times]);
    let ours: Vec<[String; 4]> = computed(&report, "times").into_iter().filter(|r| ["FREE", "ROUND", "PARTS"].contains(&r[0].as_str())).collect();
    let expected = [row(["FREE", "8", "0", "yes"]), row(["ROUND", "46", "0", "yes"]), row(["PARTS", "14", "0", "yes"])];
    assert_eq!(ours, expected, "3 + 1 + 3 + 1; not by Mongolia; 3 + 1 + 5 + 4 + 1");
    let ways: Vec<String> = column(table(&report, "times"), "countries").collect();
    assert!(ways.ends_with(&["KZ|MN|CN", "KZ|CN", "KZ|MN|CN"].map(str::to_owned)), "{ways:?}");
    let header = "code,kind,from,to,value,unit,query_from,query_to,query_modes,query_avoid\n";
    for (cells, what) in [("rail>road,", "is no list of modes"), (",ZZ", "there is no country `ZZ`")] {
        std::fs::write(overlay.path().join("published.csv"), format!("{header}X,transit_time,Abay,Dun,8,hours,A,D,{cells}\n")).unwrap();
        let error = corridor::load(&source(overlay.path())).unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn a_mapping_to_nowhere_stops_the_loading() {
    let overlay = tempfile::tempdir().unwrap();
    let header = "code,kind,from,to,value,unit,use,against,query_from,query_to,query_modes\n";
    for (row, what) in [
        ("X,rail_section,a,b,5,km,,,ABAY,B,", "there is no node `ABAY`"),
        ("X,rail_section,a,b,5,km,,,A,,", "is empty"),
        ("X,rail_section,a,b,five,km,,,A,B,", "is not a figure, or a range such as 18-23"),
        ("X,rail_section,a,b,5,km,,,A,B,rails", "is no list of modes"),
        ("X,rail_section,a,b,5,km,maybe,,A,B,", "is not one of compare, rounded, contradicted, not_comparable"),
        ("X,rail_section,a,b,5,km,contradicted,,A,B,", "names what was chosen if and only if this figure is contradicted"),
        ("X,rail_section,a,b,5,km,contradicted,Y,A,B,", "there is no figure `Y`"),
    ] {
        std::fs::write(overlay.path().join("published.csv"), format!("{header}{row}\n")).unwrap();
        let error = corridor::load(&Source { overlays: vec![overlay.path().to_owned()], ..fixture() }).unwrap_err().to_string();
        assert!(error.contains(what), "{row}: {error}");
    }
}

#[test]
fn every_shipped_figure_is_compared_or_says_why_not() {
    let report = verify(shipped(), &[Check::Lengths, Check::Sea, Check::Times, Check::Borders, Check::Costs]);
    let all: usize = ["lengths", "sea", "times", "borders", "costs", "not_comparable"].map(|name| table(&report, name).rows.len()).iter().sum();
    assert_eq!(all, shipped().table("published.csv").len() - 1);
    assert!(column(table(&report, "not_comparable"), "reason").all(|reason| !reason.is_empty()));
    let (codes, basis) = (column(table(&report, "lengths"), "code"), column(table(&report, "lengths"), "basis"));
    let one = codes.zip(basis).find(|(code, _)| code == "F001").unwrap();
    assert_eq!(one.1, "calibrated", "the length of that link was taken from it");
    let contradicted = ["lengths", "sea", "times", "borders", "costs"].map(|name| table(&report, name));
    for t in contradicted {
        let reasons = column(t, "basis").zip(column(t, "remark")).filter(|(basis, _)| basis.starts_with("contradicted"));
        assert!(reasons.into_iter().all(|(_, reason)| !reason.is_empty()), "each says by which rule");
    }
}

#[test]
fn the_shipped_network_keeps_its_rules() {
    let report = verify(shipped(), &[Check::Invariants]);
    let invariants = table(&report, "invariants");
    assert!(report.holds && invariants.rows.len() == 7);
    let checked = invariants.columns.iter().position(|c| c == "checked").unwrap();
    assert!(invariants.rows.iter().all(|r| matches!(&r[checked], Cell::Number(n) if n.value >= 20)), "each rule is put to the test");
}

#[test]
fn gaps_are_shares_of_what_there_is() {
    let report = verify(shipped(), &[Check::Gaps]);
    let confidence = table(&report, "confidence");
    let number = |name: &str| column(confidence, name).map(|n| n.parse::<f64>().unwrap()).collect::<Vec<_>>();
    let (rows, high, medium, low) = (number("rows"), number("high"), number("medium"), number("low"));
    assert!((0..rows.len()).all(|i| (high[i] + medium[i] + low[i] - rows[i]).abs() < 0.5));
    assert!(number("pairs_touched_percent").iter().all(|p| (0.0..=100.0).contains(p)));
}
