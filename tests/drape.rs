//! `drape`: a network whose links run straight, laid on tracks that wind.
#![cfg(feature = "import")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use corridor::geography::{Position, geodesic};
use corridor::import::{self, DrapeOptions, Draped, Options};
use corridor::network::Network;
use corridor::units::Length;
use corridor::{Report, Source};
use tempfile::TempDir;

/// A, B and C some 80 km apart on a line; D has no track near it.
const NODES: &str = "code,name,country,lon,lat\nA,A,,70.0,43.0\nB,B,,71.0,43.0\nC,C,,72.0,43.0\nD,D,,73.0,45.0\nE,E,,60,30\nF,F,,61,30\n";

fn folder(links: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nodes.csv"), NODES).unwrap();
    std::fs::write(folder.path().join("links.csv"), format!("from,to,mode,length_km,note\n{links}")).unwrap();
    folder
}

fn loaded(folder: &TempDir, overlays: &[&TempDir]) -> Network {
    let source = Source { folder: Some(folder.path().to_owned()), overlays: overlays.iter().map(|o| o.path().to_owned()).collect(), ..Source::default() };
    corridor::load(&source).unwrap_or_else(|e| panic!("{e}")).0
}

/// A track from west to east that swings north by so many degrees, and one straight beside it, 0.3 degrees south.
fn tracks(swing: f64) -> String {
    let line = |points: Vec<[f64; 2]>| format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"LineString","coordinates":{points:?}}}}}"#);
    let winding = |from: i32, to: i32| {
        line((from..=to).map(|i| [70.0 + f64::from(i) / 50.0, 43.001 + swing * (f64::from(i) * std::f64::consts::PI / 50.0).sin().abs()]).collect())
    };
    let features = [winding(0, 70), winding(70, 100), line(vec![[69.0, 42.7], [73.0, 42.7]])];
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn draped(network: &Network, swing: f64) -> Draped {
    let tracks_of = Options { reach: Length::new(5_000), snap: Length::new(200), simplify: Length::new(10), ..Options::default() };
    import::drape(network, tracks(swing).as_bytes(), &DrapeOptions { tracks: tracks_of, tolerance: 10 }).unwrap()
}

fn table(report: &Report, name: &str) -> BTreeMap<String, String> {
    let table = report.tables.iter().find(|t| t.name == name).unwrap();
    table.rows.iter().map(|r| (r[0].to_string(), r[1].to_string())).collect()
}

#[test]
fn links_follow_the_tracks_and_what_does_not_fit_is_refused() {
    let folder = folder("A,B,rail,84,\nB,C,rail,84,\nA,C,rail,200,\nC,D,rail,250,\nE,F,rail,100,\nA,B,ferry,90,\n".replace("A,B,ferry,90,\n", "").as_str());
    let network = loaded(&folder, &[]);
    let done = draped(&network, 0.08);
    let report = done.report();
    let laid = table(&report, "laid");
    assert_eq!(laid.keys().collect::<Vec<_>>(), ["A--B", "B--C"], "{laid:?}");
    let refused = table(&report, "refused");
    assert!(refused["A--C"].contains("the link 200 km"), "{refused:?}");
    assert_eq!(refused["C--D"], "no track within 5 km of D");
    assert_eq!(table(&report, "counts")["links with no track near either end"], "1");

    let overlay = tempfile::tempdir().unwrap();
    for file in Draped::FILES {
        done.render(file, &mut std::fs::File::create(overlay.path().join(file)).unwrap()).unwrap();
    }
    let after = loaded(&folder, &[&overlay]);
    for (id, link) in after.links().filter(|(_, l)| l.code != "A--C" && l.length < Length::new(100_000)).take(2) {
        let line = after.line(id);
        assert_eq!((line[0], line[line.len() - 1]), (after.node(link.from).position, after.node(link.to).position));
        let highest = line.iter().map(|p| p.y).fold(0.0, f64::max);
        assert!(highest > 43.05 && line.iter().all(|p| p.y >= 43.0), "{} goes up to {highest}", link.code);
        let forward = line.windows(2).all(|w| w[1].x >= w[0].x - 1e-9);
        assert!(forward, "{} goes from its `from` to its `to`", link.code);
        assert_eq!(link.length, network.link(id).length, "a drawn line changes no length");
    }
}

#[test]
fn a_track_of_another_length_is_refused() {
    let folder = folder("A,B,rail,84,\n");
    let report = draped(&loaded(&folder, &[]), 0.5).report();
    assert!(!report.holds);
    let straight = geodesic(Position { x: 70.0, y: 43.0 }, Position { x: 71.0, y: 43.0 });
    assert!(straight < Length::new(84_000));
    assert!(table(&report, "refused")["A--B"].contains("the track is"), "{:?}", table(&report, "refused"));
}

#[test]
fn what_is_wrong_with_the_tracks_is_told() {
    let folder = folder("A,B,rail,84,\nB,C,rail,84,\n");
    let network = loaded(&folder, &[]);
    let options = DrapeOptions { tracks: Options { name: "tracks.geojson".to_owned(), snap: Length::new(200), ..Options::default() }, tolerance: 10 };
    let text = tracks(0.01);
    let cut = &text[..text.len() - 40];
    let report = import::drape(&network, cut.as_bytes(), &options).unwrap().report();
    assert!(report.notes.iter().any(|n| n.contains("tracks.geojson ends too early")), "{:?}", report.notes);
    assert_eq!(table(&report, "skipped")["the file breaks off"], "1");
    let line = |points: &[[f64; 2]]| format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"LineString","coordinates":{points:?}}}}}"#);
    let swapped: Vec<String> = (0..6).map(|i| line(&[[44.0, 75.5 + f64::from(i) / 2.0], [44.1, 75.8 + f64::from(i) / 2.0]])).collect();
    let report = import::drape(&network, swapped.join("\n").as_bytes(), &options).unwrap().report();
    assert!(!report.holds && report.notes.iter().any(|n| n.contains("try --swap")), "{:?}", report.notes);
}

#[test]
fn a_code_with_a_comma_is_laid_as_well() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("nodes.csv"), NODES).unwrap();
    std::fs::write(folder.path().join("links.csv"), "code,from,to,mode,length_km\n\"A, to B\",A,B,rail,84\n").unwrap();
    let network = loaded(&folder, &[]);
    let overlay = tempfile::tempdir().unwrap();
    let done = draped(&network, 0.08);
    for file in Draped::FILES {
        done.render(file, &mut std::fs::File::create(overlay.path().join(file)).unwrap()).unwrap();
    }
    let network = loaded(&folder, &[&overlay]);
    let id = network.links().next().unwrap().0;
    assert!(network.line(id).len() > 10, "{:?}", network.line(id));
}
