//! The console blocks of the README are what the program prints. Renew them with
//! `README_UPDATE=1 cargo test --test readme`, then read the difference.

use std::fmt::Write as _;
use std::process::Command;

fn run(arguments: &str) -> String {
    let words = arguments.split(' ').filter(|w| !w.is_empty());
    let output = Command::new(env!("CARGO_BIN_EXE_corridor")).args(words).env("COLUMNS", "100").output().unwrap();
    assert!(output.status.success(), "corridor {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let mut renewed = String::new();
    let mut rest = readme.as_str();
    let mut blocks = 0;
    while let Some((before, block)) = rest.split_once("```console\n$ corridor ") {
        let (arguments, block) = block.split_once('\n').unwrap();
        let (_shown, after) = block.split_once("```").unwrap();
        write!(renewed, "{before}```console\n$ corridor {arguments}\n{}```", run(arguments)).unwrap();
        rest = after;
        blocks += 1;
    }
    renewed.push_str(rest);
    assert!(blocks >= 5, "the README has {blocks} examples");
    if std::env::var_os("README_UPDATE").is_some() {
        std::fs::write(path, &renewed).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), renewed, "renew the README as the head of this file says");
}
