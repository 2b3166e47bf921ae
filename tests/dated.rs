//! The network of a day: openings with the way before and after, second tracks, planned projects, effects of projects.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use corridor::network::{Link, Network};
use corridor::report::ItineraryReport;
use corridor::scenario::Scenario;
use corridor::{Error, ListRequest, Listing, Report, Request, RouteRequest, Source};
use jiff::civil::{Date, date};

fn network() -> Network {
    corridor::load(&Source::default()).unwrap().0
}

fn link<'n>(network: &'n Network, code: &str) -> &'n Link {
    network.links().find(|(_, l)| l.code == code).unwrap_or_else(|| panic!("no link {code}")).1
}

fn route(network: &Network, from: &str, to: &str, avoid: &[&str], day: Date) -> Option<ItineraryReport> {
    let request = RouteRequest {
        from: from.into(),
        to: to.into(),
        avoid: avoid.iter().map(|a| (*a).to_owned()).collect(),
        as_of: Some(day.to_string()),
        k: 1,
        ..RouteRequest::default()
    };
    // A place where nothing was loaded yet is an error, and no way either.
    corridor::answer(network, &Request::Route(request)).ok()?.itineraries.into_iter().next()
}

/// A link, its first day, and a pair of ends whose best route takes it from that day on, avoiding some countries.
type Opening = (&'static str, Date, &'static str, &'static str, &'static [&'static str]);

const OPENINGS: &[Opening] = &[
    ("KHORGOS-CN--ALTYNKOL", date(2012, 12, 22), "Urumqi", "Almaty", &[]),
    ("ZHEZKAZGAN--SAKSAULSKAYA", date(2014, 8, 22), "Karaganda", "Aktau", &[]),
    ("SHALKAR--BEYNEU", date(2014, 8, 22), "Almaty", "Aktau", &[]),
    ("BOLASHAK--UZEN", date(2013, 5, 11), "Uzen", "Bereket", &[]),
    ("AKYAYLA--ETREK", date(2014, 12, 3), "Uzen", "Gorgan", &[]),
    ("YERSAI--ALAT:FERRY", date(2016, 12, 6), "Mangystau", "Alat", &["Russia", "mode:sea"]),
    ("BORZHAKTY--YERSAI", date(2016, 12, 6), "Mangystau", "Kuryk port", &[]),
    ("KARS--CANBAZ", date(2017, 10, 30), "Baku", "Kars", &[]),
    ("HALKALI--GEBZE", date(2019, 11, 7), "Ankara", "Halkali", &[]),
    ("ZHETYGEN--KAZYBEK-BEK", date(2025, 12, 1), "Altynkol", "Shu", &[]),
    ("DARBAZA--MAKTAARAL", date(2026, 12, 1), "Shymkent", "Maktaaral", &[]),
    ("MOIYNTY--KYZYLZHAR", date(2027, 1, 1), "Dostyk", "Aktau", &[]),
    ("AYAGOZ--BAKHTY", date(2028, 1, 1), "Tacheng", "Ayagoz", &[]),
    ("ASTARA-IR--RASHT", date(2029, 1, 1), "Baku", "Tehran", &[]),
    ("KASHGAR--TORUGART", date(2030, 1, 1), "Kashgar", "Andijan", &[]),
    ("AGBEND--MEGHRI", date(2030, 1, 1), "Baku", "Nakhchivan", &[]),
    ("MAZAR--KABUL", date(2035, 1, 1), "Mazar", "Kabul", &[]),
];

#[test]
fn every_opening_has_its_day_and_a_way_before_and_after() {
    let network = network();
    for &(code, day, from, to, avoid) in OPENINGS {
        let eve = day.yesterday().unwrap();
        assert!(link(&network, code).is_open(day) && !link(&network, code).is_open(eve), "{code} opens on {day}");
        let uses = |r: &ItineraryReport| r.legs.iter().any(|l| l.links.iter().any(|c| c == code));
        let after = route(&network, from, to, avoid, day).unwrap_or_else(|| panic!("{from} to {to} on {day}"));
        assert!(uses(&after), "{from} to {to} takes {code}: {}", after.route());
        let Some(before) = route(&network, from, to, avoid, eve) else { continue };
        assert!(!uses(&before) && before.totals.0.duration() > after.totals.0.duration(), "{from} to {to} on {eve}: {}", before.route());
    }
}

#[test]
fn the_way_to_aktau_before_2014_runs_by_aktobe_and_makat() {
    let network = network();
    let before = route(&network, "Almaty", "Aktau", &[], date(2014, 8, 21)).unwrap();
    let links: Vec<&String> = before.legs.iter().flat_map(|l| &l.links).collect();
    assert!(links.iter().any(|l| *l == "KANDYAGASH--MAKAT") && links.iter().any(|l| *l == "MAKAT--BEYNEU"), "{links:?}");
}

#[test]
fn a_second_track_changes_speed_tracks_and_capacity_once_and_no_kilometre() {
    let network = network();
    for (code, from, to, day) in [("KAZYBEK-BEK--SHU", "Almaty", "Shu", date(2017, 12, 1)), ("DOSTYK--BESKOL", "Dostyk", "Aktogay", date(2025, 9, 30))] {
        let eve = day.yesterday().unwrap();
        let (old, new) = (network.on(eve), network.on(day));
        assert_eq!((link(&old, code).tracks, link(&new, code).tracks), (1, 2));
        let capacity = |n: &Network| n.teu_year(link(n, code).capacity.unwrap());
        assert!(capacity(&new) > 3 * capacity(&old), "{code}: {} to {}", capacity(&old), capacity(&new));
        let (before, after) = (route(&network, from, to, &[], eve).unwrap().totals.0, route(&network, from, to, &[], day).unwrap().totals.0);
        assert_eq!((before.length, before.dwell, before.cost), (after.length, after.dwell, after.cost));
        assert!(before.haul > after.haul, "{from} to {to}");
        // Within the year, as speeds of other years differ.
        let later = route(&network, from, to, &[], date(day.year(), 12, 31)).unwrap().totals.0;
        assert_eq!(after, later, "the gain is counted once");
        assert_eq!(link(&network.on(date(2034, 1, 1)), code).speed, link(&new, code).speed, "the gain is counted once");
    }
}

#[test]
fn the_state_of_the_data_s_own_day_is_the_data() {
    let network = network();
    assert!(matches!(network.on(network.manifest().as_of), std::borrow::Cow::Borrowed(_)));
    // There and back again is the same network.
    let there = network.on(date(2010, 1, 1)).into_owned();
    assert_eq!(format!("{:?}", there.on(network.manifest().as_of).links().collect::<Vec<_>>()), format!("{:?}", network.links().collect::<Vec<_>>()));
    assert!(!there.nodes().find(|(_, n)| n.code == "KHORGOS-GATEWAY").unwrap().1.loads, "the dry port is of 2015");
}

#[test]
fn every_project_says_what_it_does() {
    let network = network();
    for row in network.table("projects.csv").iter().skip(1) {
        assert!(!network.effects_of(&row[0]).is_empty(), "{} has no effect", row[0]);
    }
    assert!(network.effects_of("east-west").len() > network.effects_of("shalkar-beyneu").len(), "parts count, in any case");
    assert!(network.effects_of("nowhere").is_empty());
}

fn list(network: &Network, what: Listing, day: &str) -> Result<Report, Error> {
    corridor::answer(network, &Request::List(ListRequest { what, filter: Vec::new(), as_of: Some(day.to_owned()), geometry: false }))
}

/// The column of a list by which its rows are told apart.
fn column(report: &Report, name: &str) -> Vec<String> {
    let at = report.tables[0].columns.iter().position(|c| c == name).unwrap();
    report.tables[0].rows.iter().map(|row| row[at].to_string()).collect()
}

#[test]
fn a_list_of_a_day_holds_what_is_in_use_then() {
    let network = network();
    let on = |what, name: &str, day: &str| column(&list(&network, what, day).unwrap(), name);
    assert_eq!(on(Listing::Links, "from", "2024").len(), network.links().filter(|(_, l)| l.is_open(date(2024, 1, 1))).count());
    let holds = |what, code: &str| ["2010", "2019", "2035"].map(|day| on(what, "code", day).iter().any(|c| c == code));
    assert_eq!(holds(Listing::Nodes, "ALTYNKOL"), [false, true, true]);
    assert_eq!(holds(Listing::Services, "KURYK-ALAT"), [false, true, true]);
    assert_eq!(holds(Listing::Projects, "SHALKAR-BEYNEU"), [false, true, true]);
    assert_eq!(holds(Listing::Projects, "ALMATY-BYPASS"), [false, false, true]);
    assert_eq!(holds(Listing::Corridors, "TITR-DOSTYK-KURYK-BATUMI"), [false, true, true]);
}

#[test]
fn a_list_of_a_day_knows_the_closures_of_a_scenario_and_says_that_its_figures_do_not() {
    let closed = Scenario::shipped("poland-belarus-2025").unwrap().apply(&network()).unwrap();
    let rows = |day| list(&closed, Listing::Links, day).unwrap().tables[0].rows.len();
    assert!(rows("2025-09-20") < rows("2025-09-01") && rows("2025-09-01") == rows("2025-09-30"));
    let report = list(&closed, Listing::Links, "2025-09-20").unwrap();
    assert!(report.notes.iter().any(|note| note.contains("as written in the data")), "{:?}", report.notes);
    assert!(list(&network(), Listing::Links, "2025-09-20").unwrap().notes.is_empty());
}

#[test]
fn a_list_whose_rows_have_no_days_refuses_one() {
    let said = list(&network(), Listing::Borders, "2020").unwrap_err().to_string();
    assert!(said.contains("`borders`") && said.contains("nodes, links"), "{said}");
    assert!(list(&network(), Listing::Links, "20x").unwrap_err().to_string().contains("no date"));
}
