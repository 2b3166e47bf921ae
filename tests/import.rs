//! `import`: lines that join and lines that only cross, what is kept of broken files, edge lists, and an OpenStreetMap extract
//! that this file writes itself; and every folder that comes out can be asked and looked through.
#![cfg(feature = "import")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pbf;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use corridor::geography::Position;
use corridor::import::{self, Draft, Mapping, Options};
use corridor::network::{Electrified, Mode, Network};
use corridor::units::Length;
use corridor::{Error, Request, RouteRequest, Source};
use proptest::prelude::*;
use tempfile::TempDir;

fn options(map: &[&str]) -> Options {
    Options { name: "tracks.geojson".to_owned(), map: Mapping::parse(map.iter().copied()).unwrap(), ..Options::default() }
}

/// The folder of a draft, and the network in it.
fn network(draft: &Draft) -> (TempDir, Network) {
    let folder = tempfile::tempdir().unwrap();
    for file in Draft::FILES {
        draft.render(file, &mut std::fs::File::create(folder.path().join(file)).unwrap()).unwrap();
    }
    let source = Source { folder: Some(folder.path().to_owned()), ..Source::default() };
    let network = corridor::load(&source).unwrap_or_else(|e| panic!("{e}")).0;
    (folder, network)
}

fn feature(points: &[[f64; 2]], properties: &str) -> String {
    format!(r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"LineString","coordinates":{points:?}}}}}"#)
}

fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}", features.join(",\n"))
}

fn imported(features: &[String], map: &[&str]) -> Network {
    network(&import::geojson(collection(features).as_bytes(), &options(map)).unwrap()).1
}

fn table(draft: &Draft, name: &str) -> BTreeMap<String, String> {
    let report = draft.report();
    let table = report.tables.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("no table {name}"));
    table.rows.iter().map(|r| (r[0].to_string(), r[1].to_string())).collect()
}

/// Degrees: a hundredth is some 800 m east and 1,110 m north here.
const Y: f64 = 43.0;

#[test]
fn lines_that_cross_stay_apart_and_lines_that_touch_are_joined() {
    let main = feature(&[[70.0, Y], [71.0, Y], [72.0, Y]], "{}");
    let crossing = feature(&[[70.5, Y - 0.5], [70.5, Y + 0.5]], "{}");
    let apart = imported(&[main.clone(), crossing], &[]);
    assert_eq!((apart.nodes().len(), apart.links().len()), (4, 2), "they cross without a vertex in common");

    let shared = feature(&[[71.0, Y - 0.5], [71.0, Y], [71.0, Y + 0.5]], "{}");
    let joined = imported(&[main.clone(), shared], &[]);
    assert_eq!((joined.nodes().len(), joined.links().len()), (5, 4), "they share a vertex");

    // 0.0003 degrees north of the line are 33 m, 0.003 are 330 m.
    for (gap, nodes, links) in [(0.0003, 4, 3), (0.003, 4, 2)] {
        let branch = feature(&[[70.3, Y + gap], [70.3, Y + 0.5]], "{}");
        let network = imported(&[main.clone(), branch], &[]);
        assert_eq!((network.nodes().len(), network.links().len()), (nodes, links), "an end {gap} degrees off the middle of a line");
    }
    for (gap, nodes, links) in [(0.0003, 2, 1), (0.003, 4, 2)] {
        let next = feature(&[[72.0 + gap, Y], [73.0, Y]], "{}");
        let network = imported(&[main.clone(), next], &[]);
        assert_eq!((network.nodes().len(), network.links().len()), (nodes, links), "an end {gap} degrees off another");
    }
}

#[test]
fn points_where_nothing_happens_go_and_their_geometry_stays() {
    let pieces = [feature(&[[70.0, Y], [70.5, Y + 0.2]], "{}"), feature(&[[71.0, Y], [70.5, Y + 0.2]], "{}")];
    let network_of = |map: &[&str], pieces: &[String]| imported(pieces, map);
    let one = network_of(&[], &pieces);
    assert_eq!((one.nodes().len(), one.links().len()), (2, 1));
    let (id, link) = one.links().next().unwrap();
    assert_eq!(one.line(id).len(), 3, "the vertex between is drawn");
    let drawn = corridor::geography::line_length(&one.line(id));
    assert!(link.length.get().abs_diff(drawn.get()) <= 2, "{:?} {drawn:?}", link.length);
    let other = [pieces[0].clone(), feature(&[[71.0, Y], [70.5, Y + 0.2]], r#"{"g":1435}"#)];
    assert_eq!(network_of(&["gauge=g"], &other).links().len(), 2, "another gauge begins here");
}

#[test]
fn properties_become_columns_and_points_become_places() {
    let line = feature(&[[70.0, Y], [71.0, Y], [72.0, Y]], r#"{"gauge_mm":"1520;1435","name":"Main line","tr":2,"el":"contact_line"}"#);
    let station = r#"{"type":"Feature","properties":{"name":"Орта"},"geometry":{"type":"Point","coordinates":[71.2,43.001,512]}}"#.to_owned();
    let network = imported(&[line, station], &["tracks=tr", "electric=el"]);
    let (_, link) = network.links().next().unwrap();
    assert_eq!(link.gauges.iter().map(|g| g.mm()).collect::<Vec<_>>(), [1435, 1520]);
    assert_eq!((link.line.as_str(), link.tracks, link.mode), ("Main line", 2, Mode::Rail));
    let names: BTreeSet<&str> = network.nodes().map(|(_, n)| n.name.as_str()).collect();
    assert!(names.contains("Орта"), "{names:?}");
    assert_eq!(network.links().len(), 2, "the line is cut at the station");
    assert!(network.nodes().all(|(id, _)| network.country_code(id) == "KZ" || network.country_code(id) == "UZ" || network.country_code(id) == "KG"));
}

#[test]
fn a_line_over_a_border_is_cut_there_and_can_be_routed() {
    let line = feature(&(0..400).map(|i| [79.0 + f64::from(i) * 0.01, 44.2]).collect::<Vec<_>>(), "{}");
    let (_folder, network) = network(&import::geojson(collection(&[line]).as_bytes(), &options(&[])).unwrap());
    assert_eq!(network.links().len(), 2);
    let request = RouteRequest { from: "79.0,44.2".into(), to: "82.99,44.2".into(), ..RouteRequest::default() };
    let report = corridor::answer(&network, &Request::Route(request)).unwrap();
    assert_eq!(report.itineraries[0].countries, ["KZ", "CN"]);
    assert_eq!(report.itineraries[0].totals.0.borders, 1);
}

#[test]
fn what_is_bad_is_left_out_with_its_reason_and_the_rest_is_kept() {
    let bad = |coordinates: &str| format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"LineString","coordinates":{coordinates}}}}}"#);
    let good = feature(&[[70.0, Y], [71.0, Y]], "{}");
    let features = [
        good.clone(),
        bad("[[1,2],[NaN,3]]"),
        bad("[[43.0,170.0],[43.1,171.0]]"),
        bad("[[500,3],[1,2]]"),
        bad("[[1e999,3],[1,2]]"),
        bad("[[1,2]]"),
        bad("[[1,2],[1,2]]"),
        bad("[[\"a\",2],[1,2]]"),
        bad("[[179,60],[-179,60]]"),
        feature(&[[70.0, Y], [71.0, Y + 0.1]], r#"{"mode":"tram"}"#),
        r#"{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}}"#.to_owned(),
        r#"{"type":"Feature","geometry":null}"#.to_owned(),
    ];
    let draft = import::geojson(collection(&features).as_bytes(), &options(&[])).unwrap();
    let skipped = table(&draft, "skipped");
    let expected = [
        ("is no GeoJSON", "3"),
        ("a latitude beyond 90: lon and lat look swapped", "1"),
        ("a position outside the earth", "1"),
        ("a line with fewer than two points", "2"),
        ("a line over the antimeridian", "1"),
        ("a mode that is not rail, ferry, sea or road", "1"),
        ("neither lines nor points", "2"),
    ];
    assert_eq!(skipped, expected.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect());
    let first = table(&draft, "skipped_first");
    assert!(first["line 3, feature 2"].starts_with("is no GeoJSON"), "{first:?}");
    assert!(draft.report().notes.iter().any(|n| n.contains("--swap")));
    assert_eq!(network(&draft).1.links().len(), 1);

    let mut cut = collection(&[good.clone(), good.replace("71", "72")]);
    cut.truncate(cut.len() - 20);
    let draft = import::geojson(cut.as_bytes(), &options(&[])).unwrap();
    assert!(draft.report().notes[0].contains("breaks off in the middle of feature 2"), "{:?}", draft.report().notes);
    assert_eq!(network(&draft).1.links().len(), 1);
}

#[test]
fn a_million_bad_features_are_counted_and_the_first_hundred_shown() {
    let mut text = collection(&[feature(&[[70.0, Y], [71.0, Y]], "{}")]);
    text.truncate(text.len() - 3);
    text += &",\n{\"type\":\"Feature\",\"geometry\":null}".repeat(200_000);
    let draft = import::geojson((text + "]}").as_bytes(), &options(&[])).unwrap();
    assert_eq!(table(&draft, "skipped")["neither lines nor points"], "200000");
    assert_eq!(draft.report().tables.iter().find(|t| t.name == "skipped_first").unwrap().rows.len(), 100);
}

#[test]
fn what_holds_nothing_is_refused_with_reasons() {
    let refused = |bytes: &[u8]| match import::geojson(bytes, &options(&[])) {
        Err(e) => e.to_string(),
        Ok(_) => panic!("taken"),
    };
    assert!(refused(b"").contains("holds no line that can be used"));
    assert!(refused(b"PK\x03\x04\xff\xfe").contains("is a packed file; unpack it first"));
    assert!(refused(b"{\"type\":\"FeatureCollection\",\n\"features\":[\xff]}").contains("tracks.geojson:2 `byte 0xff`"));
    assert!(refused(br#"{"type":"FeatureCollection","features":[]}"#).contains("no line"));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(refused(format!(r#"{{"type":"Feature","geometry":{{"type":"LineString","coordinates":{deep}}}}}"#).as_bytes()).contains("is no GeoJSON"));
    let text = collection(&[feature(&[[70.0, Y], [71.0, Y]], r#"{"spurweite":1520}"#)]);
    let error = import::geojson(text.as_bytes(), &options(&["gauge=gage"])).unwrap_err().to_string();
    assert!(error.contains("`gage`") && error.contains("spurweite"), "{error}");
}

#[test]
fn swapped_positions_on_the_earth_are_said() {
    let swapped: Vec<String> = (0..5).map(|i| feature(&[[44.0 + f64::from(i) / 100.0, 75.0], [44.5, 76.0 + f64::from(i) / 100.0]], "{}")).collect();
    let draft = import::geojson(collection(&swapped).as_bytes(), &options(&[])).unwrap();
    assert!(draft.report().notes.iter().any(|n| n.contains("look swapped")), "{:?}", draft.report().notes);
    let right = import::geojson(collection(&swapped).as_bytes(), &Options { swap: true, ..options(&[]) }).unwrap();
    assert_eq!(right.report().notes, Vec::<String>::new());
    assert_eq!(network(&right).1.country_code(network(&right).1.nodes().next().unwrap().0), "KZ");
}

const NODES: &str = "id;Stadt;x;y\n1;Алматы;76,9;43,3\n2;Шу;73,75;43,6\n3;Nowhere;x;1\n";
const EDGES: &str = "origin;destination;metres;GAUGE\n1;2;290000;1520\n1;Шу;;1520\n2;9;5;1520\n1;1;5;\n2;1;-7;\n1;2;290000;wide\n1;2\n";

#[test]
fn an_edge_list_is_checked_and_normalised() {
    let map = ["code=id", "name=Stadt", "lon=x", "lat=y", "from=origin", "to=destination", "length_m=metres", "gauge=GAUGE"];
    let options = Options { name: "edges.csv".to_owned(), ..options(&map) };
    let draft = import::csv(EDGES.as_bytes(), Some(("nodes.csv", NODES.as_bytes())), &options).unwrap();
    let skipped = table(&draft, "skipped");
    assert_eq!(skipped.values().map(|n| n.parse::<u32>().unwrap()).sum::<u32>(), 6, "{skipped:?}");
    let first = table(&draft, "skipped_first");
    assert_eq!(first["nodes.csv:4"], "a position that is no number: x, 1");
    assert_eq!(first["edges.csv:4"], "an end that is no node: 9");
    assert_eq!(first["edges.csv:8"], "a row with too many or too few cells: 2 cells under a header of 4");
    let (_, network) = network(&draft);
    let lengths: Vec<u64> = network.links().map(|(_, l)| l.length.get()).collect();
    assert_eq!(network.nodes().len(), 2);
    assert_eq!((lengths[0], lengths.len()), (290_000, 3));
    let ends: Vec<Position> = network.nodes().map(|(_, n)| n.position).collect();
    assert_eq!(lengths[1], corridor::geography::geodesic(ends[0], ends[1]).get(), "no length: the geodesic");
    assert_eq!(network.nodes().next().unwrap().1.code, "1");
}

/// Both were found by fuzzing: the folder would not have loaded.
#[test]
fn an_edge_list_with_short_lengths_or_ferries_still_loads() {
    let edges = "from,to,from_lon,from_lat,to_lon,to_lat,length_km,mode\nA,B,70,1,71,43,90.5,rail\nA,C,70,1,71,1,120,ferry\nA,C,70,1,71,1,,sea\n";
    let draft = import::csv(edges.as_bytes(), None, &Options::default()).unwrap();
    assert_eq!(table(&draft, "skipped")["a length below the geodesic"], "1");
    let (_, network) = network(&draft);
    assert_eq!(network.links().len(), 2);
    assert!(network.links().all(|(_, l)| network.node(l.from).kind.is_port() && network.node(l.to).kind.is_port()));
}

#[test]
fn an_edge_list_may_bring_its_positions_in_each_row() {
    let edges = "from,to,from_lon,from_lat,to_lon,to_lat,length_km\nA,B,70,43,71,43,90\nB,C,71,43,72,43,90\nB,D,75,43,72,43,90\nC,D,72,43,43,95,9\n";
    let draft = import::csv(edges.as_bytes(), None, &Options::default()).unwrap();
    let first = table(&draft, "skipped_first");
    assert!(first["the file:4"].contains("two places") && first["the file:5"].contains("swapped"), "{first:?}");
    assert_eq!(network(&draft).1.links().len(), 2);
    let missing = import::csv(b"a,b\n1,2\n", None, &Options::default()).unwrap_err().to_string();
    assert!(missing.contains("missing column") && missing.contains("--map from=THEIRS"), "{missing}");
}

fn osm(bytes: &[u8], options: &Options) -> Result<Draft, Error> {
    let bytes = bytes.to_vec();
    import::osm(&|| Ok(Box::new(Cursor::new(bytes.clone()))), options)
}

#[test]
fn an_extract_of_openstreetmap_becomes_a_network() {
    let options = Options { name: "a.osm.pbf".to_owned(), snap: Length::ZERO, ..Options::default() };
    let draft = osm(&pbf::extract(), &options).unwrap();
    let (_folder, network) = network(&draft);
    let links: Vec<(Mode, Vec<u16>, usize)> =
        network.links().map(|(id, l)| (l.mode, l.gauges.iter().map(|g| g.mm()).collect(), network.line(id).len())).collect();
    assert_eq!(links.len(), 4, "two of the main line, the narrow gauge, the ferry: {links:?}");
    assert!(links.contains(&(Mode::Rail, vec![1435, 1520], 3)), "the way through node 2 is one link that keeps it: {links:?}");
    assert!(links.iter().any(|l| l.1 == [750]) && links.iter().any(|l| l.0 == Mode::Ferry));
    let orta = network.nodes().find(|(_, n)| n.name == "Orta").expect("the station is a node").1;
    assert!(orta.aliases.contains("Орта"));
    let port = network.nodes().find(|(_, n)| n.name == "Port").expect("the port is a node").1;
    assert!(port.kind.is_port());
    let joined = network.links().filter(|(_, l)| l.from == l.to).count();
    assert_eq!(joined, 0);
    let request = RouteRequest { from: "Orta".into(), to: "73.0,43.0".into(), ..RouteRequest::default() };
    let report = corridor::answer(&network, &Request::Route(request)).unwrap();
    assert!(report.answered, "the ferry's end is joined to the rail's: {:?}", report.notes);
    let skipped = table(&draft, "skipped");
    assert_eq!(skipped["a place with no line near it"], "1");
    assert!(skipped.keys().any(|k| k.contains("not in the extract")));
    let all = osm(&pbf::extract(), &Options { sidings: true, ..options }).unwrap();
    assert_eq!(table(&all, "counts")["ways"], "6");
}

#[test]
fn a_broken_extract_is_an_error_or_kept_in_part() {
    let options = Options { name: "a.osm.pbf".to_owned(), ..Options::default() };
    let whole = pbf::extract();
    for end in 0..whole.len() {
        let error = osm(&whole[..end], &options).expect_err("no block is whole").to_string();
        assert!(error.contains("holds no line"), "{end}: {error}");
    }
    assert!(osm(b"<osm version='0.6'/>", &options).unwrap_err().to_string().contains("cannot be read to its end"));
    let twice = [whole.clone(), whole[..whole.len() - 9].to_vec()].concat();
    let draft = osm(&twice, &options).unwrap();
    assert!(draft.report().notes[0].contains("what stands before is kept"), "{:?}", draft.report().notes);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// A random grid of lines: links and km are the same whatever the order of the features, and every meeting of other than two is a node.
    #[test]
    fn joins_do_not_depend_on_order_and_keep_every_kilometre(steps in prop::collection::vec((0u8..5, 0u8..5, any::<bool>()), 1..12), seed in any::<u64>()) {
        let at = |x: u8, y: u8| [70.0 + f64::from(x) / 4.0, 43.0 + f64::from(y) / 4.0];
        let mut edges: Vec<[[f64; 2]; 2]> = steps.iter().map(|&(x, y, east)| [at(x, y), if east { at(x + 1, y) } else { at(x, y + 1) }]).collect();
        edges.sort_by(|a, b| a.partial_cmp(b).unwrap());
        edges.dedup();
        let features: Vec<String> = edges.iter().map(|e| feature(e, "{}")).collect();
        let mut shuffled = features.clone();
        let n = shuffled.len();
        (0..n).for_each(|i| shuffled.swap(i, (seed.wrapping_mul(i as u64 + 7) % n as u64) as usize));
        let Ok(draft) = import::geojson(collection(&features).as_bytes(), &options(&[])) else { return Ok(()) };
        let again = import::geojson(collection(&shuffled).as_bytes(), &options(&[])).unwrap();
        let km = |d: &Draft| table(d, "counts")["km of links"].clone();
        if !draft.report().holds { return Ok(()) }
        let (a, b) = (network(&draft).1, network(&again).1);
        prop_assert_eq!(a.links().len(), b.links().len());
        prop_assert_eq!(km(&draft), km(&again));
        // The points where not exactly two edges meet must be nodes.
        let mut degree: BTreeMap<String, usize> = BTreeMap::new();
        edges.iter().flatten().for_each(|p| *degree.entry(format!("{p:?}")).or_default() += 1);
        let nodes: BTreeSet<String> = a.nodes().map(|(_, n)| format!("{:?}", [n.position.x, n.position.y])).collect();
        for (p, _) in degree.iter().filter(|(_, d)| **d != 2) {
            prop_assert!(nodes.contains(p), "{} is no node", p);
        }
    }
}

#[test]
fn a_way_that_leaves_the_extract_and_comes_back_is_not_drawn_across_the_gap() {
    let nodes: Vec<(i64, f64, f64, pbf::Tags)> = [1, 2, 3, 6, 7, 9].map(|id| (id, 70.0 + id as f64 / 10.0, 43.0, [].as_slice())).to_vec();
    let rail: pbf::Tags = &[("railway", "rail"), ("gauge", "1520")];
    let ways: [(i64, &[i64], pbf::Tags); 2] = [(1, &[1, 2, 3, 4, 5, 6, 7], rail), (2, &[8, 9, 10], rail)];
    let draft = osm(&pbf::file(&nodes, &ways), &Options { snap: Length::ZERO, ..Options::default() }).unwrap();
    let (_folder, network) = network(&draft);
    let mut ends: Vec<(f64, f64)> = network.links().map(|(_, l)| (network.node(l.from).position.x, network.node(l.to).position.x)).collect();
    ends.sort_by(|a, b| a.partial_cmp(b).unwrap());
    assert_eq!(ends, [(70.1, 70.3), (70.6, 70.7)]);
    let skipped = table(&draft, "skipped");
    assert_eq!(skipped["nodes of a way that are not in the extract; the way ends where they are missing"], "2");
    assert_eq!(skipped["a way with fewer than two nodes in the extract"], "1");
}

#[test]
fn what_no_train_uses_is_left_out_of_an_extract() {
    let at = |id: i64| (id, 70.0 + id as f64 / 10.0, 43.0, [].as_slice());
    let metro: pbf::Tags = &[("railway", "station"), ("station", "subway"), ("name", "Metro")];
    let tram: pbf::Tags = &[("railway", "station"), ("station", "light_rail"), ("name", "Tram")];
    let halt: pbf::Tags = &[("railway", "halt"), ("name", "Razezd 5")];
    let nodes: Vec<(i64, f64, f64, pbf::Tags)> = vec![
        at(1),
        at(2),
        at(3),
        at(4),
        (5, 70.2, 43.0, metro),
        (6, 70.2, 43.0, tram),
        (7, 70.2, 43.0, halt),
        (8, 70.299, 43.001, &[]),
        (9, 70.301, 43.001, &[]),
        (10, 70.3, 42.999, &[]),
    ];
    let rail: pbf::Tags = &[("railway", "rail"), ("gauge", "1520;1435"), ("electrified", "contact_line;rail")];
    let gone: pbf::Tags = &[("railway", "rail"), ("disused", "yes")];
    let never: pbf::Tags = &[("railway", "construction"), ("construction", "rail")];
    // A station that is drawn as an area round the line's end.
    let area: pbf::Tags = &[("railway", "station"), ("name", "Konechnaya")];
    let ways: [(i64, &[i64], pbf::Tags); 4] = [(1, &[1, 2, 3], rail), (2, &[3, 4], gone), (3, &[1, 4], never), (4, &[8, 9, 10, 8], area)];
    // The nodes stand after the ways and backwards: no file must be sorted.
    let reversed: Vec<(i64, f64, f64, pbf::Tags)> = nodes.iter().rev().copied().collect();
    for nodes in [&nodes, &reversed] {
        let draft = osm(&pbf::file(nodes, &ways), &Options { snap: Length::ZERO, ..Options::default() }).unwrap();
        assert_eq!((&*table(&draft, "counts")["ways"], draft.report().notes.len()), ("1", 0));
        let (_folder, network) = network(&draft);
        let names: Vec<&str> = network.nodes().map(|(_, n)| n.name.as_str()).filter(|n| !n.contains(" at ")).collect();
        assert_eq!(names, ["Konechnaya", "Razezd 5"]);
        let link = network.links().next().unwrap().1;
        assert_eq!((link.gauges.len(), link.electrified), (2, Electrified::Yes));
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told_in_its_own_terms() {
    let text = "{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[70.0,43.0],[71.0,NaN]]}}\n".to_owned();
    let error = import::geojson((text.clone() + &text).as_bytes(), &options(&[])).unwrap_err().to_string();
    assert!(error.contains("line 2, feature 2") && error.contains("NaN is no number of JSON") && !error.contains("column"), "{error}");
    let error = osm(b"PK\x03\x04 a zip file, which is no PBF", &options(&[])).unwrap_err().to_string();
    assert!(error.contains("OpenStreetMap extract as PBF") && !error.contains("LineString"), "{error}");
}

#[test]
fn many_rows_that_are_bad_alike_are_counted() {
    let edges = "from,to,mode\n".to_owned() + &"A,NOWHERE,rail\n".repeat(1000);
    let options = Options { name: "edges.csv".to_owned(), ..Options::default() };
    let error = import::csv(edges.as_bytes(), Some(("nodes.csv", b"code,lon,lat\nA,70,43\n")), &options).unwrap_err().to_string();
    assert!(error.contains("edges.csv: 1000 times: an end that is no node") && error.contains("edges.csv:2: an end that is no node: NOWHERE"), "{error}");
}

#[test]
fn two_ferries_between_the_same_shores_stay_two() {
    // Seen in Wellington: ends a few hundred metres apart were joined, and the two ferries became one closed loop, which was left out.
    let nodes: Vec<(i64, f64, f64, pbf::Tags)> =
        [(1, 174.78, -41.28), (2, 174.84, -41.26), (3, 174.90, -41.28), (4, 174.785, -41.28), (5, 174.84, -41.30), (6, 174.895, -41.28)]
            .map(|(id, x, y)| (id, x, y, [].as_slice()))
            .to_vec();
    let ferry: pbf::Tags = &[("route", "ferry")];
    let ways: [(i64, &[i64], pbf::Tags); 2] = [(1, &[1, 2, 3], ferry), (2, &[4, 5, 6], ferry)];
    let draft = osm(&pbf::file(&nodes, &ways), &Options { snap: Length::ZERO, ..Options::default() }).unwrap();
    let (_folder, network) = network(&draft);
    assert_eq!((network.nodes().len(), network.links().len()), (2, 2), "{:?}", table(&draft, "skipped"));
    assert!(network.nodes().all(|(_, n)| n.kind.is_port()));
}

#[test]
fn a_closure_that_ends_before_it_begins_is_left_out_and_the_link_kept() {
    // Found by fuzzing: the folder that was written could not be read.
    let edges = "from,to,mode,closed_from,closed_to\nA,B,rail,2020,2019\nA,C,rail,,2019\nB,C,rail,2019,2020\n";
    let draft = import::csv(edges.as_bytes(), Some(("nodes.csv", b"code,lon,lat\nA,70,43\nB,71,43\nC,72,43\n")), &Options::default()).unwrap();
    assert_eq!(table(&draft, "skipped")["a cell that cannot be read; the link is kept without it"], "2");
    let (_folder, network) = network(&draft);
    assert_eq!(network.links().map(|(_, l)| l.closures.len()).collect::<Vec<_>>(), [1, 0, 1]);
}

#[test]
fn a_short_ferry_keeps_its_far_shore() {
    // Both shores lie within reach of the end of the line, and were both joined to it.
    let at = |id: i64, x: f64| (id, x, 43.0, [].as_slice());
    let nodes: Vec<(i64, f64, f64, pbf::Tags)> = vec![at(1, 69.9), at(2, 70.0), at(3, 70.004), at(4, 70.009)];
    let (rail, ferry): (pbf::Tags, pbf::Tags) = (&[("railway", "rail")], &[("route", "ferry")]);
    let ways: [(i64, &[i64], pbf::Tags); 2] = [(1, &[1, 2], rail), (2, &[3, 4], ferry)];
    let draft = osm(&pbf::file(&nodes, &ways), &Options { snap: Length::ZERO, ..Options::default() }).unwrap();
    let (_folder, network) = network(&draft);
    assert_eq!((network.nodes().len(), network.links().len()), (3, 2), "{:?}", draft.report().tables);
}
