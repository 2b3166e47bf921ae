//! `corridor route`, and the arguments of every question with two ends.

use clap_complete::engine::ArgValueCompleter;

use super::terms::TermsArgs;
use super::{Command, Output, value, word};
use crate::cli::shell;
use crate::error::Error;
use crate::request::{AlternativesKind, Request, RouteRequest};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct RouteArgs {
    /// Node, place, region, country or lon,lat
    #[arg(add = ArgValueCompleter::new(shell::ends))]
    from: String,
    /// Node, place, region, country or lon,lat
    #[arg(add = ArgValueCompleter::new(shell::ends))]
    to: String,
    /// Pass this place on the way (repeatable, in order)
    #[arg(long, value_name = "PLACE", add = ArgValueCompleter::new(shell::ends))]
    pub via: Vec<String>,
    #[command(flatten)]
    pub terms: TermsArgs,
    /// Routes at most, the best included [default: 3, transit: 8]
    #[arg(short, value_name = "N")]
    pub k: Option<usize>,
    /// Distinct routes, or the plain k shortest with their near-copies
    #[arg(long, default_value = "distinct", value_parser = word(&AlternativesKind::ALL, AlternativesKind::name))]
    alternatives: String,
    /// Most km an alternative may share with a better one, in percent of the shorter
    #[arg(long, value_name = "PERCENT", default_value_t = RouteRequest::default().max_overlap)]
    max_overlap: u64,
    /// Most an alternative may cost, in percent of the best, as a whole and between leaving and joining it
    #[arg(long, value_name = "PERCENT", default_value_t = RouteRequest::default().max_stretch)]
    max_stretch: u64,
    /// Name the rows, sources and confidence behind each figure
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    pub output: Output,
}

impl RouteArgs {
    pub fn command(&self) -> Result<Command, Error> {
        Ok(Command::Ask(Request::Route(self.request()?), self.output.clone()))
    }

    /// The request of these ends and terms.
    pub fn request(&self) -> Result<RouteRequest, Error> {
        Ok(RouteRequest {
            from: self.from.clone(),
            to: self.to.clone(),
            via: self.via.clone(),
            k: self.k.unwrap_or(RouteRequest::default().k),
            alternatives: value(&AlternativesKind::ALL, AlternativesKind::name, &self.alternatives)?,
            max_overlap: self.max_overlap,
            max_stretch: self.max_stretch,
            explain: self.explain,
            ..self.terms.request()?
        })
    }
}
