//! `corridor cut`.

use super::{Command, Output, value, word};
use crate::error::Error;
use crate::network::Mode;
use crate::request::{CutRequest, ElementKind, FlowUnit, Request, RouteRequest};

#[derive(Debug, clap::Args)]
pub(super) struct CutArgs {
    /// Node, place, region, country or lon,lat
    from: String,
    /// Node, place, region, country or lon,lat
    to: String,
    /// Of what the smallest set consists
    #[arg(long, value_name = "KIND", default_value = ElementKind::Link.name(), value_parser = word(&ElementKind::ALL, ElementKind::name))]
    of: String,
    /// Do not touch this node, place, country, region, corridor, link, line, service or mode (repeatable)
    #[arg(long, value_name = "NAME")]
    avoid: Vec<String>,
    /// Stay on this corridor, or on the variants of this family
    #[arg(long, value_name = "NAME")]
    corridor: Option<String>,
    /// Use only these modes, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = word(Mode::ALL, Mode::name))]
    modes: Vec<String>,
    /// The network of this day (YYYY-MM-DD, YYYY-MM or YYYY) [default: the dataset's]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Find instead what passes in a year, in TEU or million tonnes, and what limits it
    #[arg(long, value_name = "UNIT", conflicts_with = "of", value_parser = word(&FlowUnit::ALL, FlowUnit::name))]
    capacity: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl CutArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let route = RouteRequest {
            from: self.from.clone(),
            to: self.to.clone(),
            avoid: self.avoid.clone(),
            corridor: self.corridor.clone(),
            modes: self.modes.iter().map(|m| value(Mode::ALL, Mode::name, m)).collect::<Result<_, _>>()?,
            as_of: self.as_of.clone(),
            geometry: false,
            ..RouteRequest::default()
        };
        let of = value(&ElementKind::ALL, ElementKind::name, &self.of)?;
        let capacity = self.capacity.as_deref().map(|u| value(&FlowUnit::ALL, FlowUnit::name, u)).transpose()?;
        Ok(Command::Ask(Request::Cut(CutRequest { route, of, capacity }), self.output.clone()))
    }
}
