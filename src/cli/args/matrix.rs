//! `corridor matrix`.

use std::path::{Path, PathBuf};

use super::{Command, Output, value, word};
use crate::error::Error;
use crate::impact::Criterion;
use crate::network::Mode;
use crate::request::{MatrixRequest, Request, RouteRequest};

#[derive(Debug, clap::Args)]
pub(super) struct MatrixArgs {
    /// A CSV file with one name a row (column code, name or the first), a name, or `all`
    #[arg(required_unless_present = "od")]
    origins: Option<String>,
    /// The same for the destinations
    #[arg(required_unless_present = "od")]
    destinations: Option<String>,
    /// Pairs of ends from a CSV file with the columns from and to, instead of all with all
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["origins", "wide"])]
    od: Option<PathBuf>,
    /// One or more criteria, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "time", value_parser = word(&Criterion::ALL, Criterion::name))]
    by: Vec<String>,
    /// One row per origin and one column per destination
    #[arg(long)]
    wide: bool,
    /// Do not touch this (repeatable)
    #[arg(long, value_name = "NAME")]
    avoid: Vec<String>,
    /// Use only these modes, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = word(Mode::ALL, Mode::name))]
    modes: Vec<String>,
    /// What is shipped: feu, teu, heavy [default: the data's]
    #[arg(long)]
    cargo: Option<String>,
    /// The network of this day [default: the dataset's]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl MatrixArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let terms = RouteRequest {
            avoid: self.avoid.clone(),
            modes: self.modes.iter().map(|m| value(Mode::ALL, Mode::name, m)).collect::<Result<_, _>>()?,
            cargo: self.cargo.clone(),
            as_of: self.as_of.clone(),
            ..RouteRequest::default()
        };
        let criteria = self.by.iter().map(|c| value(&Criterion::ALL, Criterion::name, c)).collect::<Result<_, _>>()?;
        let names = |list: &Option<String>| list.as_deref().map(names).transpose().map(Option::unwrap_or_default);
        let pairs = self.od.as_deref().map(crate::cli::pairs).transpose()?.unwrap_or_default();
        if self.od.is_some() && pairs.is_empty() {
            return Err(Error::Usage("the file has no pairs; give it rows below its header".to_owned()));
        }
        let request = MatrixRequest { origins: names(&self.origins)?, destinations: names(&self.destinations)?, pairs, criteria, wide: self.wide, terms };
        let mut output = self.output.clone();
        // A matrix is rows for a program; a table on a terminal is asked for.
        if output.file.is_none() && output.format.is_none() {
            output.format = Some("csv".to_owned());
        }
        Ok(Command::Ask(Request::Matrix(request), output))
    }
}

/// The names in a CSV file, or the one name given.
fn names(text: &str) -> Result<Vec<String>, Error> {
    let path = Path::new(text);
    if path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("csv")) {
        return Ok(vec![text.to_owned()]);
    }
    crate::cli::column(path, &["code", "name"])
}
