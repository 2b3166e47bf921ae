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
            assert!(summary["pairs"].as_u64().unwrap() >= 20, "{summary}");
            assert!(summary["mean_more_h"].as_f64().unwrap() < 0.0, "{summary}");
            for pair in table(&report, "pairs") {
                assert!(pair["more_h"].as_f64().unwrap() <= 0.0, "{pair}");
            }
        }
    }

    #[test]
    fn a_pair_that_keeps_its_route_for_other_figures_is_told_too_and_weights_count() {
        let report = compare("", &[["Khorgos Gateway", "Duisburg"], ["Almaty", "Shymkent"]], &["half-borders"]).unwrap();
        let [row] = &table(&report, "pairs")[..] else { panic!("a trip within a country crosses no border") };
        assert_eq!((&row["route_changed"], &row["to"]), (&"no".into(), &"Duisburg".into()));
        assert_eq!(row["before_km"], row["after_km"]);
        let more = row["more_dwell_h"].as_f64().unwrap();
        assert!(more < 0.0 && row["more_haul_h"].as_f64() == Some(0.0), "{row}");
        let summary = &table(&report, "summary")[0];
        assert!((summary["mean_more_h"].as_f64().unwrap() - more / 2.0).abs() < 0.02, "{summary}");
        assert_eq!((&summary["better"], &summary["worse"], &summary["changed"]), (&1.into(), &0.into(), &0.into()));
    }

    #[test]
    fn a_closure_of_other_days_says_which() {
        let on = |day: Option<&str>| {
            let text = Scenario::shipped_text("poland-belarus-2025").unwrap().to_owned();
            let panel = PanelRequest { panel: "eurasia".into(), as_of: day.map(str::to_owned), geometry: false, ..PanelRequest::default() };
            let compared = CompareRequest { scenarios: vec![("closure".into(), text)], panel };
            let compared = corridor::answer(&network(), &Request::Compare(compared)).unwrap().notes;
            let closed = Scenario::shipped("poland-belarus-2025").unwrap().apply(&network()).unwrap();
            let route = RouteRequest { from: "Khorgos".into(), to: "Warsaw".into(), as_of: day.map(str::to_owned), ..RouteRequest::default() };
            let route = corridor::answer(&closed, &Request::Route(route)).unwrap().notes;
            [compared, route].map(|notes| notes.iter().any(|n| n.ends_with("ask with --as-of 2025-09-12.")))
        };
        assert_eq!(on(None), [true, true]);
        assert_eq!(on(Some("2025-09-15")), [false, false]);
        assert_eq!(on(Some("2025-09-25")), [true, true]);
    }

    #[test]
    fn the_greatest_change_stands_first() {
        let rows = table(&compare("caspian", &[], &["half-borders"]).unwrap(), "pairs");
        let changes: Vec<f64> = rows.iter().map(|r| r["more_h"].as_f64().unwrap()).collect();
        assert!(changes.len() > 1 && changes.is_sorted(), "{changes:?}");
    }

    #[test]
    fn bad_comparisons_are_told_what_there_is() {
        assert!(compare("nowhere", &[], &["nomad"]).unwrap_err().to_string().contains("eurasia"));
        assert!(compare("eurasia", &[], &[]).unwrap_err().to_string().contains("list scenarios"));
        assert!(compare("", &[["Nowhere", "Duisburg"]], &["nomad"]).is_err());
    }
}

mod edits {
    use super::*;
    use corridor::network::{CapacityUnit, Link};
    use jiff::civil::date;

    fn link<'n>(network: &'n Network, code: &str) -> &'n Link {
        network.links().find(|(_, l)| l.code == code).unwrap().1
    }

    fn edit(body: &str) -> Network {
        own(&format!("[[edit]]\n{body}\n")).unwrap_or_else(|e| panic!("{body}: {e}"))
    }

    #[test]
    fn a_node_country_corridor_line_or_service_closes_with_its_links() {
        let day = network().manifest().as_of;
        for (target, code) in [
            ("node:SHU", "KAZYBEK-BEK--SHU"),
            ("Shu", "KAZYBEK-BEK--SHU"),
            ("country:KZ", "SHALKAR--BEYNEU"),
            ("corridor:TRACECA", "TBILISI--GARDABANI"),
            ("line:Shalkar-Beyneu", "SHALKAR--BEYNEU"),
            ("service:kuryk-alat", "YERSAI--ALAT:FERRY"),
            ("ports AKTAU-PORT", "AKTAU-PORT--ALAT:SEA"),
        ] {
            let closed = edit(&format!("close = \"{target}\""));
            assert!(link(&network(), code).is_open(day) && !link(&closed, code).is_open(day), "{target}");
            let dated = edit(&format!("close = \"{target}\"\nfrom = \"2030-01-01\"\nto = \"2031-01-01\""));
            let open = [date(2029, 12, 31), date(2030, 1, 1), date(2030, 12, 31), date(2031, 1, 1)].map(|d| link(&dated, code).is_open(d));
            assert_eq!(open, [true, false, false, true], "{target}");
        }
    }

    #[test]
    fn closures_and_openings_add_up() {
        let twice =
            own("[[edit]]\nclose = \"node:SHU\"\nfrom = \"2027\"\nto = \"2028\"\n[[edit]]\nclose = \"node:SHU\"\nfrom = \"2029\"\nto = \"2030\"\n").unwrap();
        let open = [2026, 2027, 2028, 2029, 2030].map(|y| link(&twice, "KAZYBEK-BEK--SHU").is_open(date(y, 6, 1)));
        assert_eq!(open, [true, false, true, false, true]);
        let opened = edit("open = \"link:ASTARA-IR--RASHT\"\nfrom = \"2027\"\nto = \"2028\"");
        assert_eq!([2026, 2027, 2028].map(|y| link(&opened, "ASTARA-IR--RASHT").is_open(date(y, 6, 1))), [false, true, false]);
    }

    #[test]
    fn nomad_scales_documents_and_queues_of_kazakh_nodes_and_of_no_others() {
        let (network, nomad) = (network(), Scenario::shipped("nomad").unwrap().apply(&network()).unwrap());
        let scaled = |before: Duration, after: Duration| after == before.scaled(80, 100) && before > Duration::ZERO;
        for ((_, a), (_, b)) in network.borders().zip(nomad.borders()) {
            let link = network.link(a.link);
            let kazakh = [link.from, link.to].iter().any(|n| network.country_code(*n) == "KZ");
            assert_eq!(scaled(a.dwells[0].dwell.likely, b.dwells[0].dwell.likely), kazakh, "{}", link.code);
        }
        let port = |n: &Network, code: &str| {
            n.transfers().find(|(_, t)| t.kind.name() == "port" && t.node.is_some_and(|id| n.node(id).code == code)).unwrap().1.dwell.likely
        };
        assert!(scaled(port(&network, "AKTAU-PORT"), port(&nomad, "AKTAU-PORT")));
        let queue = |n: &Network, code: &str| n.services().find(|(_, s)| s.code == code).unwrap().1.years[0].queue.likely;
        assert!(scaled(queue(&network, "KURYK-ALAT"), queue(&nomad, "KURYK-ALAT")));
        assert_eq!(queue(&network, "LAKE-VAN"), queue(&nomad, "LAKE-VAN"));
        let loading = |n: &Network| best(n, "Almaty", "Shu", None).itineraries[0].totals.0.dwell;
        assert_eq!(loading(&nomad), loading(&network).scaled(80, 100), "documents at the terminals");
        let moscow = |n: &Network| best(n, "Moscow", "Samara", None).itineraries[0].totals.0;
        assert_eq!(moscow(&nomad), moscow(&network));
    }

    #[test]
    fn a_queue_leaves_the_headway_and_a_capacity_has_a_unit() {
        let changed = own("[[edit]]\nscale = \"queue\"\nof = \"services KZ\"\npercent = 0\n[[edit]]\nset = \"capacity\"\nof = \"link:SHALKAR--BEYNEU\"\nvalue = 20\nunit = \"Mt/yr\"\n[[edit]]\nscale = \"capacity\"\nof = \"node:YERSAI\"\npercent = 200\n").unwrap();
        let service = changed.services().find(|(_, s)| s.code == "KURYK-ALAT").unwrap().1;
        assert_eq!(service.years[0].wait(), service.years[0].headway.scaled(1, 2));
        let capacity = link(&changed, "SHALKAR--BEYNEU").capacity.unwrap();
        assert_eq!((capacity.value, capacity.unit, changed.teu_year(capacity)), (20_000, CapacityUnit::Megatonnes, 2_000_000));
        let port = |n: &Network| n.nodes().find(|(_, n)| n.code == "YERSAI").unwrap().1.capacity.unwrap().value;
        assert_eq!(port(&changed), 2 * port(&network()));
    }

    #[test]
    fn a_new_node_and_link_carry_a_route() {
        let built = own("[[edit]]\nadd.node = { code = \"NEW\", name = \"New port\", country = \"AZ\", lon = 49.5, lat = 40.0, kind = \"ferry_port\" }\n\
             [[edit]]\nadd.link = { from = \"NEW\", to = \"ALAT\", mode = \"rail\", length_km = 20, gauge_mm = 1520, duration_h = 1.5 }\n\
             [[edit]]\nadd.link = { from = \"YERSAI\", to = \"NEW\", mode = \"ferry\", length_km = 460, duration_h = 10, gauge_mm = 1520, service = \"KURYK-ALAT\" }\n\
             [[edit]]\nset = \"wait\"\nof = \"service:KURYK-ALAT\"\nvalue = 1\n")
        .unwrap();
        let route = best(&built, "New port", "Alat", None);
        assert_eq!(route.itineraries[0].totals.0.haul, Duration::new(90));
        assert!(best(&built, "Kuryk port", "NEW", None).itineraries[0].legs.iter().any(|l| l.links == ["YERSAI--NEW:FERRY"]));
        // Over a border the default time is charged, or the given one.
        let over = |more: &str| {
            edit(&format!("add.link = {{ code = \"X\", from = \"ALTYNKOL\", to = \"JINGHE\", mode = \"rail\", length_km = 300, gauge_mm = 1520{more} }}"))
        };
        let border = |n: &Network| n.border(link(n, "X").border.unwrap()).dwells[0].dwell.likely;
        assert_eq!((border(&over("")), border(&over(", border_h = 2"))), (Duration::new(480), Duration::new(120)));
    }

    #[test]
    fn a_project_is_built_and_taken_back() {
        let built = edit("build = \"CKU\"");
        assert!(
            best(&built, "Kashgar", "Andijan", None).itineraries[0].totals.0.length
                < best(&network(), "Kashgar", "Andijan", None).itineraries[0].totals.0.length
        );
        let removed = edit("remove = \"Shalkar-Beyneu\"");
        let links = |n: &Network, day| best(n, "Almaty", "Aktau", day).itineraries[0].legs.iter().flat_map(|l| l.links.clone()).collect::<Vec<_>>();
        assert_eq!(links(&removed, None), links(&network(), Some("2014-08-21")));
    }

    #[test]
    fn bad_edits_say_what_to_do() {
        for (body, what) in [
            ("close = \"line:Nowhere\"", "line or link `Nowhere`"),
            ("close = \"ports CH\"", "matches nothing"),
            ("scale = \"capacity\"\nof = \"link:ALMATY--UZYNAGASH\"\npercent = 50", ""),
            ("scale = \"wait\"\nof = \"node:SHU\"\npercent = 50", "nothing that the target has"),
            ("scale = \"speed\"\nof = \"node:SHU\"\npercent = 0", "stands still"),
            ("set = \"speed\"\nof = \"node:SHU\"\nvalue = 0", "no number that fits"),
            ("set = \"dwell\"\nof = \"borders\"\nvalue = -1", "no number that fits"),
            ("set = \"dwell\"\nof = \"borders\"\nvalue = 1\nunit = \"TEU/yr\"", "unit without use"),
            ("open = \"node:SHU\"\nfrom = \"2027\"\nto = \"2027\"", "contradict"),
            ("close = \"node:SHU\"\nfrom = \"soon\"", "`soon` is no date"),
            ("close = \"node:SHU\"\npercent = 50", "value without use"),
            ("build = \"NOWHERE\"", "no project `NOWHERE`"),
            ("add.node = { code = \"SHU\", name = \"x\", lon = 1, lat = 1 }", "already"),
            ("add.node = { code = \"X\", name = \"x\", lon = 200, lat = 1 }", "outside the world"),
            ("add.link = { from = \"SHU\", to = \"NOWHERE\", mode = \"rail\", length_km = 1 }", "no node `NOWHERE`"),
            ("add.link = { from = \"SHU\", to = \"ALMATY\", mode = \"rail\", length_km = 1 }", "shorter than"),
            ("add.link = { from = \"SHU\", to = \"ALMATY\", mode = \"sea\", length_km = 500 }", "does not end at ports"),
            ("add.link = { from = \"SHU\", to = \"ALMATY\", mode = \"rail\", length_km = 500, border_h = 1 }", "crosses no border"),
        ] {
            let found = problems(&format!("[[edit]]\n{body}\n"));
            assert!(found[0].line == 5 && found[0].what.contains(what) && !found[0].fix.is_empty(), "{body}: {}", found[0]);
        }
    }

    #[test]
    fn what_toml_cannot_be_read_is_told_by_line() {
        let at = |body: &str| match Scenario::parse("own.toml", &format!("schema = 1\nname = \"x\"\ndate = \"2026\"\nsource = \"s\"\n[[edit]]\n{body}\n")) {
            Err(Error::Data(problems)) => problems[0].clone(),
            _ => panic!("{body} is read"),
        };
        for (body, line) in [
            ("colour = \"red\"", 6),
            ("close = \"node:SHU\"\nof = 3", 7),
            ("scale = \"weight\"", 6),
            ("scale = \"dwell\"\nof = \"borders\"\npercent = -5", 8),
            ("add.node = { code = \"X\" }", 6),
            ("add.link = { from = \"A\", to = \"B\", mode = \"rail\", length_km = 1, colour = 2 }", 6),
        ] {
            let problem = at(body);
            assert!(problem.line == line && problem.fix.contains("docs/scenarios.md"), "{body}: {problem}");
        }
        let dateless = Scenario::parse("own.toml", "schema = 1\nname = \"x\"\ndate = \"soon\"\nsource = \"s\"\nedit = []\n").unwrap_err().to_string();
        assert!(dateless.contains("own.toml:3") && dateless.contains("YYYY-MM-DD"), "{dateless}");
    }
}
