//! Reads, checks and freezes `data/` into the program, with the library's own modules: a wrong row
//! stops the build with its file, line, column, value and fix.
#![allow(dead_code, unused_imports)]

#[path = "src/data/mod.rs"]
mod data;
#[path = "src/error.rs"]
mod error;
#[path = "src/geography.rs"]
mod geography;
#[path = "src/network/mod.rs"]
mod network;
#[path = "src/units.rs"]
mod units;

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["data", "src/data", "src/error.rs", "src/geography.rs", "src/network", "src/units.rs", "build.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let (network, warnings) = data::read(&data::Source::default()).map_err(|e| format!("data/: {e}"))?;
    for warning in warnings {
        println!("cargo::warning={warning}");
    }
    let frozen = postcard::to_stdvec(&network)?;
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("network.postcard"), frozen)?;
    Ok(())
}
