//! `corridor compare`.

use clap_complete::engine::ArgValueCandidates;

use super::panel::PanelArgs;
use super::{Command, Output};
use crate::cli::shell;
use crate::error::Error;
use crate::request::{CompareRequest, Request};

#[derive(Debug, clap::Args)]
pub(super) struct CompareArgs {
    /// Scenarios: TOML files, or shipped ones by name; each is compared with the network without it
    #[arg(required = true, add = ArgValueCandidates::new(shell::scenarios))]
    scenarios: Vec<String>,
    #[command(flatten)]
    panel: PanelArgs,
    #[command(flatten)]
    output: Output,
}

impl CompareArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let scenarios = self.scenarios.iter().map(|name| Ok((name.clone(), crate::cli::scenario_text(name)?))).collect::<Result<_, Error>>()?;
        let request = CompareRequest { scenarios, panel: self.panel.request()? };
        Ok(Command::Ask(Request::Compare(request), self.output.clone()))
    }
}
