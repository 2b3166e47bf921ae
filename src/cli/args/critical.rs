//! `corridor critical`.

use super::panel::PanelArgs;
use super::{Command, Output, value, word};
use crate::error::Error;
use crate::request::{CriticalRequest, Damage, ElementKind, Request};

#[derive(Debug, clap::Args)]
pub(super) struct CriticalArgs {
    #[command(flatten)]
    panel: PanelArgs,
    /// Kinds of things that are lost, separated by commas [default: all]
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = word(&ElementKind::ALL, ElementKind::name))]
    of: Vec<String>,
    /// What losses are ranked by
    #[arg(long, default_value = CriticalRequest::default().rank.name(), value_parser = word(&Damage::ALL, Damage::name))]
    rank: String,
    /// Rows of each kind at most
    #[arg(long, value_name = "N", default_value_t = CriticalRequest::default().top)]
    top: usize,
    /// Routes that cost this many percent more than the best still count as near-best
    #[arg(long, value_name = "PERCENT", default_value_t = CriticalRequest::default().stretch)]
    stretch: u64,
    /// Find the worst pairs of losses of each kind too (N-2)
    #[arg(long)]
    pairs: bool,
    #[command(flatten)]
    output: Output,
}

impl CriticalArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let request = CriticalRequest {
            panel: self.panel.request()?,
            of: self.of.iter().map(|k| value(&ElementKind::ALL, ElementKind::name, k)).collect::<Result<_, _>>()?,
            rank: value(&Damage::ALL, Damage::name, &self.rank)?,
            top: self.top,
            stretch: self.stretch,
            pairs_of_losses: self.pairs,
        };
        Ok(Command::Ask(Request::Critical(request), self.output.clone()))
    }
}
