//! The page of an answer: it loads nothing, names its script by digest, escapes all it shows, and stays small.
//! How it looks and moves in a browser is in `tests/acceptance/`.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use corridor::request::Listing;
use corridor::{CriticalRequest, ListRequest, Network, Pair, PanelRequest, Request, RouteRequest, Source, TransitRequest, export};

/// Largest page.
const MOST: usize = 1_500_000;

fn page(network: &Network, request: &Request) -> String {
    let html = export::by_name("html").unwrap();
    let report = corridor::framed(network, corridor::answer(network, request).unwrap(), html.frame());
    let mut out = Vec::new();
    html.render(&report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn route(from: &str, to: &str) -> RouteRequest {
    RouteRequest { from: from.to_owned(), to: to.to_owned(), geometry: true, ..RouteRequest::default() }
}

/// A page of each kind of content: routes by rail and sea, many routes, none, lines, points, no map.
fn pages() -> Vec<(&'static str, String)> {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let list = |what| Request::List(ListRequest { what, filter: Vec::new(), as_of: None, geometry: true });
    let none = RouteRequest { avoid: vec!["KZ".to_owned()], ..route("Almaty", "Astana") };
    [
        ("route", Request::Route(route("Khorgos", "Europe"))),
        ("sea", Request::Route(RouteRequest { modes: vec![corridor::network::Mode::Sea], ..route("Shanghai", "Rotterdam") })),
        ("transit", Request::Transit(TransitRequest { route: RouteRequest { k: 8, ..route("China", "Europe") }, through: None })),
        ("none", Request::Route(none)),
        ("links", list(Listing::Links)),
        ("nodes", list(Listing::Nodes)),
        ("sources", list(Listing::Sources)),
    ]
    .map(|(name, request)| (name, page(&network, &request)))
    .to_vec()
}

#[test]
fn a_page_loads_nothing_and_is_small() {
    for (name, page) in pages() {
        assert!(page.len() < MOST, "{name}: {} bytes", page.len());
        assert!(page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src &#x27;none&#x27;"), "{name}: {}", &page[..600]);
        // What could ask for something: attributes of elements that load, and rules of style.
        let (before, after) = page.split_once("<script type=\"application/json\"").unwrap();
        for loading in [" src=", "<link", "<iframe", "<img", "<image", "<object", "<embed", "@import", "url("] {
            let at = before.find(loading).map(|i| &before[i.saturating_sub(60)..before.len().min(i + 60)]);
            assert_eq!(at, None, "{name}: {loading}");
        }
        assert!(!after.contains("fetch(") && !after.contains("XMLHttpRequest") && !after.contains("import("), "{name}");
        assert_eq!(page.matches("<script").count(), 2, "{name}: the data and the one script");
    }
}

#[test]
fn the_map_has_every_leg_event_and_row() {
    for (name, page) in pages() {
        let count = |text: &str| page.matches(text).count();
        match name {
            "sources" | "none" => assert!(!page.contains("id=\"map\""), "{name} has nothing to draw"),
            "links" => assert!(count("<g class=\"thing ") > 500 && page.contains("of-features"), "{name}"),
            "nodes" => assert!(count("class=\"dot\"") > 300, "{name}"),
            _ => {
                assert_eq!(count("<g class=\"leg "), count("<tr class=\"leg\">"), "{name}: each leg of the tables is on the map");
                assert!(count("<g class=\"mark\"") > 1 && page.contains("Natural Earth") && page.contains("OpenStreetMap"), "{name}");
            }
        }
        assert!(page.contains("id=\"map\"") == page.contains("centred on"), "{name}: a map says its projection");
    }
}

/// What stands between a text and the next quote, wherever the text is.
fn quoted<'p>(page: &'p str, before: &str) -> Vec<&'p str> {
    page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn routes_are_told_apart_without_colour() {
    let pages = pages();
    let (_, page) = pages.iter().find(|(name, _)| *name == "transit").unwrap();
    let classes = quoted(page, "<g class=\"route ");
    let cores: BTreeSet<&str> = classes.iter().filter_map(|c| c.split(' ').nth(1)).collect();
    assert!(classes.len() == 8 && classes.iter().collect::<BTreeSet<_>>().len() == 8, "{classes:?}");
    assert_eq!(cores.len(), 6, "six cores before one comes again: {cores:?}");
    assert!(cores.iter().filter(|core| **core != "p0").all(|core| page.contains(&format!(".{core} .core {{ stroke: "))), "{cores:?}");
    // A route that never leaves better ones shows as their rim alone.
    let routes: Vec<&str> = page.split("<g class=\"route ").skip(1).filter_map(|r| r.split("</g></g>").next()).collect();
    let (plain, cored): (Vec<&&str>, Vec<_>) = routes.iter().partition(|r| !r.contains("class=\"core\""));
    assert!(cored.len() >= 5 && cored.iter().all(|r| !r.starts_with("c1 p0")), "the best route has none");
    assert!(plain.iter().all(|r| r.starts_with("c1 p0") || !r.contains("class=\"line w0\"")), "all others have one where they run alone");
    assert_eq!(page.matches("<svg class=\"swatch\"").count(), 8);
}

#[test]
fn of_many_kinds_that_lie_over_each_other_one_is_shown_at_first() {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let pair = |from: &str, to: &str| Pair { from: from.to_owned(), to: to.to_owned(), weight: 1, line: 0 };
    let panel = PanelRequest { pairs: vec![pair("Almaty", "Poti")], ..PanelRequest::default() };
    let page = page(&network, &Request::Critical(CriticalRequest { panel, ..CriticalRequest::default() }));
    let groups = quoted(&page, "<g class=\"group ");
    assert!(groups.len() >= 4 && groups.iter().filter(|g| !g.ends_with(" off")).count() == 1, "{groups:?}");
    let switches: Vec<&str> = page.split("data-toggle-group=").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    assert_eq!(switches.iter().map(|s| s.ends_with(" checked")).collect::<Vec<_>>(), groups.iter().map(|g| !g.ends_with(" off")).collect::<Vec<_>>());
    assert!(["e1", "e4"].iter().all(|weight| page.contains(&format!("<g class=\"thing rail {weight}\""))), "the worst losses are the widest");
    assert!(page.contains("The wider a line"));
}

#[test]
fn the_page_of_a_large_network_stays_small() {
    use std::fmt::Write as _;
    const SIDE: usize = 64;
    let (mut nodes, mut links) = ("code,name,country,lon,lat\n".to_owned(), "from,to,mode,length_km\n".to_owned());
    for (i, j) in (0..SIDE).flat_map(|i| (0..SIDE).map(move |j| (i, j))) {
        let _ = writeln!(nodes, "N{i}-{j},Town {i} {j},KZ,{},{}", 50.0 + i as f64 / 2.0, 42.0 + j as f64 / 6.0);
        let mut link = |to: (usize, usize)| {
            if to.0 < SIDE && to.1 < SIDE {
                let _ = writeln!(links, "N{i}-{j},N{}-{},rail,50", to.0, to.1);
            }
        };
        link((i + 1, j));
        link((i, j + 1));
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nodes.csv"), nodes).unwrap();
    std::fs::write(folder.path().join("links.csv"), links).unwrap();
    let (network, _) = corridor::load(&Source { folder: Some(folder.path().to_owned()), ..Source::default() }).unwrap();
    for (request, told) in [
        (Request::Route(route("N0-0", "N20-20")), false),
        (Request::List(ListRequest { what: Listing::Links, filter: Vec::new(), as_of: None, geometry: true }), true),
    ] {
        let page = page(&network, &request);
        assert!(page.len() < MOST, "{} bytes", page.len());
        let (rows, things) = (page.matches("<tr>").count(), page.matches("<g class=\"thing").count());
        assert!(rows < 8_064 && things <= 2_000, "{rows} rows, {things} on the map");
        assert_eq!(page.contains("6,064 more are not drawn") && page.contains("of 8,064 rows"), told);
    }
}

#[test]
fn names_with_markup_are_only_names() {
    const EVIL: &str = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let folder = tempfile::tempdir().unwrap();
    let quoted = format!("\"{}\"", EVIL.replace('"', "\"\""));
    let nodes = format!("code,name,country,lon,lat\nA,{quoted},KZ,76,43\nB,B,KZ,78,44\n");
    std::fs::write(folder.path().join("nodes.csv"), nodes).unwrap();
    std::fs::write(folder.path().join("links.csv"), format!("from,to,mode,length_km,line\nA,B,rail,300,{quoted}\n")).unwrap();
    let (network, _) = corridor::load(&Source { folder: Some(folder.path().to_owned()), ..Source::default() }).unwrap();
    for request in [
        Request::Route(route("A", "B")),
        Request::List(ListRequest { what: Listing::Links, filter: Vec::new(), as_of: None, geometry: true }),
        Request::List(ListRequest { what: Listing::Nodes, filter: Vec::new(), as_of: None, geometry: true }),
    ] {
        let page = page(&network, &request);
        assert!(page.contains("alert(1)"), "the name is shown");
        assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("</script><script>alert"), "as text");
    }
}
