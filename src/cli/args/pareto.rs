//! `corridor pareto`.

use super::route::RouteArgs;
use super::{Command, value, word};
use crate::error::Error;
use crate::impact::Measure;
use crate::request::{ParetoRequest, Request};

#[derive(Debug, clap::Args)]
pub(super) struct ParetoArgs {
    #[command(flatten)]
    route: RouteArgs,
    /// Two to four measures, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "time,cost", value_parser = word(&Measure::ALL, Measure::name))]
    criteria: Vec<String>,
    /// Thin the set: points within this many percent of a kept one in every measure may go
    #[arg(long, value_name = "PERCENT", default_value_t = 0)]
    epsilon: u64,
}

impl ParetoArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let criteria = self.criteria.iter().map(|c| value(&Measure::ALL, Measure::name, c)).collect::<Result<_, _>>()?;
        let request = ParetoRequest { route: self.route.request()?, criteria, epsilon: self.epsilon };
        Ok(Command::Ask(Request::Pareto(request), self.route.output.clone()))
    }
}
