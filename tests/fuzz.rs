//! What reads text of others never panics: bounded mutations of sound files (`fuzz/` has the same functions for `cargo fuzz`), and
//! what fuzzing has found. `FUZZ_CASES=100000 cargo test --release --test fuzz` runs longer.
#![cfg(feature = "import")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../fuzz/parsers.rs"]
mod parsers;
mod pbf;

use parsers::BETWEEN;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

/// Tokens that parsers trip over.
const TOKENS: [&str; 30] = [
    "",
    "NaN",
    "-1",
    "1e999",
    "18446744073709551616",
    "\"",
    "\n",
    ",",
    ";",
    "|",
    "\0",
    "é",
    "🚂",
    "null",
    "[]",
    "{}",
    "[[",
    "\u{feff}",
    "--",
    "  ",
    "0",
    "180",
    "90.1",
    "-0.0",
    "rail",
    "forward",
    "1435|1520",
    "2024-02-30",
    "9999999999999999",
    "=",
];

/// A change of some bytes.
#[derive(Clone, Debug)]
enum Change {
    Flip(Index, u8),
    Cut(Index, Index),
    Twice(Index, Index),
    Token(Index, Index),
    End(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(i, b)| Change::Flip(i, b)),
        (at(), at()).prop_map(|(a, b)| Change::Cut(a, b)),
        (at(), at()).prop_map(|(a, b)| Change::Twice(a, b)),
        (at(), at()).prop_map(|(a, t)| Change::Token(a, t)),
        at().prop_map(Change::End),
    ]
}

fn changed(sound: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for change in changes {
        let n = bytes.len();
        if n == 0 {
            break;
        }
        let range = |a: &Index, b: &Index| {
            let (a, b) = (a.index(n), b.index(n));
            a.min(b)..(a.min(b) + a.abs_diff(b).min(40))
        };
        match change {
            Change::Flip(i, b) => bytes[i.index(n)] = *b,
            Change::Cut(a, b) => drop(bytes.drain(range(a, b))),
            Change::Twice(a, b) => {
                let copy = bytes[range(a, b)].to_vec();
                let at = a.index(n);
                drop(bytes.splice(at..at, copy));
            }
            Change::Token(a, t) => {
                let at = a.index(n);
                drop(bytes.splice(at..(at + 2).min(n), TOKENS[t.index(TOKENS.len())].bytes()));
            }
            Change::End(i) => bytes.truncate(i.index(n)),
        }
    }
    bytes
}

/// Runs a parser on mutations of sound texts.
fn fuzz(sound: &[Vec<u8>], parser: fn(&[u8])) {
    sound.iter().for_each(|text| parser(text));
    let cases = std::env::var("FUZZ_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let inputs = (prop::sample::select(sound.to_vec()), prop::collection::vec(change(), 1..6));
    let done = runner.run(&inputs, |(text, changes)| {
        let input = changed(&text, &changes);
        let caught = std::panic::catch_unwind(|| parser(&input));
        caught.map_err(|_| TestCaseError::fail(format!("panics on {:?}", String::from_utf8_lossy(&input))))?;
        Ok(())
    });
    done.unwrap_or_else(|e| panic!("{e}"));
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn joined(parts: &[Vec<u8>]) -> Vec<u8> {
    parts.join(&BETWEEN)
}

#[test]
fn folders_of_networks() {
    let folder = |name: &str| {
        let file = |f: &str| std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).join(f)).unwrap_or_default();
        joined(&["nodes.csv", "links.csv", "waypoints.csv", "borders.csv", "transfers.csv"].map(file))
    };
    let two = joined(&[fixture("two_files/nodes.csv"), fixture("two_files/links.csv")]);
    fuzz(&[two, folder("gauge_break"), folder("one_way")], parsers::network_csv);
}

#[test]
fn edge_lists() {
    let alone = b"from,to,from_lon,from_lat,to_lon,to_lat,length_km,gauge_mm\nA,B,70,43,71,43,90,1520\nB,C,71,43,72,43,,1435;1520\n".to_vec();
    let nodes = joined(&[b"from;to;length_km\nA;B;90,5\nB;A;\n".to_vec(), b"code;name;lon;lat\nA;Ay;70,1;43\nB;Be;71;43\n".to_vec()]);
    let folder = |name: &str| joined(&["links.csv", "nodes.csv"].map(|file| fixture(&format!("{name}/{file}"))));
    fuzz(&[alone, nodes, folder("bad_rows"), folder("dated"), folder("complete")], parsers::edge_list);
}

#[test]
fn geojson_lines() {
    fuzz(&[fixture("own/tracks.geojson")], parsers::geojson);
}

#[test]
fn scenario_files() {
    let shipped = |name: &str| corridor::scenario::Scenario::shipped_text(name).unwrap().as_bytes().to_vec();
    let own = b"schema = 1\nname = \"x\"\ndate = \"2025-01-01\"\nsource = \"s\"\n[[edit]]\nadd.node = { code = \"Z\", name = \"Z\", lon = 70, lat = 43 }\n[[edit]]\nadd.link = { from = \"Z\", to = \"A\", mode = \"rail\", length_km = 10 }\n[[edit]]\nscale = \"speed\"\nof = \"mode:rail\"\npercent = 50\n".to_vec();
    fuzz(&[shipped("half-borders"), shipped("caspian-storm"), shipped("poland-belarus-2025"), own], parsers::scenario);
}

#[test]
fn rows_of_batches() {
    let rows = b"id,from,to,via,avoid,modes,by,as_of,cargo,k\n1,A,D,B,C,rail|sea,time,2024-01-01,feu,3\n2,\"A\",70.1|43,,,,cost,2013,,\n".to_vec();
    fuzz(&[rows], parsers::batch_rows);
}

#[test]
fn extracts_of_openstreetmap() {
    fuzz(&[pbf::extract()], parsers::pbf);
}
