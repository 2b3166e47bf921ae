//! A request as a row of text cells.

use super::RouteRequest;
use crate::error::Error;
use crate::impact::Criterion;
use crate::network::Mode;

/// The columns of a batch file; all but the two ends may be missing or empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// What the asker calls the row; its number if absent.
    Id,
    /// Where freight is handed over.
    From,
    /// Where it is delivered.
    To,
    /// Places to pass, in order, separated by `|`.
    Via,
    /// What not to touch, separated by `|`.
    Avoid,
    /// The modes that may be used, separated by `|`.
    Modes,
    /// What "best" means.
    By,
    /// The day of the network.
    AsOf,
    /// What is shipped.
    Cargo,
    /// How many routes at most.
    K,
}

impl Column {
    /// All of them; the reader, its messages and tests iterate this list.
    pub const ALL: [Self; 10] = [Self::Id, Self::From, Self::To, Self::Via, Self::Avoid, Self::Modes, Self::By, Self::AsOf, Self::Cargo, Self::K];

    /// The heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::From => "from",
            Self::To => "to",
            Self::Via => "via",
            Self::Avoid => "avoid",
            Self::Modes => "modes",
            Self::By => "by",
            Self::AsOf => "as_of",
            Self::Cargo => "cargo",
            Self::K => "k",
        }
    }
}

impl RouteRequest {
    /// Sets what a column says; an empty cell changes nothing.
    ///
    /// # Errors
    /// When the cell is not of the column's vocabulary. Names of places are looked up later.
    pub fn set(&mut self, column: Column, cell: &str) -> Result<(), Error> {
        if cell.is_empty() {
            return Ok(());
        }
        let list = || cell.split('|').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty());
        let wrong = |accepted: &str| Error::Usage(format!("{} `{cell}` is none of: {accepted}", column.name()));
        match column {
            Column::Id => {}
            Column::From => cell.clone_into(&mut self.from),
            Column::To => cell.clone_into(&mut self.to),
            Column::Via => self.via = list().collect(),
            Column::Avoid => self.avoid = list().collect(),
            Column::Modes => {
                let modes = list().map(|word| Mode::parse(&word).ok_or_else(|| wrong(&Mode::accepted())));
                self.modes = modes.collect::<Result<_, _>>()?;
            }
            Column::By => {
                let accepted = || Criterion::ALL.map(Criterion::name).join(", ");
                self.by = Criterion::ALL.into_iter().find(|by| by.name() == cell).ok_or_else(|| wrong(&accepted()))?;
            }
            Column::AsOf => self.as_of = Some(cell.to_owned()),
            Column::Cargo => self.cargo = Some(cell.to_owned()),
            Column::K => self.k = cell.parse().map_err(|_| wrong("1, 2, 3, ..."))?,
        }
        Ok(())
    }
}
