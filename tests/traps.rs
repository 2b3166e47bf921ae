//! One test for each trap of the field that a freight model falls into. The small networks under
//! `fixtures/` have times that a reader can add up; the sums stand beside the figures. Times are hours.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use corridor::geography::{Position, geodesic, line_length};
use corridor::impact::Criterion;
use corridor::network::{KmKind, Link, Mode, Network};
use corridor::report::{Cell, ItineraryReport};
use corridor::request::AlternativesKind;
use corridor::units::{Duration, Length, Money};
use corridor::{Report, Request, RouteRequest, Source};
use jiff::civil::date;

fn fixture(name: &str) -> Network {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    corridor::load(&Source { folder: Some(folder), ..Source::default() }).unwrap_or_else(|e| panic!("{e}")).0
}

fn shipped() -> &'static Network {
    static NETWORK: LazyLock<Network> = LazyLock::new(|| corridor::load(&Source::default()).unwrap().0);
    &NETWORK
}

fn ask(network: &Network, from: &str, to: &str, more: impl FnOnce(&mut RouteRequest)) -> Report {
    let mut request = RouteRequest { from: from.to_owned(), to: to.to_owned(), k: 1, ..RouteRequest::default() };
    more(&mut request);
    corridor::answer(network, &Request::Route(request)).unwrap_or_else(|e| panic!("{from} to {to}: {e}"))
}

fn avoid(what: &[&str]) -> impl FnOnce(&mut RouteRequest) {
    let what: Vec<String> = what.iter().map(|w| (*w).to_owned()).collect();
    move |r| r.avoid = what
}

fn as_of(day: &str) -> impl FnOnce(&mut RouteRequest) {
    let day = day.to_owned();
    move |r| r.as_of = Some(day)
}

/// The best route.
fn best(network: &Network, from: &str, to: &str, more: impl FnOnce(&mut RouteRequest)) -> ItineraryReport {
    let report = ask(network, from, to, more);
    assert!(report.answered, "{from} to {to}: {:?}", report.notes);
    report.itineraries[0].clone()
}

fn plain(_: &mut RouteRequest) {}

fn hours(route: &ItineraryReport) -> u64 {
    let minutes = route.totals.0.duration().get();
    assert_eq!(minutes % 60, 0, "whole hours in these fixtures");
    minutes / 60
}

fn links(route: &ItineraryReport) -> Vec<&str> {
    route.legs.iter().flat_map(|l| l.links.iter().map(String::as_str)).collect()
}

fn usd(dollars: u64) -> Money {
    Money::new(dollars * 100)
}

/// Kind, node and hours of each event.
fn events(route: &ItineraryReport) -> Vec<(&str, &str, u64)> {
    route.events.iter().map(|e| (e.kind, e.node.code.as_str(), e.impact.dwell.get() / 60)).collect()
}

fn at(route: &ItineraryReport, kind: &str) -> Vec<String> {
    route.events.iter().filter(|e| e.kind == kind).map(|e| e.node.code.clone()).collect()
}

fn link<'n>(network: &'n Network, code: &str) -> &'n Link {
    network.links().find(|(_, l)| l.code == code).unwrap_or_else(|| panic!("no link {code}")).1
}

fn gauges(network: &Network, code: &str) -> Vec<u16> {
    link(network, code).gauges.iter().map(|g| g.mm()).collect()
}

fn no_route(report: &Report) -> &str {
    assert!(!report.answered && report.itineraries.is_empty());
    &report.notes[0]
}

#[test]
fn trap_01_gauge_belongs_to_the_link() {
    // A - B - C - D, the border between B (CN) and C (KZ) with both gauges side by side.
    let network = fixture("gauge_break");
    // load 2, A-B 10, B-C 1, border 5, change at C 8, C-D 20, unload 2.
    let west = best(&network, "A", "D", plain);
    assert_eq!(hours(&west), 48);
    assert_eq!(events(&west), [("loading", "A", 2), ("border_crossing", "C", 5), ("gauge_change", "C", 8), ("unloading", "D", 2)]);
    // 1435 goes on into KZ to E: load 2, 10, 1, border 5, C-E 12, unload 2; no change.
    let inside = best(&network, "A", "E", plain);
    assert_eq!((hours(&inside), inside.totals.0.gauge_changes), (32, 0));
    assert!(inside.legs.iter().all(|l| l.gauge_mm == Some(1435)));
}

#[test]
fn trap_01_gauges_of_the_real_lines() {
    let network = shipped();
    assert!(gauges(network, "BREST--MALASZEWICZE").contains(&1435), "1435 reaches Brest");
    assert!(gauges(network, "INCHEH-BORUN--AKYAYLA").contains(&1520), "1520 reaches Incheh Borun");
    assert_eq!(gauges(network, "GALABA--HAIRATAN"), [1520]);
    assert_eq!(gauges(network, "ALASHANKOU--DOSTYK"), [1435, 1520]);
    assert_eq!(gauges(network, "KHORGOS-CN--ALTYNKOL"), [1435, 1520]);
    // 1435 runs into Georgia; the change is at Akhalkalaki, not at Kars and not at Tbilisi.
    assert_eq!(gauges(network, "CANBAZ--AKHALKALAKI"), [1435]);
    assert_eq!(at(&best(network, "KARS", "TBILISI", plain), "gauge_change"), ["AKHALKALAKI"]);
    assert_eq!(at(&best(network, "TBILISI", "KARS", plain), "gauge_change"), ["AKHALKALAKI"]);
    // The LHS takes 1520 to Slawkow.
    let lhs = best(network, "IZOV", "SLAWKOW", plain);
    assert_eq!(lhs.totals.0.gauge_changes, 0);
    assert!(lhs.legs.iter().all(|l| l.gauge_mm == Some(1520)));
    // Boxes are lifted on the importing side.
    for (border, from, to) in [("Khorgos", "ALTYNKOL", "KHORGOS-CN"), ("Dostyk", "DOSTYK", "ALASHANKOU")] {
        let crossing = |r: &mut RouteRequest| {
            let other = if border == "Khorgos" { "DOSTYK-ALASHANKOU" } else { "KHORGOS" };
            r.avoid = vec![format!("place:{other}")];
        };
        assert_eq!(at(&best(network, "URUMQI", "ALMATY", crossing), "gauge_change"), [from], "westbound by {border}");
        assert_eq!(at(&best(network, "ALMATY", "URUMQI", crossing), "gauge_change"), [to], "eastbound by {border}");
    }
}

#[test]
fn trap_02_changes_are_alternations_and_need_a_facility() {
    let network = fixture("gauge_break");
    // 1435, 1520 from C, 1435 again from D: load 2, 10, 1, border 5, change 8, 20, change at D 4, D-F 7, unload 2.
    let two = best(&network, "A", "F", plain);
    assert_eq!((hours(&two), two.totals.0.gauge_changes), (59, 2));
    assert_eq!(at(&two, "gauge_change"), ["C", "D"]);
    // D has no facility from 1435 to 1520: nothing leads back, though tracks do.
    let back = ask(&network, "F", "A", plain);
    assert_eq!(no_route(&back), "no route from Fort to Abay: the network does not join them, whatever is allowed");
    // Azerbaijan and Georgia have the same gauge.
    let caucasus = best(shipped(), "BAKU", "POTI", plain);
    assert!(caucasus.countries == ["AZ", "GE"], "{:?}", caucasus.countries);
    assert_eq!(caucasus.totals.0.gauge_changes, 0);
    // On every route the count is that of alternations of gauge.
    for (from, to) in [("Xian", "Istanbul"), ("Lianyungang", "Tehran"), ("Urumqi", "Duisburg"), ("Tashkent", "Vienna"), ("Aktau", "Kars")] {
        for route in ask(shipped(), from, to, |r| r.k = 4).itineraries {
            let gauges: Vec<u16> = route.legs.iter().filter_map(|l| l.gauge_mm).collect();
            let lifts = |a: usize| route.legs[a].gauge_mm.is_none();
            let alternations = gauges.windows(2).filter(|g| g[0] != g[1]).count();
            // A box that comes off a ship takes whatever train stands there.
            let free = (0..route.legs.len()).filter(|&i| lifts(i)).count();
            let changes = route.totals.0.gauge_changes as usize;
            assert!(changes <= alternations && alternations <= changes + free, "{from} to {to}: {changes} changes, {gauges:?}");
            assert_eq!(at(&route, "gauge_change").len(), changes);
        }
    }
}

/// A track of unknown gauge beside the others is no facility: only a train that runs on it meets any gauge.
#[test]
fn trap_02_a_track_of_unknown_gauge_changes_no_gauge() {
    let network = fixture("unknown_gauge");
    // load 2, A-B 10, change at B 8, B-C 10, unload 2.
    let route = best(&network, "A", "C", plain);
    assert_eq!((hours(&route), at(&route, "gauge_change")), (32, vec!["B".to_owned()]));
    assert!(!ask(&network, "C", "A", avoid(&["D"])).answered, "there is no facility from 1435 to 1520");
    // Onto the unknown track and off it there is none to overcome: 2 + 10 + 10 + 2, both ways.
    for (from, to) in [("A", "D"), ("D", "A"), ("C", "D"), ("D", "C")] {
        let route = best(&network, from, to, plain);
        assert_eq!((hours(&route), route.totals.0.gauge_changes), (24, 0), "{from} to {to}");
    }
}

#[test]
fn trap_03_a_wagon_on_a_ferry_stays_on_its_wheels() {
    let network = fixture("ferry_only");
    // load 2, rail 10, queue (12 + 4 x 24 + 48) / 6 = 26 and half of 48, sailing 20, rail 10, unload 2.
    let wagons = best(&network, "EAST", "WEST", avoid(&["mode:sea"]));
    assert_eq!(hours(&wagons), 94);
    let total = wagons.totals.0;
    assert_eq!((total.transshipments, total.gauge_changes, total.sea_crossings, total.borders), (0, 0, 1, 1));
    // load 30, rail 50, ferry 400, rail 50, unload 40; no other move.
    assert_eq!(total.cost, usd(570));
    assert_eq!(events(&wagons), [("loading", "EAST", 2), ("wait", "EPORT", 50), ("border_crossing", "WPORT", 0), ("unloading", "WEST", 2)]);
    // A box is lifted twice: load 2, 10, port 36, queue 6 and half of 24, 20, port 36, 10, unload 2.
    let boxes = best(&network, "EAST", "WEST", avoid(&["mode:ferry"]));
    assert_eq!((hours(&boxes), boxes.totals.0.transshipments), (134, 2));
    assert_eq!(boxes.totals.0.cost, usd(640), "500 for hauls, 30 + 30 in KZ, 40 + 40 in AZ");
    // On a shore of another gauge the change is there: load 2, 10, wait 50, 30, change 9, 10, unload 2.
    let south = best(&network, "EAST", "SOUTH", plain);
    assert_eq!((hours(&south), south.totals.0.transshipments), (113, 0));
    assert_eq!(at(&south, "gauge_change"), ["SPORT"]);
    // Aboard the same service to the next port without a new wait: 2, 10, 50, 20, 30, 9, 10, 2.
    let round = best(&network, "WEST", "SOUTH", avoid(&["mode:sea"]));
    assert_eq!((hours(&round), round.totals.0.sea_crossings), (133, 1));

    let caspian = best(shipped(), "KURYK", "BAKU", avoid(&["Russia"]));
    assert_eq!(caspian.legs[0].mode, Mode::Ferry);
    assert_eq!((caspian.totals.0.transshipments, caspian.totals.0.gauge_changes), (0, 0));
}

#[test]
fn trap_03_a_port_without_a_railway_loads_the_ferry_too() {
    let network = fixture("ferry_only");
    // load 2, rail 10, wait 50, sailing 20, unload 2; and back.
    assert_eq!(hours(&best(&network, "EAST", "QUAY", plain)), 84);
    assert_eq!(hours(&best(&network, "QUAY", "EAST", plain)), 84);
}

#[test]
fn trap_04_a_border_is_charged_on_crossing() {
    // A - B (KZ) | C - D (CN) | E - F (MN).
    let network = fixture("two_borders");
    let borders = |from, to| {
        let route = best(&network, from, to, plain);
        (hours(&route), route.totals.0.borders, at(&route, "border_crossing"))
    };
    let none = Vec::<String>::new();
    assert_eq!(borders("A", "B"), (14, 0, none.clone()), "arriving at the border station: 2 + 10 + 2");
    assert_eq!(borders("B", "A"), (14, 0, none.clone()), "born at the border station, leaving inland");
    assert_eq!(borders("C", "D"), (14, 0, none.clone()));
    assert_eq!(borders("D", "C"), (14, 0, none));
    // Crossing is charged where the next country begins: 2 + 2 + (8 + 4 x 20 + 56) / 6 = 24 + 2.
    assert_eq!(borders("B", "C"), (30, 1, vec!["C".to_owned()]));
    assert_eq!(borders("A", "D"), (50, 1, vec!["C".to_owned()]), "2 + 10 + 2 + 24 + 10 + 2");
    // No sooner: the charge of the border (80) is no part of A to B, and is one of A to C.
    let cost = |from, to| best(&network, from, to, plain).totals.0.cost;
    assert_eq!(cost("A", "B"), usd(160), "30 + 100 + 30");
    assert_eq!(cost("A", "C"), usd(270), "30 + 100 + 20 + 80 + 40");

    // The real ones: freight of Altynkol that leaves for Almaty has not crossed the border.
    let inland = best(shipped(), "ALTYNKOL", "ALMATY", plain);
    assert_eq!((inland.totals.0.borders, inland.totals.0.gauge_changes), (0, 0));
    let arriving = best(shipped(), "ALMATY", "ALTYNKOL", plain);
    assert_eq!(arriving.totals.0.borders, 0);
    assert_eq!(best(shipped(), "ALMATY", "KHORGOS-CN", plain).totals.0.borders, 1);
}

#[test]
fn trap_05_every_link_that_changes_country_has_a_border_object() {
    let network = shipped();
    for (_, link) in network.links() {
        let (a, b) = (network.node(link.from).country, network.node(link.to).country);
        let crosses = matches!(link.mode, Mode::Rail | Mode::Road) && a != b;
        assert_eq!(link.border.is_some(), crosses, "{}", link.code);
        if let Some(border) = link.border {
            assert!(network.border(border).dwell(true, 2026).is_some(), "{} forward", link.code);
            assert!(!link.both_ways || network.border(border).dwell(false, 2026).is_some(), "{} backward", link.code);
        }
    }
    // Astara and Julfa are no through routes.
    assert!(!link(network, "ASTARA-IR--RASHT").is_open(network.manifest().as_of), "Rasht-Astara is not built");
    for (from, to) in [("BAKU", "TEHRAN"), ("MOSCOW", "BANDAR-ABBAS"), ("TBILISI", "QAZVIN"), ("BAKU", "RASHT")] {
        let report = ask(network, from, to, |r| (r.k, r.modes, r.max_stretch) = (5, vec![Mode::Rail], 400));
        for route in &report.itineraries {
            for dead in ["ASTARA-AZ--ASTARA-IR", "ASTARA-IR--RASHT", "JULFA-AZ--JOLFA-IR"] {
                assert!(!links(route).contains(&dead), "{from} to {to} by {dead}");
            }
        }
    }
    let report = ask(network, "BAKU", "NAKHCHIVAN", |r| r.avoid = vec!["Iran".into()]);
    assert!(!report.answered, "Nakhchivan is reached by Iran only");
}

#[test]
fn trap_06_dwell_is_shown_and_keeps_its_year() {
    let network = fixture("two_borders");
    // load 2, 10, 2, border 24, 10, 2, border 40 (the observed mean wins), 10, unload 2.
    let route = best(&network, "A", "F", plain);
    assert_eq!(hours(&route), 102);
    assert_eq!((route.totals.0.haul, route.totals.0.dwell), (Duration::new(34 * 60), Duration::new(68 * 60)));
    assert_eq!(route.dwell_percent(), 67, "68 of 102");
    assert_eq!(events(&route)[1..3], [("border_crossing", "C", 24), ("border_crossing", "E", 40)]);
    // The row of 2015 held until 2019: 30 instead of 24; before the oldest row the oldest holds.
    for day in ["2019-12-31", "2015-01-01", "2001-06-01"] {
        assert_eq!(hours(&best(&network, "A", "F", as_of(day))), 108, "{day}");
    }
    assert_eq!(hours(&best(&network, "A", "F", as_of("2020-01-01"))), 102);
    let border = network.border(link(&network, "B--C").border.unwrap());
    assert_eq!(border.dwells.iter().map(|d| d.year).collect::<Vec<_>>(), [2015, 2020, 2015]);
    assert_eq!(border.dwell(true, 2026).unwrap().dwell.high, Duration::new(56 * 60), "the spread is kept");
}

#[test]
fn trap_07_a_crossing_is_queue_and_half_a_headway_not_the_sailing() {
    let network = fixture("ferry_only");
    // queue 26 and half of 48; and no queue at the landing.
    let route = best(&network, "EAST", "WEST", avoid(&["mode:sea"]));
    assert_eq!(events(&route).iter().filter(|e| e.0 == "wait").collect::<Vec<_>>(), [&("wait", "EPORT", 50)]);
    let sailing = route.legs.iter().find(|l| l.mode == Mode::Ferry).unwrap();
    assert_eq!(sailing.impact.haul, Duration::new(20 * 60));

    // Days, not the 18-22 h of the timetable, on every service over the Caspian.
    let caspian = |l: &Link| {
        let node = |id| shipped().country_code(id);
        let shores = ["KZ", "AZ", "TM", "IR"];
        matches!(l.mode, Mode::Ferry | Mode::Sea) && shores.contains(&node(l.from)) && shores.contains(&node(l.to)) && l.length < Length::new(1_000_000)
    };
    let mut seen = 0;
    for (_, link) in shipped().links().filter(|(_, l)| caspian(l) && l.service.is_some()) {
        let service = shipped().service(link.service.unwrap());
        assert!(service.years.iter().all(|y| y.headway > Duration::ZERO), "{}", service.code);
        seen += usize::from(service.years.iter().all(|y| y.wait() > Duration::ZERO));
    }
    assert!(seen >= 6, "{seen} links");
    // Wagons queue for the ferry, boxes stand in the port.
    for avoided in [&["Russia", "mode:sea"][..], &["Russia", "mode:ferry"]] {
        let kuryk = best(shipped(), "KURYK", "ALAT", avoid(avoided));
        let before: Duration = kuryk.events.iter().filter(|e| ["wait", "transshipment"].contains(&e.kind)).map(|e| e.impact.dwell).sum();
        assert!(before > Duration::new(48 * 60), "{avoided:?}: {before:?}");
    }
}

#[test]
fn trap_08_parallel_links_survive() {
    let network = fixture("parallel_links");
    assert_eq!(network.links().len(), 4);
    // Two northern ways 2 + 10 + 10 + 2, the southern one 2 + 12 + 10 + 2.
    let report = ask(&network, "A", "C", |r| (r.k, r.alternatives) = (9, AlternativesKind::All));
    let ways: Vec<(u64, Vec<&str>)> = report.itineraries.iter().map(|i| (hours(i), links(i))).collect();
    assert_eq!(ways, [(24, vec!["NORTH-1", "ON"]), (24, vec!["NORTH-2", "ON"]), (26, vec!["SOUTH", "ON"])]);
    let pairs: Vec<_> = shipped().links().map(|(_, l)| (l.from.min(l.to), l.from.max(l.to))).collect();
    assert!(pairs.len() > pairs.iter().collect::<BTreeSet<_>>().len(), "the shipped network has parallel links too");
}

#[test]
fn trap_09_status_is_a_matter_of_dates() {
    let network = fixture("dated");
    // Loading and unloading 4 and the fastest link of the day: OLD 30, FADED 3, REPAIRED 5, NEW 10, DECIDED 2.
    let days = [
        ("1960-01-01", 34),
        ("1975-01-01", 34),
        ("1990-01-01", 7),
        ("1994-12-31", 7),
        ("1995-01-01", 34),
        ("2000-01-01", 9),
        ("2010-02-28", 9),
        ("2010-03-01", 34),
        ("2014-08-21", 34),
        ("2014-08-22", 14),
        ("2020-05-14", 14),
        ("2020-05-15", 9),
        ("2029-12-31", 9),
        ("2030-01-01", 6),
        ("2100-01-01", 6),
    ];
    for (day, expected) in days {
        assert_eq!(hours(&best(&network, "A", "B", as_of(day))), expected, "{day}");
    }
    let before = ask(&network, "A", "B", as_of("1959-12-31"));
    assert_eq!(no_route(&before), "no route from Abay to Bor: --as-of 1959-12-31 alone forbids it");
    // Where nothing else connects, a closed link is closed and not just dear.
    assert_eq!(hours(&best(&network, "A", "ISLE", as_of("2022-02-23"))), 29, "2 + 5 + 10 + 10 + 2");
    let after = ask(&network, "A", "ISLE", plain);
    assert_eq!(no_route(&after), "no route from Abay to Isle: the network does not join them, whatever is allowed");
    for criterion in Criterion::ALL {
        assert!(!ask(&network, "A", "ISLE", |r| r.by = criterion).answered, "{}", criterion.name());
    }
}

#[test]
fn trap_10_the_way_before_the_project_is_in_the_network() {
    let network = shipped();
    for from in ["ALMATY", "ASTANA", "ZHEZKAZGAN"] {
        for day in ["2013-01-01", "2014-08-21"] {
            let old = best(network, from, "AKTAU", as_of(day));
            for expected in ["KANDYAGASH--MAKAT", "MAKAT--BEYNEU"] {
                assert!(links(&old).contains(&expected), "{from} on {day}: {:?}", links(&old));
            }
            assert!(!links(&old).contains(&"SHALKAR--BEYNEU"));
        }
    }
    for (from, also) in [("ALMATY", "SAKSAULSKAYA--SHALKAR"), ("ZHEZKAZGAN", "ZHEZKAZGAN--SAKSAULSKAYA")] {
        let (old, new) = (best(network, from, "AKTAU", as_of("2014-08-21")), best(network, from, "AKTAU", as_of("2014-08-22")));
        assert!(links(&new).contains(&"SHALKAR--BEYNEU") && links(&new).contains(&also), "{from}: {:?}", links(&new));
        let saved = old.totals.0.length - new.totals.0.length;
        assert!(saved > Length::new(400_000), "{from} saves {} km", saved.whole_km());
    }
}

#[test]
fn trap_11_988_km_are_no_path() {
    let network = shipped();
    let pieces = ["ZHEZKAZGAN--SAKSAULSKAYA", "SAKSAULSKAYA--SHALKAR", "SHALKAR--BEYNEU"];
    let route = best(network, "ZHEZKAZGAN", "BEYNEU", plain);
    assert_eq!(links(&route), pieces);
    let sum: Length = pieces.iter().map(|p| link(network, p).length).sum();
    assert_eq!(route.totals.0.length, sum);
    assert!(sum > Length::new(1_100_000), "the path is {} km", sum.whole_km());
    let (before, after) = (date(2014, 8, 21), date(2014, 8, 22));
    let open = |day| pieces.map(|p| link(network, p).is_open(day));
    assert_eq!((open(before), open(after)), ([false, true, false], [true; 3]), "two new pieces, joined by an existing line");
}

#[test]
fn trap_12_the_junctions_are_there() {
    let network = shipped();
    for code in ["GARMSAR", "SHU", "MOIYNTY", "AKTOGAY", "SAKSAULSKAYA", "SHALKAR", "BEYNEU", "ZHETYGEN", "KAZYBEK-BEK"] {
        let id = network.nodes().find(|(_, n)| n.code == code).unwrap_or_else(|| panic!("no node {code}")).0;
        let neighbours: BTreeSet<_> = network.links().filter(|(_, l)| l.from == id || l.to == id).map(|(_, l)| l.other_end(id)).collect();
        assert!(neighbours.len() >= 3, "{code} joins {} lines", neighbours.len());
    }
}

#[test]
fn trap_13_lengths_keep_their_kind_and_geodesics_are_karneys() {
    let network = fixture("one_way");
    let kinds: Vec<KmKind> = network.links().map(|(_, l)| l.km_kind).collect();
    assert_eq!(kinds, [KmKind::Tariff, KmKind::Operating, KmKind::Infrastructure]);
    // A drawn line over a waypoint is longer than the stated 100 km, which is what counts.
    let (down, _) = network.links().find(|(_, l)| l.code == "DOWN").unwrap();
    assert!(line_length(&network.line(down)) > Length::new(200_000));
    assert_eq!(best(&network, "A", "B", plain).totals.0.length, Length::new(100_000));
    // A degree on the ellipsoid is 111,319 m along the equator and 110,574 m along the meridian; on a sphere both
    // would be 111,195 m.
    let at = |x, y| Position { x, y };
    assert_eq!(geodesic(at(0.0, 0.0), at(1.0, 0.0)), Length::new(111_319));
    assert_eq!(geodesic(at(0.0, 0.0), at(0.0, 1.0)), Length::new(110_574));
    let kinds: BTreeSet<KmKind> = shipped().links().map(|(_, l)| l.km_kind).collect();
    assert!(kinds.len() >= 2, "the shipped lengths say what they are: {kinds:?}");
}

/// `loading.rs` has the refusals; here is that nothing shipped slipped by.
#[test]
fn trap_14_no_length_is_below_the_geodesic() {
    let network = shipped();
    let rows = network.table("links.csv");
    let note = rows[0].iter().position(|c| c == "note").unwrap();
    for ((_, link), row) in network.links().zip(&rows[1..]) {
        let straight = geodesic(network.node(link.from).position, network.node(link.to).position).get();
        assert!((link.length.get() + 2_000) * 100 >= straight * 99, "{} is shorter than the geodesic", link.code);
        if link.mode == Mode::Rail && link.length.get() * 10 > straight * 22 + 100_000 {
            assert!(row[note].contains("detour"), "{} is long and gives no reason", link.code);
        }
    }
}

#[test]
fn trap_15_the_directions_may_differ() {
    // Gauge change and border: there 48, back 2 + 20 + 1 + border 3 + change at B 6 + 10 + 2.
    let network = fixture("gauge_break");
    let (there, back) = (best(&network, "A", "D", plain), best(&network, "D", "A", plain));
    assert_eq!((hours(&there), hours(&back)), (48, 44));
    assert_eq!((at(&there, "gauge_change"), at(&back, "gauge_change")), (vec!["C".to_owned()], vec!["B".to_owned()]));
    // One-way links: there 2 + 6 + 2 on 100 km, back 2 + 9 + 11 + 2 on 280 km.
    let network = fixture("one_way");
    let (there, back) = (best(&network, "A", "B", plain), best(&network, "B", "A", plain));
    assert_eq!((hours(&there), there.totals.0.length), (10, Length::new(100_000)));
    assert_eq!((hours(&back), back.totals.0.length), (24, Length::new(280_000)));
    assert_eq!(links(&back), ["BACK", "HOME"]);
    // Costs: backward over B | C 10 instead of 80 USD.
    let network = fixture("two_borders");
    let (there, back) = (best(&network, "B", "C", plain).totals.0, best(&network, "C", "B", plain).totals.0);
    assert_eq!((there.cost, back.cost), (usd(170), usd(100)), "30 + 20 + 80 or 10 + 40");
    assert_eq!((there.dwell, back.dwell), (Duration::new(28 * 60), Duration::new(13 * 60)));
}

#[test]
fn trap_16_every_time_has_its_events() {
    for (from, to) in [("Khorgos", "Europe"), ("Lianyungang", "Tehran"), ("Almaty", "Istanbul"), ("Shanghai", "Rotterdam")] {
        for route in ask(shipped(), from, to, |r| r.k = 3).itineraries {
            let total = route.totals.0;
            assert_eq!(total.haul, route.legs.iter().map(|l| l.impact.haul).sum());
            assert_eq!(total.dwell, route.events.iter().map(|e| e.impact.dwell).sum(), "{from} to {to}: all dwell is at an event");
            assert!(route.legs.iter().all(|l| l.impact.dwell == Duration::ZERO) && route.events.iter().all(|e| e.impact.haul == Duration::ZERO));
            assert_eq!(total.cost, route.legs.iter().map(|l| l.impact.cost).sum::<Money>() + route.events.iter().map(|e| e.impact.cost).sum());
            assert_eq!(total.length, route.legs.iter().map(|l| l.impact.length).sum());
            assert_eq!((route.events[0].kind, route.events[0].node.code.as_str()), ("loading", route.from.code.as_str()));
            let last = route.events.last().unwrap();
            assert_eq!((last.kind, last.node.code.as_str()), ("unloading", route.to.code.as_str()));
            assert!(route.legs.windows(2).all(|l| l[0].to.code == l[1].from.code), "each leg begins where the last ended");
            assert_eq!(at(&route, "border_crossing").len(), total.borders as usize);
            assert_eq!(at(&route, "wait").len(), total.sea_crossings as usize);
            assert_eq!(at(&route, "transshipment").len(), total.transshipments as usize);
        }
    }
}

#[test]
fn trap_18_a_price_at_sea_has_a_lane_a_direction_and_a_box() {
    let network = fixture("sea_lanes");
    let legs = |from: &str, to: &str, cargo: &str| {
        let route = best(&network, from, to, |r| r.cargo = Some(cargo.to_owned()));
        assert_eq!((at(&route, "wait").len(), at(&route, "transshipment").len()), (1, 0), "{from} to {to}: a box stays aboard");
        route.legs.iter().map(|leg| leg.cost_usd.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(legs("HOME", "NORTH", "feu"), ["2000"], "20,000 km at 0.10");
    assert_eq!(legs("HOME", "SOUTH", "feu"), ["400", "2000"], "4,000 km at 0.10, then 700 and 13,000 km at 0.10: shorter, and dearer");
    assert_eq!(legs("NORTH", "HOME", "feu"), ["400"], "a fifth on the way back");
    assert_eq!(legs("SOUTH", "HOME", "feu"), ["1000", "80"], "half of the part, a fifth of the trunk");
    assert_eq!(legs("HOME", "NORTH", "teu"), ["1200"], "a 20-ft box pays 0.6 of a 40-ft one, not half");
    // Lanes meet at the strait, but no ship turns back there: a box changes ships where it can be landed.
    let turn = best(&network, "NORTH", "SOUTH", plain);
    assert_eq!(at(&turn, "transshipment"), ["HOME"]);
    let isle = ask(&network, "HOME", "ISLE", plain);
    assert!(no_route(&isle).starts_with("no route from Home Port to Isle Port"), "ships pass the strait, and no box changes ship there");
}

#[test]
fn trap_18_a_price_by_rail_has_a_direction() {
    let network = fixture("eastward");
    let cost = |from: &str, to: &str, day: &str| best(&network, from, to, as_of(day)).totals.0.cost.usd().to_string();
    assert_eq!(cost("EAST", "WEST", "2024-06-30"), "800", "1,000 km at 0.50 in KZ and 500 km at 0.60 in RU");
    assert_eq!(cost("WEST", "EAST", "2024-06-30"), "700", "0.8 of the tariff of KZ, all of that of RU");
    assert_eq!(cost("WEST", "EAST", "2018-06-30"), "750", "0.9 before 2024");
    assert_eq!(cost("WEST", "EAST", "2021-06-30"), "1750", "what the market of RU asked of a box that left it");
    assert_eq!(cost("EAST", "WEST", "2021-06-30"), "800", "and not of one that came");
}

#[test]
fn trap_19_a_label_dominates_only_within_the_same_state() {
    // X to Y takes 5 on 1435 and 8 on 1520; on to Z there is 1520 only, and a change at Y takes 4. Who is first at Y
    // is not first at Z: 2 + 8 + 5 + 2 against 2 + 5 + 4 + 5 + 2.
    let network = fixture("two_gauges");
    let near = best(&network, "X", "Y", plain);
    assert_eq!((hours(&near), links(&near)), (9, vec!["XY-STANDARD"]));
    let far = best(&network, "X", "Z", plain);
    assert_eq!((hours(&far), links(&far)), (17, vec!["XY-BROAD", "YZ"]));
    let other = best(&network, "X", "Z", avoid(&["link:XY-BROAD"]));
    assert_eq!((hours(&other), other.totals.0.gauge_changes), (18, 1));
}

#[test]
fn trap_20_alternatives_are_distinct() {
    let network = fixture("diamond");
    // By B or C: 2 + 10 + 5 + 10 + 5 + 10 + 2; by the slow track from B 45, a near-copy.
    let all = ask(&network, "A", "E", |r| (r.k, r.alternatives) = (9, AlternativesKind::All));
    assert_eq!(all.itineraries.iter().map(hours).collect::<Vec<_>>(), [44, 44, 45]);
    let distinct = ask(&network, "A", "E", |r| r.k = 9);
    assert_eq!(distinct.itineraries.iter().map(|i| i.countries.join(" ")).collect::<Vec<_>>(), ["KZ UZ CN", "KZ KG CN"]);
    assert!(distinct.notes.iter().any(|n| n.starts_with("2 of 9 routes")), "{:?}", distinct.notes);
    // Parallel tracks differ in nothing that counts.
    assert_eq!(ask(&fixture("parallel_links"), "A", "C", |r| r.k = 9).itineraries.len(), 1);

    for (from, to) in [("Khorgos", "Europe"), ("Lianyungang", "Istanbul"), ("Xian", "Tehran"), ("Almaty", "Poti")] {
        let report = ask(shipped(), from, to, |r| r.k = 4);
        assert!(report.itineraries.len() > 1, "{from} to {to} has alternatives");
        let mut signatures = BTreeSet::new();
        for (i, route) in report.itineraries.iter().enumerate() {
            let services: Vec<&str> = route.events.iter().filter(|e| e.kind == "wait").map(|e| e.detail.as_str()).collect();
            assert!(signatures.insert((route.countries.clone(), at(route, "gauge_change"), services.join("|"))), "{from} to {to}: route {}", i + 1);
            assert!(route.totals.0.duration().get() * 100 <= report.itineraries[0].totals.0.duration().get() * 250, "bounded stretch");
            for better in &report.itineraries[..i] {
                let km = |code: &&str| link(shipped(), code).length;
                let shared: Length = links(route).iter().filter(|l| links(better).contains(l)).map(km).sum();
                let shorter = route.totals.0.length.min(better.totals.0.length);
                assert!(shared.times(100) <= shorter.times(75), "{from} to {to}: {} of {} km shared", shared.whole_km(), shorter.whole_km());
            }
        }
    }
}

fn bytes(network: &Network, request: impl FnOnce(&mut RouteRequest), from: &str, to: &str) -> Vec<Vec<u8>> {
    let report = ask(network, from, to, request);
    let render = |e: &&dyn corridor::export::Exporter| {
        let mut out = Vec::new();
        e.render(&report, &mut out).ok().map(|()| out)
    };
    // Not every format fits every answer.
    let rendered: Vec<Vec<u8>> = corridor::export::ALL.iter().filter_map(render).collect();
    assert!(rendered.len() >= 4, "table, JSON, CSV, GeoJSON and Markdown have routes");
    rendered
}

#[test]
fn trap_21_ties_are_stable_and_sums_exact() {
    // By B and by C both take 44 hours and the same money: the order of the data settles it.
    for _ in 0..3 {
        let report = ask(&fixture("diamond"), "A", "E", |r| r.k = 2);
        assert_eq!(report.itineraries.iter().map(|i| links(i)[0]).collect::<Vec<_>>(), ["AB", "AC"]);
        let (a, b) = (report.itineraries[0].totals.0, report.itineraries[1].totals.0);
        assert_eq!((a.duration(), a.cost), (b.duration(), b.cost), "a tie");
    }
    assert_eq!(links(&best(&fixture("parallel_links"), "A", "B", plain)), ["NORTH-1"]);
    let again = || bytes(&fixture("diamond"), |r| r.k = 3, "A", "E");
    assert_eq!(again(), again());
    let (other, _) = corridor::load(&Source::default()).unwrap();
    let explained = |r: &mut RouteRequest| (r.k, r.explain) = (3, true);
    assert_eq!(bytes(shipped(), explained, "Khorgos", "Europe"), bytes(&other, explained, "Khorgos", "Europe"));
}

#[test]
fn trap_23_avoid_leaves_no_leak() {
    let network = fixture("diamond");
    let untouched = |what: &str, test: &dyn Fn(&ItineraryReport)| {
        let what = what.to_owned();
        let report = ask(&network, "A", "E", |r| (r.k, r.alternatives, r.avoid) = (9, AlternativesKind::All, vec![what.clone()]));
        assert!(report.answered, "{what}");
        report.itineraries.iter().for_each(test);
        report.itineraries.len()
    };
    // One of two parallel links is that one only; the station between them is both.
    assert_eq!(untouched("link:BD", &|i| assert!(!links(i).contains(&"BD"))), 2);
    assert_eq!(untouched("B", &|i| assert_eq!(links(i), ["AC", "CD", "DE"])), 1);
    assert_eq!(untouched("country:UZ", &|i| assert!(!i.countries.contains(&"UZ".to_owned()))), 1);
    let line = best(&fixture("parallel_links"), "A", "C", avoid(&["line:Northern"]));
    assert_eq!(links(&line), ["SOUTH", "ON"], "a line is all its parallel links");

    let network = shipped();
    for (what, country) in [("Russia", "RU"), ("Iran", "IR"), ("country:Belarus", "BY"), ("KZ", "KZ")] {
        let report = ask(network, "Lianyungang", "Europe", |r| (r.k, r.avoid, r.max_stretch) = (5, vec![what.to_owned()], 1000));
        for route in &report.itineraries {
            let touched = |code: &str| network.nodes().any(|(id, n)| n.code == code && network.country_code(id) == country);
            for code in links(route) {
                let link = link(network, code);
                assert!(network.country_code(link.from) != country && network.country_code(link.to) != country, "{code} with {what} avoided");
            }
            assert!(!route.events.iter().any(|e| touched(&e.node.code)), "{what}");
            assert!(!route.countries.contains(&country.to_owned()), "{what}");
        }
    }
    // A place is all its members, the border stations that it shares with a corridor among them.
    let report = ask(network, "Urumqi", "Almaty", |r| (r.k, r.avoid, r.max_stretch) = (5, vec!["Khorgos".into()], 1000));
    let khorgos = ["ALTYNKOL", "KHORGOS-CN", "KHORGOS-GATEWAY", "KHORGOS-ICBC"];
    for code in report.itineraries.iter().flat_map(links) {
        let link = link(network, code);
        assert!(!khorgos.contains(&network.node(link.from).code.as_str()) && !khorgos.contains(&network.node(link.to).code.as_str()), "{code}");
    }
    assert!(report.answered, "Dostyk is left");
}

#[test]
fn trap_24_no_route_names_the_smallest_set_of_constraints() {
    let network = fixture("diamond");
    let why = |more: &dyn Fn(&mut RouteRequest)| no_route(&ask(&network, "A", "E", more)).to_owned();
    let start = "no route from Abay to Ermen: ";
    let both = |r: &mut RouteRequest| (r.avoid, r.modes) = (vec!["link:BD".into(), "B".into(), "C".into()], vec![Mode::Rail]);
    assert_eq!(why(&both), format!("{start}--avoid B and --avoid C together forbid it, and no smaller set does"), "BD and the modes are not to blame");
    let one = |r: &mut RouteRequest| r.avoid = vec!["B".into(), "C".into(), "D".into()];
    assert_eq!(why(&one), format!("{start}--avoid D alone forbids it"));
    let place = |r: &mut RouteRequest| r.avoid = vec!["MID".into()];
    assert_eq!(why(&place), format!("{start}--avoid MID alone forbids it"));
    let modes = |r: &mut RouteRequest| r.modes = vec![Mode::Sea];
    assert_eq!(why(&modes), format!("{start}--modes sea alone forbids it"));
    let via = |r: &mut RouteRequest| (r.avoid, r.via) = (vec!["B".into()], vec!["B".into()]);
    assert_eq!(why(&via), format!("{start}--avoid B and --via Bor together forbid it, and no smaller set does"));
    // None of them is ignored: with one less there is a route.
    assert!(ask(&network, "A", "E", avoid(&["B"])).answered);

    // By Iran and Turkey the trains take the ferry over Lake Van, so Iran and Mongolia are not to blame.
    let report = ask(shipped(), "Khorgos", "Duisburg", avoid(&["Mongolia", "Russia", "mode:sea", "mode:ferry", "Iran"]));
    let expected = "--avoid Russia and --avoid mode:sea and --avoid mode:ferry together forbid it, and no smaller set does";
    assert!(no_route(&report).ends_with(expected), "{:?}", report.notes);
}

#[test]
fn trap_25_europe_is_a_choice() {
    let gateways = |report: &Report| -> Vec<String> {
        let table = report.tables.iter().find(|t| t.name == "gateways").unwrap();
        let column = table.columns.iter().position(|c| c == "gateway").unwrap();
        table.rows.iter().map(|r| if let Cell::Text(code) = &r[column] { code.clone() } else { panic!() }).collect()
    };
    // To D 2 + 10 + 5 + 10 + 5 + 2, to E 10 more.
    let report = ask(&fixture("diamond"), "A", "FAR", plain);
    assert_eq!(hours(&report.itineraries[0]), 34);
    assert_eq!(report.itineraries[0].gateway.as_ref().unwrap().code, "D");
    assert_eq!(gateways(&report), ["D", "E"]);
    let hours_of = |row: usize| report.tables[0].rows[row][4].to_string();
    assert_eq!((hours_of(0), hours_of(1)), ("34".to_owned(), "44".to_owned()));

    let report = ask(shipped(), "Khorgos", "Europe", plain);
    let all = gateways(&report);
    let region = shipped().regions().find(|(_, r)| r.code == "EUROPE").unwrap().1;
    assert_eq!(all.len(), region.gateways.len(), "all gateways of Europe are reached and shown");
    assert_eq!(all[0], report.itineraries[0].gateway.as_ref().unwrap().code, "the chosen one is the best of them");
    assert_eq!(all[0], report.itineraries[0].to.code);
    // From a region as well.
    let back = ask(shipped(), "Europe", "Khorgos-CN", plain);
    assert_eq!(back.itineraries[0].gateway.as_ref().unwrap().code, back.itineraries[0].from.code);
    assert!(gateways(&back).len() > 1);
}

#[test]
fn trap_26_countries_are_listed_with_every_entry() {
    let network = fixture("two_borders");
    let route = best(&network, "A", "G", plain);
    assert_eq!(route.countries, ["KZ", "CN", "MN", "CN"], "China is entered twice");
    assert_eq!(route.totals.0.borders, 3);
    // Transit is what lies between the first and the last; within one country there is none.
    assert_eq!(best(&network, "C", "D", plain).countries, ["CN"]);
    assert_eq!(best(&network, "B", "C", plain).countries, ["KZ", "CN"]);
    // A ship that only passes a port does not enter its country: WEST (AZ) by EPORT (KZ) to SOUTH (IR).
    let passing = best(&fixture("ferry_only"), "WEST", "SOUTH", avoid(&["mode:sea"]));
    assert_eq!((passing.countries.join(" ").as_str(), passing.totals.0.borders), ("AZ IR", 1));
    for (from, to) in [("Khorgos", "Europe"), ("Lianyungang", "Istanbul"), ("Shanghai", "Rotterdam"), ("Almaty", "Tehran")] {
        for route in ask(shipped(), from, to, |r| r.k = 3).itineraries {
            assert_eq!(route.countries.len(), route.totals.0.borders as usize + 1, "{from} to {to}: {:?}", route.countries);
        }
    }
}
