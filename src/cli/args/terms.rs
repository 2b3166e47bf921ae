//! The terms on which routes are found, whatever their ends.

use clap_complete::engine::ArgValueCompleter;

use super::{value, word};
use crate::cli::shell;
use crate::error::Error;
use crate::impact::Criterion;
use crate::network::Mode;
use crate::request::RouteRequest;

#[derive(Clone, Debug, clap::Args)]
pub(super) struct TermsArgs {
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
    /// How far a lon,lat may lie from the nearest node that loads freight
    #[arg(long, value_name = "KM", default_value_t = RouteRequest::default().snap_km)]
    snap_km: u64,
}

impl TermsArgs {
    /// A request without ends.
    pub fn request(&self) -> Result<RouteRequest, Error> {
        Ok(RouteRequest {
            avoid: self.avoid.clone(),
            corridor: self.corridor.clone(),
            modes: self.modes.iter().map(|m| value(Mode::ALL, Mode::name, m)).collect::<Result<_, _>>()?,
            by: value(&Criterion::ALL, Criterion::name, &self.by)?,
            value_of_time: self.value_of_time.as_deref().map(usd_per_day).transpose()?,
            cargo: self.cargo.clone(),
            as_of: self.as_of.clone(),
            snap_km: self.snap_km,
            geometry: false,
            ..RouteRequest::default()
        })
    }
}

fn usd_per_day(text: &str) -> Result<u32, Error> {
    text.parse().map_err(|_| Error::Usage(format!("--value-of-time `{text}` is no whole number of USD per day (a range A..B goes with `sweep`)")))
}
