//! `corridor sweep`.

use super::Command;
use super::route::RouteArgs;
use crate::error::Error;
use crate::request::{Request, SweepRequest};

#[derive(Debug, clap::Args)]
pub(super) struct SweepArgs {
    #[command(flatten)]
    route: RouteArgs,
    /// The figure that moves, and its range A..B
    #[arg(long, num_args = 2, value_names = ["NAME", "A..B"], conflicts_with = "value_of_time", required_unless_present = "value_of_time")]
    param: Option<Vec<String>>,
}

impl SweepArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let mut route = self.route.clone();
        let (param, range) = match (&self.param, route.terms.value_of_time.take()) {
            (Some(words), _) => (words[0].clone(), words[1].clone()),
            (None, range) => ("value_of_time".to_owned(), range.unwrap_or_default()),
        };
        Ok(Command::Ask(Request::Sweep(SweepRequest { route: route.request()?, param, range }), self.route.output.clone()))
    }
}
