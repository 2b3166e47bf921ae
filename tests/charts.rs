//! Charts: what they show adds up to the answer, and what is drawn is well-formed and says it all.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use corridor::impact::Measure;
use corridor::report::{CHARTS, Chart, ItineraryReport, Plot, Report};
use corridor::units::Decimal;
use corridor::{CriticalRequest, Network, Pair, PanelRequest, ParetoRequest, Request, RouteRequest, Source, SweepRequest, TransitRequest, export};
use roxmltree::Document;

fn network() -> Network {
    corridor::load(&Source::default()).unwrap().0
}

fn route(from: &str, to: &str) -> RouteRequest {
    RouteRequest { from: from.to_owned(), to: to.to_owned(), ..RouteRequest::default() }
}

fn pair(from: &str, to: &str) -> Pair {
    Pair { from: from.to_owned(), to: to.to_owned(), weight: 1, line: 0 }
}

fn reports(network: &Network) -> Vec<Report> {
    let ask = |request| corridor::answer(network, &request).unwrap();
    vec![
        ask(Request::Route(route("Xi'an", "Istanbul"))),
        ask(Request::Route(route("Lianyungang", "Rotterdam"))),
        ask(Request::Transit(TransitRequest { route: RouteRequest { k: 8, ..route("China", "Europe") }, through: None })),
        ask(Request::Pareto(ParetoRequest { route: route("Xi'an", "Tehran"), criteria: vec![Measure::Time, Measure::Cost, Measure::Co2e], epsilon: 0 })),
        ask(Request::Critical(CriticalRequest {
            panel: PanelRequest { pairs: vec![pair("Almaty", "Poti"), pair("Xi'an", "Tehran")], ..PanelRequest::default() },
            ..CriticalRequest::default()
        })),
        ask(Request::Sweep(SweepRequest { route: route("Shanghai", "Rotterdam"), param: "value_of_time".to_owned(), range: "0..300".to_owned() })),
        ask(Request::Critical(CriticalRequest {
            panel: PanelRequest { panel: "caspian".to_owned(), ..PanelRequest::default() },
            ..CriticalRequest::default()
        })),
    ]
}

/// A histogram, and texts that XML would trip over.
fn made_up() -> Chart {
    let whole = |value| Decimal { value, places: 0 };
    let plot =
        Plot::Histogram { edges: [10, 12, 14, 16].map(whole).to_vec(), counts: vec![2, 5, 1], marks: vec![("p50 < p80 & \"p95\"".to_owned(), whole(13))] };
    Chart { name: "histogram", title: "<b> & co".to_owned(), x_label: "days".to_owned(), y_label: "runs".to_owned(), plot }
}

fn number(d: Decimal) -> f64 {
    d.value as f64 / 10f64.powi(d.places as i32)
}

fn totals(itinerary: &ItineraryReport) -> [f64; 3] {
    let total = &itinerary.totals.0;
    [total.length.get() as f64 / 1000.0, total.duration().get() as f64 / 1440.0, total.cost.get() as f64 / 100.0]
}

#[test]
fn lines_end_and_bars_add_up_at_the_totals() {
    let mut looked_at = 0;
    for report in reports(&network()) {
        for chart in &report.charts {
            let measure = if chart.name.starts_with("time") { 1 } else { 2 };
            for (i, itinerary) in report.itineraries.iter().enumerate() {
                let expected = totals(itinerary);
                match &chart.plot {
                    Plot::Steps(climbs) => {
                        let last = climbs[i].points.last().unwrap();
                        assert!((number(last.0) - expected[0]).abs() < 0.001 && (number(last.1) - expected[measure]).abs() < 0.01, "{}", chart.title);
                        let rises = climbs[i].points.windows(2).all(|p| p[0].0 <= p[1].0 && p[0].1 <= p[1].1);
                        assert!(rises && climbs[i].steps.iter().all(|s| climbs[i].points[s.at].0 == climbs[i].points[s.at - 1].0), "{}", chart.title);
                    }
                    Plot::Bars { parts, .. } => {
                        let sum: f64 = parts.iter().map(|p| number(p.1[i])).sum();
                        assert!((sum - expected[measure]).abs() < 0.01, "{}: {sum} is not {}", chart.title, expected[measure]);
                    }
                    Plot::Schematic(strands) => {
                        assert_eq!(strands[i].spans.len(), itinerary.legs.len());
                        assert_eq!(strands[i].stops.iter().map(|s| s.events.len()).sum::<usize>(), itinerary.events.len());
                    }
                    _ => continue,
                }
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 60, "{looked_at}");
}

#[test]
fn every_chart_is_drawn_as_well_formed_svg_in_both_forms() {
    let mut charts: Vec<Chart> = reports(&network()).into_iter().flat_map(|r| r.charts).collect();
    charts.push(made_up());
    for (name, _) in CHARTS.into_iter().filter(|c| c.0 != "map") {
        assert!(charts.iter().any(|c| c.name == name), "no answer has the chart {name}");
    }
    for chart in &charts {
        for (svg, alone) in [(export::svg::draw(chart), false), (export::svg::document(chart), true)] {
            let tree = Document::parse(&svg).unwrap_or_else(|e| panic!("{}: {e}", chart.title));
            let root = tree.root_element();
            assert_eq!(root.descendants().find(|n| n.has_tag_name("title")).unwrap().text().unwrap(), chart.title);
            assert_eq!(svg.contains("color-scheme"), alone, "only a file of its own sets the scheme");
            let frame: Vec<f64> = root.attribute("viewBox").unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
            for text in root.descendants().filter(|n| n.has_tag_name("text")) {
                let at = |name| text.attribute(name).unwrap().parse::<f64>().unwrap();
                assert!((0.0..=frame[2]).contains(&at("x")) && (0.0..=frame[3]).contains(&at("y")), "{}: {:?} lies outside", chart.title, text.text());
            }
            assert!(!svg.contains("NaN"), "{}", chart.title);
        }
    }
}

/// The labels of a diagram as boxes, by the size and anchor they are written with.
fn labels(svg: &str) -> Vec<(String, [f64; 4])> {
    let tree = Document::parse(svg).unwrap();
    let texts = tree.descendants().filter(|n| n.has_tag_name("text") && n.attribute("paint-order").is_some());
    texts
        .map(|n| {
            let (x, y): (f64, f64) = (n.attribute("x").unwrap().parse().unwrap(), n.attribute("y").unwrap().parse().unwrap());
            let text = n.text().unwrap();
            let wide = text.chars().count() as f64 * 5.0;
            let left = if n.attribute("text-anchor") == Some("end") { x - wide } else { x };
            (text.to_owned(), [left, y - 9.0, left + wide, y + 2.0])
        })
        .collect()
}

#[test]
fn labels_do_not_collide() {
    let mut seen = 0;
    for report in reports(&network()) {
        for chart in &report.charts {
            let labels = labels(&export::svg::draw(chart));
            seen += labels.len();
            for (i, (a, p)) in labels.iter().enumerate() {
                for (b, q) in &labels[..i] {
                    assert!(p[2] <= q[0] || q[2] <= p[0] || p[3] <= q[1] || q[3] <= p[1], "{}: `{a}` lies on `{b}`", chart.title);
                }
            }
        }
    }
    assert!(seen > 80, "{seen}");
}

#[test]
fn the_map_is_a_still_picture_with_every_route_and_both_ends() {
    use corridor::export::{Exporter, svg::Svg};
    let network = network();
    let drawn = |request: Request| {
        let mut bytes = Vec::new();
        let report = corridor::answer(&network, &request).unwrap();
        let done = Svg { chart: Some("map") }.render(&report, &mut bytes);
        (String::from_utf8(bytes).unwrap(), report, done)
    };
    let (svg, report, done) = drawn(Request::Route(route("Almaty", "Poti")));
    done.unwrap();
    let tree = Document::parse(&svg).unwrap();
    let texts: Vec<&str> = tree.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
    assert!(texts.contains(&"Almaty") && texts.contains(&"Poti") && texts.contains(&"KAZAKHSTAN"), "{texts:?}");
    for itinerary in &report.itineraries {
        let words = format!("{} days", itinerary.totals.0.duration().days());
        assert!(texts.iter().any(|t| t.starts_with(&format!("{} ", itinerary.rank)) && t.contains(&words)), "{words} is not in the legend: {texts:?}");
    }
    // Modes and events are told by their key.
    assert!(["rail", "ferry", "border crossing", "transshipment"].iter().all(|word| texts.contains(word)), "{texts:?}");
    let classes = |class: &str| tree.descendants().filter(|n| n.has_tag_name("path") && n.attribute("class") == Some(class)).count();
    assert!(classes("l-s1") >= report.itineraries[0].legs.len() && classes("f-land l-coast") == 1, "the best route lies on land");
    let (_, _, done) = drawn(Request::Route(RouteRequest { geometry: false, ..route("Khorgos", "Almaty") }));
    assert!(done.unwrap_err().to_string().contains("nothing to draw"), "without lines there is no map");
}

#[test]
fn the_map_shows_what_is_no_route() {
    use corridor::export::{Exporter, svg::Svg};
    use corridor::request::Listing;
    let network = network();
    let map = Svg { chart: Some("map") };
    let drawn = |request: Request| {
        let report = corridor::framed(&network, corridor::answer(&network, &request).unwrap(), map.frame());
        let mut bytes = Vec::new();
        map.render(&report, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let within = ["5d", "10d"].map(str::to_owned).to_vec();
    let svg = drawn(Request::Reach(corridor::ReachRequest { within, route: route("Khorgos", ""), ..corridor::ReachRequest::default() }));
    let tree = Document::parse(&svg).unwrap();
    let texts: Vec<&str> = tree.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
    let classes = |class: &str| tree.descendants().filter(|n| n.has_tag_name("path") && n.attribute("class") == Some(class)).count();
    assert!(texts.contains(&"within 5d") && texts.contains(&"within 10d"), "{texts:?}");
    assert!(classes("f-b1 l-faint") == 1 && classes("f-b2 l-faint") == 1 && classes("l-ink") > 50, "two areas and their nodes");
    // Some towns of the network are named.
    assert!(texts.contains(&"Moscow") && texts.contains(&"KAZAKHSTAN"), "{texts:?}");
    let links = drawn(Request::List(corridor::ListRequest { what: Listing::Links, filter: Vec::new(), geometry: true, as_of: None }));
    assert!(["rail: ", "ferry: ", "sea: ", "road: "].iter().all(|mode| links.contains(mode)), "each mode with its number");
    // A class has one colour, by night too.
    let sheet = links.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let mut colours = std::collections::BTreeMap::new();
    for rule in sheet.split('}').filter_map(|rule| rule.split_once('{')).filter(|(class, _)| class.starts_with(".corridor-chart ")) {
        assert_eq!(*colours.entry(rule.0).or_insert(rule.1), rule.1, "{} has two colours", rule.0);
    }
    // A picture of its own draws nothing twice over the first kind: losses of links, not of countries.
    let panel = PanelRequest { pairs: vec![pair("Almaty", "Poti")], ..PanelRequest::default() };
    let losses = drawn(Request::Critical(CriticalRequest { panel, ..CriticalRequest::default() }));
    assert!(losses.contains(">link: ") && !losses.contains(">country: "), "{}", &losses[losses.len() - 3000..]);
}
