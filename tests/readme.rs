//! The console blocks of the README, the tour, the pages of gaps and on one's own network, the whole page of accuracy, and the pictures are what
//! the program prints. Renew them with `README_UPDATE=1 cargo test --test readme`, then read the difference.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::process::Command;

fn run(arguments: &str) -> String {
    let words = arguments.split(' ').filter(|w| !w.is_empty());
    let output = Command::new(env!("CARGO_BIN_EXE_corridor")).args(words).env("COLUMNS", "100").output().unwrap();
    // `verify` says by 1 that a target is missed, which is worth showing too.
    let fine = output.status.success() || arguments.starts_with("verify") && output.status.code() == Some(1);
    assert!(fine, "corridor {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn path(file: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// Compares a file with what it should be, after writing it when that was asked for.
fn is_renewed(file: &str, renewed: &str) {
    if std::env::var_os("README_UPDATE").is_some() {
        std::fs::write(path(file), renewed).unwrap();
    }
    assert!(std::fs::read_to_string(path(file)).unwrap_or_default() == renewed, "renew {file} as the head of this file says");
}

fn is_what_the_program_prints(file: &str, least: usize) {
    let path = path(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut renewed = String::new();
    let mut rest = text.as_str();
    let mut blocks = 0;
    while let Some((before, block)) = rest.split_once("```console\n$ corridor ") {
        let (arguments, block) = block.split_once('\n').unwrap();
        let (_shown, after) = block.split_once("```").unwrap();
        write!(renewed, "{before}```console\n$ corridor {arguments}\n{}```", run(arguments)).unwrap();
        rest = after;
        blocks += 1;
    }
    renewed.push_str(rest);
    assert!(blocks >= least, "{file} has {blocks} examples");
    is_renewed(file, &renewed);
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    is_what_the_program_prints("README.md", 5);
}

#[test]
fn the_tour_shows_what_the_program_prints() {
    is_what_the_program_prints("docs/tour.md", 5);
}

#[test]
fn the_page_on_ones_own_network_shows_what_the_program_prints() {
    is_what_the_program_prints("docs/own-network.md", 3);
}

#[test]
fn the_page_of_gaps_shows_what_the_program_prints() {
    is_what_the_program_prints("docs/data-gaps.md", 1);
}

#[test]
fn the_page_of_accuracy_is_what_verify_writes() {
    is_renewed("docs/accuracy.md", &run("verify --format md"));
}

/// The pictures, each with the command that draws it.
const PICTURES: [(&str, &str); 3] = [
    ("docs/khorgos-europe.svg", "route Khorgos Europe --chart map"),
    ("docs/time-distance.svg", "route Khorgos Europe --chart time-distance"),
    ("docs/sweep.svg", "sweep Shanghai Rotterdam --value-of-time 0..600 --chart sweep"),
];

#[test]
fn the_pictures_are_what_the_program_draws() {
    for (file, arguments) in PICTURES {
        is_renewed(file, &run(arguments));
    }
}
