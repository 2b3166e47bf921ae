//! `corridor claim`.

use super::{Command, Output};
use crate::error::Error;
use crate::request::{ClaimRequest, Request};

#[derive(Debug, clap::Args)]
pub(super) struct ClaimArgs {
    /// Code of a claim, or words of its text; without it all claims: see `corridor list claims`
    #[arg(default_value = "")]
    claim: String,
    #[command(flatten)]
    output: Output,
}

impl ClaimArgs {
    pub fn command(&self) -> Result<Command, Error> {
        Ok(Command::Ask(Request::Claim(ClaimRequest { claim: self.claim.clone(), geometry: false }), self.output.clone()))
    }
}
