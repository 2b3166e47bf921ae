//! `corridor drape`.

use std::path::PathBuf;

use clap::ValueHint;
use clap::builder::PossibleValuesParser;

use crate::import::{DrapeOptions, Options};
use crate::units::Length;

#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct DrapeArgs {
    /// The tracks: a GeoJSON file of lines (Natural Earth, an OpenStreetMap export)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub track: PathBuf,
    /// The overlay to write: waypoints.csv and sources.csv
    #[arg(short = 'o', long = "output", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// Join ends of tracks this near to each other or to a track
    #[arg(long, value_name = "METRES", default_value_t = 200, value_parser = clap::value_parser!(u64).range(..=20_000))]
    snap_m: u64,
    /// The ends and points of a link may lie this far from the track
    #[arg(long, value_name = "METRES", default_value_t = 5000, value_parser = clap::value_parser!(u64).range(1..=50_000))]
    reach_m: u64,
    /// The track may be longer or shorter than the link by this much (or by 3 km)
    #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u64).range(..=100))]
    tolerance: u64,
    /// Leave out points that change a drawn line by less
    #[arg(long, value_name = "METRES", default_value_t = 200, value_parser = clap::value_parser!(u64).range(..=20_000))]
    simplify_m: u64,
    /// Positions of the tracks are written latitude first
    #[arg(long)]
    swap: bool,
    /// Replace the overlay in a folder that is not empty
    #[arg(long)]
    pub force: bool,
    /// Format of the report on stdout
    #[arg(long, value_parser = PossibleValuesParser::new(["table", "json", "md"]), help_heading = "Output")]
    pub format: Option<String>,
}

impl DrapeArgs {
    /// How the tracks are read and the links are laid.
    pub fn options(&self) -> DrapeOptions {
        let tracks = Options {
            name: self.track.display().to_string(),
            snap: Length::new(self.snap_m),
            reach: Length::new(self.reach_m),
            simplify: Length::new(self.simplify_m),
            swap: self.swap,
            ..Options::default()
        };
        DrapeOptions { tracks, tolerance: self.tolerance }
    }
}
