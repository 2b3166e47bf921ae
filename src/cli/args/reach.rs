//! `corridor reach`.

use clap_complete::engine::ArgValueCompleter;

use super::terms::TermsArgs;
use super::{Command, Output};
use crate::cli::shell;
use crate::error::Error;
use crate::request::{ReachRequest, Request, RouteRequest};

#[derive(Debug, clap::Args)]
pub(super) struct ReachArgs {
    /// Node, place, region, country or lon,lat; left out with --break-even, it is China
    #[arg(add = ArgValueCompleter::new(shell::ends), required_unless_present = "break_even")]
    place: Option<String>,
    /// Bands of the criterion, separated by commas: 5d,10d or 240h by time, 3000usd, 2500km, 900kg
    #[arg(long, value_name = "LIMIT", value_delimiter = ',', required_unless_present = "break_even")]
    within: Vec<String>,
    /// Where corridor A stops beating corridor B
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["within", "corridor"])]
    break_even: Option<Vec<String>>,
    /// With --break-even: only this country or region
    #[arg(long, value_name = "NAME", requires = "break_even")]
    over: Option<String>,
    /// Ask for the way to the place instead of from it
    #[arg(long)]
    inbound: bool,
    /// How far trucks go from a node at most
    #[arg(long, value_name = "KM", default_value_t = ReachRequest::default().truck_km)]
    truck_km: u64,
    #[command(flatten)]
    terms: TermsArgs,
    #[command(flatten)]
    output: Output,
}

impl ReachArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let request = ReachRequest {
            route: RouteRequest { from: self.place.clone().unwrap_or_else(|| "China".to_owned()), ..self.terms.request()? },
            within: self.within.clone(),
            break_even: self.break_even.clone().unwrap_or_default(),
            over: self.over.clone(),
            inbound: self.inbound,
            truck_km: self.truck_km,
        };
        Ok(Command::Ask(Request::Reach(request), self.output.clone()))
    }
}
