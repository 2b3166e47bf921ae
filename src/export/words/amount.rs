//! Figures of a report as words.

use crate::export::grouped;
use crate::report::{Cell, ItineraryReport, Report, Table};

/// A row of a table of the answer, read by the names of its columns.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    table: &'r Table,
    cells: &'r [Cell],
}

/// The rows of a table of the answer, by the table's name; none when there is no such table.
pub(super) fn rows<'r>(report: &'r Report, table: &str) -> impl DoubleEndedIterator<Item = Row<'r>> + Clone {
    let table = report.tables.iter().find(|t| t.name == table);
    table.into_iter().flat_map(|table| table.rows.iter().map(move |cells| Row { table, cells }))
}

impl<'r> Row<'r> {
    fn cell(self, column: &str) -> &'r Cell {
        let at = self.table.columns.iter().position(|c| c == column);
        at.and_then(|i| self.cells.get(i)).unwrap_or(&Cell::Empty)
    }

    /// The cell as text.
    pub fn text(self, column: &str) -> String {
        self.cell(column).to_string()
    }

    /// The cell as a number, if it is one.
    pub fn number(self, column: &str) -> Option<f64> {
        match self.cell(column) {
            Cell::Number(n) => Some(n.value as f64 / 10f64.powi(n.places as i32)),
            cell => cell.to_string().parse().ok(),
        }
    }

    /// The size of a figure with the unit that its column ends in: `28.5 h`.
    pub fn amount(self, column: &str) -> String {
        amount(self.number(column).unwrap_or(0.0).abs(), column.rsplit('_').next().unwrap_or_default())
    }

    /// A difference: `28.5 h less`.
    pub fn more(self, column: &str) -> String {
        match self.number(column) {
            Some(n) if n < 0.0 => format!("{} less", self.amount(column)),
            Some(n) if n > 0.0 => format!("{} more", self.amount(column)),
            _ => self.amount(column),
        }
    }

    /// The cell of a count, with its thousands apart.
    pub fn count(self, column: &str) -> String {
        amount(self.number(column).unwrap_or(0.0), "")
    }
}

/// A number in its unit: hours, days and percent to a tenth, all else whole.
pub(super) fn amount(value: f64, unit: &str) -> String {
    let whole = |v: f64| grouped(v.round() as u64);
    let tenth = |v: f64| format!("{}.{}", grouped((v * 10.0).round() as u64 / 10), (v * 10.0).round() as u64 % 10);
    match unit {
        "" => whole(value),
        "percent" => format!("{} %", tenth(value)),
        "h" | "days" => format!("{} {unit}", tenth(value)),
        "usd" => format!("{} USD", whole(value)),
        "kg" => format!("{} kg CO2e", whole(value)),
        "km2" => format!("{} km²", whole(value)),
        unit => format!("{} {unit}", whole(value)),
    }
}

/// The figures of a route.
pub(super) fn figures(route: &ItineraryReport) -> String {
    let i = &route.totals.0;
    format!(
        "{} days, {} USD and {} kg CO2e over {} km",
        i.duration().days(),
        grouped(i.cost.whole_usd()),
        grouped(i.emissions.whole_kg()),
        grouped(i.length.whole_km())
    )
}

/// Words joined as in a sentence: `a, b and c`.
pub(super) fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A text as a sentence: with a capital and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
