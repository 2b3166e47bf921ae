//! Reads, checks and freezes `data/`, the base map and the digest of the map's script into the program, with the library's own modules: a wrong row
//! stops the build with its file, line, column, value and fix.
#![allow(dead_code, unused_imports)]

#[path = "build/basemap.rs"]
mod basemap;
#[path = "src/data/mod.rs"]
mod data;
#[path = "src/error.rs"]
mod error;
#[path = "src/export/html/basemap.rs"]
mod frozen_map;
#[path = "src/geography.rs"]
mod geography;
#[path = "src/network/mod.rs"]
mod network;
#[path = "src/units.rs"]
mod units;

use std::path::Path;

use base64::Engine as _;
use sha2::{Digest as _, Sha256};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["data", "src/data", "src/error.rs", "src/geography.rs", "src/network", "src/units.rs", "src/export/html", "build", "build.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let (network, warnings) = data::build(data::Texts::default(), Vec::new()).map_err(|e| format!("data/: {e}"))?;
    for warning in warnings {
        println!("cargo::warning={warning}");
    }
    let frozen = postcard::to_stdvec(&network)?;
    println!("cargo::rustc-env=CORRIDOR_FROZEN={:016x}", xxhash_rust::xxh3::xxh3_64(&frozen));
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("network.postcard"), frozen)?;
    let map = basemap::frozen(&std::fs::read_to_string("data/map/basemap.json")?, &std::fs::read_to_string("data/map/labels.csv")?)?;
    std::fs::write(Path::new(&out).join("basemap.postcard"), map)?;
    // The page of an answer allows this one script, by its digest.
    let digest = base64::prelude::BASE64_STANDARD.encode(Sha256::digest(std::fs::read("src/export/html/map.js")?));
    println!("cargo::rustc-env=CORRIDOR_SCRIPT_DIGEST={digest}");
    Ok(())
}
