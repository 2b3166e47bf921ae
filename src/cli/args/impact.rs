//! `corridor impact`.

use super::panel::PanelArgs;
use super::{Command, Output};
use crate::error::Error;
use crate::request::{ImpactRequest, Request};

#[derive(Debug, clap::Args)]
pub(super) struct ImpactArgs {
    /// Projects by code or name: see `corridor list projects` and `corridor list effects`
    #[arg(required_unless_present = "portfolio", value_name = "PROJECT")]
    projects: Vec<String>,
    /// How many projects gain, alone and together, and the change of shipment time, beside published figures;
    /// without projects all of them, without a panel the panel `world`
    #[arg(long)]
    portfolio: bool,
    #[command(flatten)]
    panel: PanelArgs,
    /// The network of the first day of this year as the base
    #[arg(long, value_name = "YEAR", conflicts_with = "as_of", value_parser = clap::value_parser!(i16).range(1800..=2200))]
    base_year: Option<i16>,
    #[command(flatten)]
    output: Output,
}

impl ImpactArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let mut panel = self.panel.request_or(if self.portfolio { "world" } else { "eurasia" })?;
        panel.as_of = panel.as_of.or(self.base_year.map(|year| year.to_string()));
        let request = ImpactRequest { projects: self.projects.clone(), portfolio: self.portfolio, panel };
        Ok(Command::Ask(Request::Impact(request), self.output.clone()))
    }
}
