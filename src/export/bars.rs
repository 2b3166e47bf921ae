//! Bars in a terminal.

use crate::report::{Cell, Table};

/// Widest bar, in characters.
const WIDTH: u64 = 40;

/// Eighths of a character.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A histogram with a bar beside each of its counts, which stand in the last column.
pub(super) fn with_bars(table: &Table) -> Table {
    let count = |row: &Vec<Cell>| if let Some(Cell::Number(n)) = row.last() { n.value } else { 0 };
    let most = table.rows.iter().map(count).max().unwrap_or(0).max(1);
    let mut out = table.clone();
    out.columns.push(String::new());
    for row in &mut out.rows {
        let eighths = count(row) * WIDTH * 8 / most;
        row.push(Cell::Text("█".repeat((eighths / 8) as usize) + EIGHTHS[(eighths % 8) as usize]));
    }
    out
}
