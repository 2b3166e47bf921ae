//! `corridor list`.

use super::{Command, Output, value, word};
use crate::error::Error;
use crate::request::{ListRequest, Listing, Request};

#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// What to list
    #[arg(value_parser = word(Listing::ALL, Listing::name))]
    what: String,
    /// Words a row must contain, or column=value; all must hold
    filter: Vec<String>,
    /// Only what is in use on this day, of nodes, links, services, corridors and projects
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl ListArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let what = value(Listing::ALL, Listing::name, &self.what)?;
        Ok(Command::Ask(Request::List(ListRequest { what, filter: self.filter.clone(), as_of: self.as_of.clone(), geometry: false }), self.output.clone()))
    }
}
