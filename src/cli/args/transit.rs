//! `corridor transit`.

use clap_complete::engine::ArgValueCompleter;

use super::Command;
use super::route::RouteArgs;
use crate::cli::shell;
use crate::error::Error;
use crate::request::{Request, TransitRequest};

/// Corridors shown unless told otherwise.
const CORRIDORS: usize = 8;

#[derive(Debug, clap::Args)]
pub(super) struct TransitArgs {
    #[command(flatten)]
    route: RouteArgs,
    /// A country, region or place that every row passes
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(shell::ends))]
    through: Option<String>,
}

impl TransitArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let mut route = self.route.request()?;
        route.k = self.route.k.unwrap_or(CORRIDORS);
        Ok(Command::Ask(Request::Transit(TransitRequest { route, through: self.through.clone() }), self.route.output.clone()))
    }
}
