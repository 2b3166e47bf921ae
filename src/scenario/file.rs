//! Scenario files: a versioned list of edits in TOML, each checked against the network it is laid on.

use serde::Deserialize;
use toml::Spanned;

use super::edit::Written;
use crate::data::parse_date;
use crate::error::{Error, Problem};
use crate::network::Network;

/// The newest format this program knows.
const SCHEMA: u32 = 1;

macro_rules! shipped {
    ($($name:literal)+) => {
        /// The shipped scenarios: name and text.
        pub const SHIPPED: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../data/scenarios/", $name, ".toml")))),+];
    };
}

shipped! { "caspian-storm" "half-borders" "nomad" "poland-belarus-2025" "red-sea-cape" "without-russia-belarus" }

/// A scenario that has been read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    schema: u32,
    /// What it is about.
    pub name: String,
    /// When it was, or was declared.
    pub date: String,
    /// Where it comes from, or that it is an assumption.
    pub source: String,
    /// What to know before using it.
    #[serde(default)]
    pub note: String,
    edit: Vec<Spanned<Written>>,
    #[serde(skip)]
    label: String,
    #[serde(skip)]
    text: String,
}

impl Scenario {
    /// Reads a scenario; `label` names it in messages.
    ///
    /// # Errors
    /// [`Error::Data`] with line and fix for what is no TOML, an unknown key, a wrong type or a newer schema.
    pub fn parse(label: &str, text: &str) -> Result<Self, Error> {
        let problem = |line, what: String, fix: &str| {
            Error::Data(vec![Problem { file: label.to_owned(), line, column: String::new(), value: String::new(), what, fix: fix.to_owned() }])
        };
        let scenario: Self = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(0, |s| line_of(text, s.start));
            problem(line, e.message().to_owned(), "see docs/scenarios.md for the keys and their types")
        })?;
        if scenario.schema > SCHEMA {
            return Err(problem(1, format!("schema {} is newer than this program, which knows {SCHEMA}", scenario.schema), "use a newer corridor"));
        }
        if parse_date(&scenario.date).is_none() {
            let line = text.lines().position(|l| l.trim_start().starts_with("date")).map_or(0, |i| i as u64 + 1);
            return Err(problem(line, format!("date `{}` is no date", scenario.date), "write YYYY-MM-DD"));
        }
        Ok(Self { label: label.to_owned(), text: text.to_owned(), ..scenario })
    }

    /// The text of the shipped scenario of a name.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the names there are.
    pub fn shipped_text(name: &str) -> Result<&'static str, Error> {
        let found = SHIPPED.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        let nearest = || SHIPPED.iter().map(|(n, _)| (*n).to_owned()).collect();
        found.map(|(_, text)| *text).ok_or_else(|| Error::Unknown { what: "scenario", name: name.to_owned(), nearest: nearest() })
    }

    /// The shipped scenario of a name.
    ///
    /// # Errors
    /// As [`Scenario::shipped_text`].
    pub fn shipped(name: &str) -> Result<Self, Error> {
        Self::parse(&format!("scenario {name}"), Self::shipped_text(name)?)
    }

    /// Lays the edits on a network, in order, and makes a new one.
    ///
    /// # Errors
    /// [`Error::Data`] with every edit that says nothing sensible or matches nothing.
    pub fn apply(&self, network: &Network) -> Result<Network, Error> {
        let mut out = network.clone();
        let mut problems = Vec::new();
        for edit in &self.edit {
            match edit.get_ref().edits(&out) {
                Ok(edits) => out.edit(&edits),
                Err((what, fix)) => {
                    let line = line_of(&self.text, edit.span().start);
                    problems.push(Problem { file: self.label.clone(), line, column: "edit".to_owned(), value: String::new(), what, fix });
                }
            }
        }
        if !problems.is_empty() {
            return Err(Error::Data(problems));
        }
        out.scenarios.push(self.name.clone());
        out.scenario_days.push(self.edit.iter().map(|e| e.get_ref().days()).collect());
        Ok(out)
    }
}

fn line_of(text: &str, at: usize) -> u64 {
    1 + text.bytes().take(at).filter(|b| *b == b'\n').count() as u64
}
