//! `corridor batch`.

use std::path::PathBuf;

use super::{value, word};
use crate::error::Error;
use crate::impact::Criterion;
use crate::network::Mode;
use crate::request::RouteRequest;

#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct BatchArgs {
    /// CSV with a header: from, to and perhaps id, via, avoid, modes, by, as_of, cargo, k; - for stdin
    #[arg(value_name = "FILE.csv")]
    pub file: PathBuf,
    /// Write the rows to FILE instead of stdout
    #[arg(short = 'o', long = "output", value_name = "FILE", help_heading = "Output")]
    pub rows: Option<PathBuf>,
    /// Also write report.md, report.html, routes.csv, routes.geojson with routes.qml, errors.csv and manifest.json to DIR
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// In DIR also fill in a template of your own (docs/templates.md): report.md from FILE.md, and so on
    #[arg(long, value_name = "FILE", requires = "out", help_heading = "Output")]
    pub template: Option<PathBuf>,
    /// Go on where an interrupted run with the same --out DIR stopped
    #[arg(long, requires = "out", help_heading = "Output")]
    pub resume: bool,
    /// Routes drawn in routes.geojson at most, the first ones
    #[arg(long, value_name = "N", default_value_t = 1000, help_heading = "Output")]
    pub drawn: u64,
    /// For rows that do not say: do not touch this (repeatable)
    #[arg(long, value_name = "NAME", help_heading = "Settings for all rows")]
    avoid: Vec<String>,
    /// For rows that do not say: use only these modes, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = word(Mode::ALL, Mode::name), help_heading = "Settings for all rows")]
    modes: Vec<String>,
    /// For rows that do not say: what "best" means
    #[arg(long, default_value = "time", value_parser = word(&Criterion::ALL, Criterion::name), help_heading = "Settings for all rows")]
    by: String,
    /// USD per day of transit for one 40-ft container, with --by generalised [default: the data's]
    #[arg(long, value_name = "USD", help_heading = "Settings for all rows")]
    value_of_time: Option<u32>,
    /// For rows that do not say: what is shipped [default: the data's]
    #[arg(long, help_heading = "Settings for all rows")]
    cargo: Option<String>,
    /// For rows that do not say: the network of this day [default: the dataset's]
    #[arg(long, value_name = "DATE", help_heading = "Settings for all rows")]
    as_of: Option<String>,
    /// For rows that do not say: routes at most
    #[arg(short, value_name = "N", default_value_t = 1, help_heading = "Settings for all rows")]
    k: usize,
}

impl BatchArgs {
    /// What holds for rows that do not say otherwise.
    pub fn settings(&self) -> Result<RouteRequest, Error> {
        Ok(RouteRequest {
            avoid: self.avoid.clone(),
            modes: self.modes.iter().map(|m| value(Mode::ALL, Mode::name, m)).collect::<Result<_, _>>()?,
            by: value(&Criterion::ALL, Criterion::name, &self.by)?,
            value_of_time: self.value_of_time,
            cargo: self.cargo.clone(),
            as_of: self.as_of.clone(),
            k: self.k,
            geometry: false,
            ..RouteRequest::default()
        })
    }
}
