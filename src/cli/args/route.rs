//! `corridor route`, and the arguments of every question with two ends.

use clap_complete::engine::ArgValueCompleter;

use super::{Command, Output, value, word};
use crate::cli::shell;
use crate::error::Error;
use crate::impact::Criterion;
use crate::network::Mode;
use crate::request::{AlternativesKind, Request, RouteRequest};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct RouteArgs {
    /// Node, place, region, country or lon,lat
    #[arg(add = ArgValueCompleter::new(shell::ends))]
    from: String,
    /// Node, place, region, country or lon,lat
    #[arg(add = ArgValueCompleter::new(shell::ends))]
    to: String,
    /// Pass this place on the way (repeatable, in order)
    #[arg(long, value_name = "PLACE", add = ArgValueCompleter::new(shell::ends))]
    pub via: Vec<String>,
    /// Do not touch this node, place, country, region, corridor, link, line, service or mode (repeatable);
    /// say `line:NAME`, `country:NAME`, ... where a name could be several
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(shell::anything))]
    avoid: Vec<String>,
    /// Follow this corridor, or the best variant of this family, as far as it serves
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(shell::corridors))]
    corridor: Option<String>,
    /// Use only these modes, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = word(Mode::ALL, Mode::name))]
    modes: Vec<String>,
    /// What "best" means
    #[arg(long, default_value = "time", value_parser = word(&Criterion::ALL, Criterion::name))]
    by: String,
    /// USD per day of transit for one 40-ft container, with --by generalised [default: the data's]
    #[arg(long, value_name = "USD")]
    pub value_of_time: Option<String>,
    /// What is shipped: feu, teu, heavy [default: the data's]
    #[arg(long)]
    cargo: Option<String>,
    /// The network of this day (YYYY-MM-DD, YYYY-MM or YYYY) [default: the dataset's]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Routes at most, the best included [default: 3, transit: 8]
    #[arg(short, value_name = "N")]
    pub k: Option<usize>,
    /// Distinct routes, or the plain k shortest with their near-copies
    #[arg(long, default_value = "distinct", value_parser = word(&AlternativesKind::ALL, AlternativesKind::name))]
    alternatives: String,
    /// Most km an alternative may share with a better one, in percent of the shorter
    #[arg(long, value_name = "PERCENT", default_value_t = RouteRequest::default().max_overlap)]
    max_overlap: u64,
    /// Most an alternative may cost, in percent of the best, as a whole and between leaving and joining it
    #[arg(long, value_name = "PERCENT", default_value_t = RouteRequest::default().max_stretch)]
    max_stretch: u64,
    /// How far a lon,lat may lie from the nearest node that loads freight
    #[arg(long, value_name = "KM", default_value_t = RouteRequest::default().snap_km)]
    snap_km: u64,
    /// Name the rows, sources and confidence behind each figure
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    pub output: Output,
}

impl RouteArgs {
    pub fn command(&self) -> Result<Command, Error> {
        Ok(Command::Ask(Request::Route(self.request()?), self.output.clone()))
    }

    /// The request of these ends and terms.
    pub fn request(&self) -> Result<RouteRequest, Error> {
        Ok(RouteRequest {
            from: self.from.clone(),
            to: self.to.clone(),
            via: self.via.clone(),
            avoid: self.avoid.clone(),
            corridor: self.corridor.clone(),
            modes: self.modes.iter().map(|m| value(Mode::ALL, Mode::name, m)).collect::<Result<_, _>>()?,
            by: value(&Criterion::ALL, Criterion::name, &self.by)?,
            value_of_time: self.value_of_time.as_deref().map(usd_per_day).transpose()?,
            cargo: self.cargo.clone(),
            as_of: self.as_of.clone(),
            k: self.k.unwrap_or(RouteRequest::default().k),
            alternatives: value(&AlternativesKind::ALL, AlternativesKind::name, &self.alternatives)?,
            max_overlap: self.max_overlap,
            max_stretch: self.max_stretch,
            snap_km: self.snap_km,
            explain: self.explain,
            geometry: false,
        })
    }
}

fn usd_per_day(text: &str) -> Result<u32, Error> {
    text.parse().map_err(|_| Error::Usage(format!("--value-of-time `{text}` is no whole number of USD per day (a range A..B goes with `sweep`)")))
}
