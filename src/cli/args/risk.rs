//! `corridor risk`.

use super::Command;
use super::route::RouteArgs;
use crate::error::Error;
use crate::request::{Request, RiskRequest};

#[derive(Debug, clap::Args)]
pub(super) struct RiskArgs {
    #[command(flatten)]
    route: RouteArgs,
    /// How many times the shipment is sent
    #[arg(long, value_name = "N", default_value_t = RiskRequest::default().draws)]
    draws: u32,
    /// What chance is drawn from: the same seed gives the same answer
    #[arg(long, value_name = "N", default_value_t = RiskRequest::default().seed)]
    seed: u64,
    /// Chance of arriving within these times (15d, 36h), separated by commas
    #[arg(long, value_name = "TIME", value_delimiter = ',')]
    within: Vec<String>,
}

impl RiskArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let request = RiskRequest { route: self.route.request()?, draws: self.draws, seed: self.seed, within: self.within.clone() };
        Ok(Command::Ask(Request::Risk(request), self.route.output.clone()))
    }
}
