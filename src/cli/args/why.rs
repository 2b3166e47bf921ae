//! `corridor why`.

use super::Command;
use super::route::RouteArgs;
use crate::error::Error;
use crate::request::{Request, WhyRequest};

#[derive(Debug, clap::Args)]
pub(super) struct WhyArgs {
    #[command(flatten)]
    route: RouteArgs,
    /// A corridor (`TITR`), a rank (`rank 2`) or a place to pass (`via Aktau`)
    #[arg(long, value_name = "WHAT")]
    against: Option<String>,
    /// The same as --against "rank N"
    #[arg(long, value_name = "N", conflicts_with = "against")]
    rank: Option<usize>,
}

impl WhyArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let mut route = self.route.request()?;
        let against = match (&self.against, self.rank, route.via.len()) {
            (Some(what), _, _) => what.clone(),
            (None, Some(rank), _) => format!("rank {rank}"),
            // Without more, a place to pass is what the best route is held against.
            (None, None, 1) => format!("via {}", route.via.remove(0)),
            _ => return Err(Error::Usage("say what the best route is held against: --against CORRIDOR, --rank N or --via PLACE".to_owned())),
        };
        Ok(Command::Ask(Request::Why(WhyRequest { route, against }), self.route.output.clone()))
    }
}
