//! Scenarios: lists of edits in files, each checked against the network it is laid on. Laying one on makes a new
//! network and changes none.

mod add;
mod edit;
mod file;

pub use file::{SHIPPED, Scenario};

/// What is wrong with an edit, and what to do.
type Fault = (String, String);

fn fault(what: impl Into<String>, fix: &str) -> Fault {
    (what.into(), fix.to_owned())
}
