//! Tables for people: headings in words with units, figures rounded by their unit, columns without values left out.

use crate::report::{Cell, Table};
use crate::units::{Decimal, Duration, grouped};

/// Units that columns end in, and how they are written; a longer ending comes before one that it ends in.
const UNITS: [(&str, &str); 12] = [
    ("teu_year", "TEU a year"),
    ("mt_year", "Mt a year"),
    ("km2", "km²"),
    ("km", "km"),
    ("kmh", "km/h"),
    ("h", "h"),
    ("usd", "USD"),
    ("co2e_kg", "kg CO2e"),
    ("kg", "kg"),
    ("mm", "mm"),
    ("days", "days"),
    ("percent", "%"),
];

/// A column's name for people: words, then the unit.
pub(super) fn heading(column: &str) -> String {
    let words = |name: &str| name.replace('_', " ").replace("co2e", "CO2e");
    for (ending, unit) in UNITS {
        match column.strip_suffix(ending) {
            Some("") => return unit.to_owned(),
            Some(name) if name.ends_with('_') => return format!("{}, {unit}", words(&name[..name.len() - 1])),
            _ => {}
        }
    }
    words(column)
}

/// A cell as it stands in a row of text: computed figures rounded by their unit, everything else as it is.
pub(super) fn shown(column: &str, cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => rounded(column, *number),
        Cell::Signed(number) => {
            let size = rounded(column, number.size);
            let nothing = size.chars().all(|c| "0.".contains(c));
            if number.negative && !nothing { format!("-{size}") } else { size }
        }
        _ => cell.to_string(),
    }
}

/// A cell as it stands in a report: [`shown`], lists with commas, and words of vocabularies as words.
pub(super) fn read(column: &str, cell: &Cell) -> String {
    let text = shown(column, cell);
    let is_word = text.contains('_') && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if is_word { text.replace('_', " ") } else { text.replace('|', ", ") }
}

/// Hours to a tenth.
pub(super) fn hours(duration: Duration) -> String {
    let tenths = (duration.get() + 3) / 6;
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

fn rounded(column: &str, number: Decimal) -> String {
    let to = |places: u32| {
        let unit = 10u64.pow(number.places.saturating_sub(places));
        (number.value + unit / 2) / unit
    };
    match column.rsplit('_').next() {
        Some("km" | "km2" | "usd" | "kg" | "teu") => grouped(to(0)),
        Some("h" | "kmh" | "days" | "percent" | "value") if number.places > 0 => format!("{}.{}", grouped(to(1) / 10), to(1) % 10),
        _ if number.places == 0 && column.ends_with("teu_year") => grouped(number.value),
        _ => number.to_string(),
    }
}

/// The columns that have a value in some row; all of a table without rows.
pub(super) fn filled(table: &Table) -> impl Iterator<Item = usize> {
    (0..table.columns.len()).filter(|i| table.rows.is_empty() || table.rows.iter().any(|row| row[*i] != Cell::Empty))
}

/// Whether a column holds numbers, and so stands to the right.
pub(super) fn is_numeric(table: &Table, column: usize) -> bool {
    table.rows.iter().all(|row| !matches!(row[column], Cell::Text(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_words_and_a_unit() {
        let said = ["haul_h", "total_co2e_kg", "mean_more_usd", "flow_teu_year", "percent", "area_km2", "gauge_changes", "route", "joins_best_at"].map(heading);
        let expected = ["haul, h", "total, kg CO2e", "mean more, USD", "flow, TEU a year", "%", "area, km²", "gauge changes", "route", "joins best at"];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_cell_is_rounded_by_its_unit() {
        let number = |value, places| Cell::Number(Decimal { value, places });
        assert_eq!(shown("length_km", &number(12_345_678, 3)), "12,346");
        assert_eq!(shown("haul_h", &number(566_667, 4)), "56.7");
        assert_eq!(shown("haul_h", &number(56, 0)), "56");
        assert_eq!(shown("more_usd", &Cell::signed(true, Decimal { value: 4, places: 1 })), "0");
        assert_eq!(shown("more_h", &Cell::signed(true, Decimal { value: 2849, places: 2 })), "-28.5");
        assert_eq!(shown("flow_teu_year", &number(80_000, 0)), "80,000");
        assert_eq!(read("countries", &Cell::text("CN|KZ")), "CN, KZ");
        assert_eq!(read("class", &Cell::text("rail_sections")), "rail sections");
        assert_eq!(read("row", &Cell::text("links.csv A_B")), "links.csv A_B");
    }
}
