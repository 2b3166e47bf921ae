//! Large networks of one's own: what is kept of them changes no answer, whatever happens to the files.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../benches/planar/mod.rs"]
mod planar;

use std::fs;
use std::path::Path;
use std::process::Command;

use planar::Planar;

/// Enough for a network that is kept and a hierarchy that is made: over a megabyte, and 50,000 states.
const LINKS: usize = 26_000;

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_corridor")).args(arguments).output().unwrap();
    assert!(output.status.success(), "corridor {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The kinds of the files that are kept, sorted.
fn kinds(cache: &Path) -> Vec<String> {
    let Ok(files) = fs::read_dir(cache) else { return Vec::new() };
    let mut kinds: Vec<String> = files.map(|f| f.unwrap().file_name().to_str().unwrap().split('-').next().unwrap().to_owned()).collect();
    kinds.sort();
    kinds
}

#[test]
fn what_is_kept_changes_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (net, cache, pairs) = (path("net"), path("cache"), path("pairs.csv"));
    let planar = Planar::new(LINKS, 1);
    planar.write(Path::new(&net)).unwrap();
    let ends = planar.pairs(30, 3);
    let rows: String = ends.iter().map(|(a, b)| format!("{},{}\n", Planar::code(*a), Planar::code(*b))).collect();
    fs::write(&pairs, format!("from,to\n{rows}N000000,N999999\n")).unwrap();
    let batch = |kept: &[&str]| run(&[&["batch", &pairs, "--network", &net, "--by", "distance", "--quiet"], kept].concat());

    let first = batch(&["--cache", &cache]);
    assert_eq!(first.lines().count(), 32);
    assert!(first.lines().last().unwrap().contains("bad_request"));
    assert_eq!(kinds(Path::new(&cache)), ["hierarchy", "network", "topology"]);
    let files: Vec<_> = fs::read_dir(&cache).unwrap().map(|f| f.unwrap().path()).collect();
    let whole: Vec<Vec<u8>> = files.iter().map(|f| fs::read(f).unwrap()).collect();
    assert_eq!(batch(&["--cache", &cache]), first, "from what was kept");
    for (file, bytes) in files.iter().zip(&whole) {
        let mut damaged = bytes.clone();
        damaged[bytes.len() / 2] ^= 0x40;
        fs::write(file, damaged).unwrap();
    }
    assert_eq!(batch(&["--cache", &cache]), first, "from what was damaged");
    for (file, bytes) in files.iter().zip(&whole) {
        assert!(&fs::read(file).unwrap() == bytes, "{} is made anew, the same", file.display());
    }

    // Dijkstra, without anything kept.
    let route = |kept: &[&str], pair: &(usize, usize)| {
        let (from, to) = (Planar::code(pair.0), Planar::code(pair.1));
        run(&[&["route", &from, &to, "-k", "1", "--network", &net, "--by", "distance", "--format", "csv", "--quiet"], kept].concat())
    };
    for (row, pair) in first.lines().skip(1).zip(&ends).take(3) {
        let alone = route(&["--no-cache"], pair);
        assert_eq!(route(&["--cache", &cache], pair), alone);
        let length = |line: &str| line.split(',').find(|cell| cell.contains('.')).map(str::to_owned);
        assert!(length(row).is_some_and(|km| alone.contains(&km)), "{row} is not in {alone}");
    }

    // Another network finds nothing of this one.
    let links = fs::read_to_string(Path::new(&net).join("links.csv")).unwrap();
    let (head, last) = links.trim_end().rsplit_once('\n').unwrap();
    fs::write(Path::new(&net).join("links.csv"), format!("{head}\n{}9\n", last)).unwrap();
    batch(&["--cache", &cache]);
    assert_eq!(kinds(Path::new(&cache)), ["hierarchy", "hierarchy", "network", "network", "topology"], "the arcs are the same, a weight is not");
}

#[test]
fn small_networks_and_the_shipped_one_keep_nothing() {
    let cache = tempfile::tempdir().unwrap();
    let dir = cache.path().to_str().unwrap();
    run(&["matrix", "Khorgos", "Almaty", "--cache", dir]);
    run(&["list", "nodes", "--network", "tests/fixtures/complete", "--cache", dir]);
    assert_eq!(kinds(cache.path()), Vec::<String>::new());
}
