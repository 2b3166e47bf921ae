//! `corridor lint`.

use std::path::PathBuf;

use clap::ValueHint;

use super::{Command, Output, value, word};
use crate::error::Error;
use crate::request::{LintCheck, LintRequest, Severity};
use crate::units::Length;

#[derive(Debug, clap::Args)]
pub(super) struct LintArgs {
    /// The folder of the network; by default the shipped one, or that of --network
    #[arg(value_hint = ValueHint::DirPath)]
    dir: Option<PathBuf>,
    /// Only this check (repeatable)
    #[arg(long, value_name = "CHECK", value_parser = word(LintCheck::ALL, LintCheck::name))]
    only: Vec<String>,
    /// The mildest finding to report
    #[arg(long, value_name = "SEVERITY", default_value = "note", value_parser = word(Severity::ALL, Severity::name))]
    level: String,
    /// An end this close to something it is not joined to is a near-miss
    #[arg(long, value_name = "KM", default_value = "2", value_parser = length)]
    near_km: Length,
    /// Nodes within this are neighbours, for missing junctions
    #[arg(long, value_name = "KM", default_value = "30", value_parser = length)]
    pair_km: Length,
    /// Neighbours farther apart by the network than this many times the geodesic miss a junction
    #[arg(long, value_name = "TIMES", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=1000))]
    detour_index: u64,
    #[command(flatten)]
    output: Output,
}

/// Kilometres as typed, up to what a lint can look at.
fn length(text: &str) -> Result<Length, String> {
    Length::parse_km(text).filter(|l| l.whole_km() <= 1_000).ok_or_else(|| "write kilometres from 0 to 1000, such as 2.5".to_owned())
}

impl LintArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let only = self.only.iter().map(|name| value(LintCheck::ALL, LintCheck::name, name)).collect::<Result<_, _>>()?;
        let request = LintRequest {
            only,
            level: value(Severity::ALL, Severity::name, &self.level)?,
            near: self.near_km,
            pair: self.pair_km,
            detour_index: self.detour_index,
            ..LintRequest::default()
        };
        Ok(Command::Lint(self.dir.clone(), request, self.output.clone()))
    }
}
