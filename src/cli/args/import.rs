//! `corridor import`.

use std::path::PathBuf;

use clap::ValueHint;
use clap::builder::PossibleValuesParser;

use super::{value, word};
use crate::error::Error;
use crate::import::{Mapping, Options};
use crate::network::Mode;
use crate::units::Length;

#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct ImportArgs {
    /// What the file is: csv (an edge list), geojson (lines), osm (an extract, .osm.pbf)
    #[arg(value_parser = PossibleValuesParser::new(["csv", "geojson", "osm"]))]
    pub kind: String,
    /// The file
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The folder to write: nodes.csv, links.csv, waypoints.csv, countries.csv, sources.csv
    #[arg(short = 'o', long = "output", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// Our column OURS is their column or property THEIRS (repeatable): from, to, mode, gauge, length_km, length_m, line, status, name, ...
    #[arg(long, value_name = "OURS=THEIRS")]
    map: Vec<String>,
    /// csv: the file of the nodes (code or name, lon, lat); without it each row has from_lon, from_lat, to_lon, to_lat
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub nodes: Option<PathBuf>,
    /// The mode of lines that say none
    #[arg(long, default_value = "rail", value_parser = word(Mode::ALL, Mode::name))]
    mode: String,
    /// Join ends of lines to ends and lines this near; by default 50 for geojson, and 0 for osm, whose ways share nodes
    #[arg(long, value_name = "METRES", value_parser = clap::value_parser!(u64).range(..=20_000))]
    snap_m: Option<u64>,
    /// Put named places and the ends of ferries on a line this near
    #[arg(long, value_name = "METRES", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(..=20_000))]
    reach_m: u64,
    /// Leave out points that change a drawn line by less; lengths are measured before
    #[arg(long, value_name = "METRES", default_value_t = 20, value_parser = clap::value_parser!(u64).range(..=20_000))]
    simplify_m: u64,
    /// Name points of the lines after the places of the shipped network that lie within --reach-m
    #[arg(long)]
    names: bool,
    /// Positions are written latitude first
    #[arg(long)]
    swap: bool,
    /// osm: keep yards, sidings, spurs and industrial lines
    #[arg(long)]
    sidings: bool,
    /// Replace the network in a folder that is not empty
    #[arg(long)]
    pub force: bool,
    /// Format of the report on stdout
    #[arg(long, value_parser = PossibleValuesParser::new(["table", "json", "md"]), help_heading = "Output")]
    pub format: Option<String>,
}

impl ImportArgs {
    /// How the file is to be read.
    pub fn options(&self) -> Result<Options, Error> {
        if self.nodes.is_some() && self.kind != "csv" {
            return Err(Error::Usage("--nodes is for `import csv`; other files have their places in them".to_owned()));
        }
        Ok(Options {
            name: self.file.display().to_string(),
            map: Mapping::parse(self.map.iter().map(String::as_str))?,
            mode: value(Mode::ALL, Mode::name, &self.mode)?,
            snap: Length::new(self.snap_m.unwrap_or(if self.kind == "osm" { 0 } else { 50 })),
            reach: Length::new(self.reach_m),
            simplify: Length::new(self.simplify_m),
            names: self.names,
            swap: self.swap,
            sidings: self.sidings,
        })
    }
}
