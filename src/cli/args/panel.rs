//! The arguments of every question over many pairs of ends.

use std::path::PathBuf;

use clap_complete::engine::ArgValueCompleter;

use super::{value, word};
use crate::cli::shell;
use crate::error::Error;
use crate::impact::Criterion;
use crate::request::PanelRequest;

#[derive(Debug, clap::Args)]
pub(super) struct PanelArgs {
    /// Panel of pairs: see `corridor list panels` [default: eurasia]
    #[arg(long, add = ArgValueCompleter::new(shell::panels))]
    panel: Option<String>,
    /// Pairs of ends (origin-destination) from a CSV file with the columns from, to and perhaps weight, instead of a panel
    #[arg(long, value_name = "FILE.csv", conflicts_with = "panel")]
    od: Option<PathBuf>,
    /// What "best" means
    #[arg(long, default_value = "time", value_parser = word(&Criterion::ALL, Criterion::name))]
    by: String,
    /// What is shipped: feu, teu, heavy [default: the data's]
    #[arg(long)]
    cargo: Option<String>,
    /// The network of this day [default: the dataset's]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

impl PanelArgs {
    pub fn request(&self) -> Result<PanelRequest, Error> {
        self.request_or(&PanelRequest::default().panel)
    }

    /// The request, with a panel where none is named.
    pub fn request_or(&self, panel: &str) -> Result<PanelRequest, Error> {
        Ok(PanelRequest {
            panel: self.panel.clone().unwrap_or_else(|| panel.to_owned()),
            pairs: self.od.as_deref().map(crate::cli::pairs).transpose()?.unwrap_or_default(),
            by: value(&Criterion::ALL, Criterion::name, &self.by)?,
            cargo: self.cargo.clone(),
            as_of: self.as_of.clone(),
            geometry: false,
        })
    }
}
