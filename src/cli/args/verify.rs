//! `corridor verify`.

use super::{Command, Output, value, word};
use crate::error::Error;
use crate::request::{Check, Request, VerifyRequest};

#[derive(Debug, clap::Args)]
pub(super) struct VerifyArgs {
    /// Only this part (repeatable) [default: all but gaps]
    #[arg(long, value_name = "PART", value_parser = word(&Check::ALL, Check::name))]
    only: Vec<String>,
    #[command(flatten)]
    output: Output,
}

impl VerifyArgs {
    pub fn command(&self) -> Result<Command, Error> {
        let only = self.only.iter().map(|name| value(&Check::ALL, Check::name, name)).collect::<Result<_, _>>()?;
        Ok(Command::Ask(Request::Verify(VerifyRequest { only, geometry: false }), self.output.clone()))
    }
}
