//! Writes a generated planar network, and pairs of its nodes, for measuring:
//! `cargo run --release --example planar -- LINKS FOLDER [PAIRS FILE.csv]`.
#![allow(missing_docs)]

#[path = "../benches/planar/mod.rs"]
mod planar;

use std::path::Path;

use planar::Planar;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [links, folder, rest @ ..] = args.as_slice() else { return Err("LINKS FOLDER [PAIRS FILE.csv]".into()) };
    let network = Planar::new(links.parse()?, 1);
    network.write(Path::new(folder))?;
    if let [count, file] = rest {
        let line = |(from, to)| format!("{},{}\n", Planar::code(from), Planar::code(to));
        let lines: String = network.pairs(count.parse()?, 2).into_iter().map(line).collect();
        std::fs::write(file, format!("from,to\n{lines}"))?;
    }
    Ok(())
}
