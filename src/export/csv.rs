//! CSV: one row per itinerary in the columns of the batch contract, or the rows of the first table and of those with
//! the same columns.

use std::io::Write;

use super::Exporter;
use crate::error::Error;
use crate::report::{Lead, Report, RouteRow, Table};

/// Comma-separated values with a header.
#[derive(Clone, Copy, Debug)]
pub struct Csv;

/// The columns of an itinerary row.
pub(crate) const COLUMNS: [&str; 20] = [
    "id",
    "from",
    "to",
    "rank",
    "status",
    "gateway",
    "length_km",
    "duration_h",
    "haul_h",
    "dwell_h",
    "cost_usd",
    "co2e_kg",
    "borders",
    "gauge_changes",
    "transshipments",
    "sea_crossings",
    "corridors",
    "countries",
    "route",
    "message",
];

impl Exporter for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }
    fn extension(&self) -> &'static str {
        "csv"
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        let mut writer = csv::Writer::from_writer(out);
        match (report.lead, report.tables.first()) {
            (Lead::Tables, Some(first)) => rows(first, report.tables.iter().filter(|t| t.columns == first.columns), &mut writer)?,
            _ => routes(report, &mut writer)?,
        }
        writer.flush()?;
        Ok(())
    }
}

/// The error underneath: a closed pipe must stay one.
fn kept(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

fn routes<W: Write>(report: &Report, writer: &mut csv::Writer<W>) -> Result<(), Error> {
    writer.write_record(COLUMNS).map_err(kept)?;
    let asked = |end: &str| report.request[end].as_str().unwrap_or_default().to_owned();
    let ends = ["1".to_owned(), asked("from"), asked("to")];
    for itinerary in &report.itineraries {
        writer.write_record(ends.iter().cloned().chain(cells(&itinerary.into()))).map_err(kept)?;
    }
    if report.itineraries.is_empty() {
        let message = report.notes.first().map_or("", String::as_str);
        writer.write_record(ends.into_iter().chain(nothing("no_route", message))).map_err(kept)?;
    }
    Ok(())
}

/// The cells of an itinerary behind `id,from,to`.
pub(crate) fn cells(row: &RouteRow) -> Vec<String> {
    let mut cells = vec![row.rank.to_string(), "ok".to_owned(), row.gateway.clone()];
    cells.extend(row.totals.pairs().map(|(_, value)| value.to_string()));
    cells.extend([row.corridors.clone(), row.countries.clone(), row.route.clone(), String::new()]);
    cells
}

/// The cells behind `id,from,to` where there is no itinerary.
pub(crate) fn nothing(status: &str, message: &str) -> Vec<String> {
    let mut cells = vec![String::new(), status.to_owned()];
    cells.resize(COLUMNS.len() - 4, String::new());
    cells.push(message.to_owned());
    cells
}

fn rows<'t, W: Write>(first: &Table, alike: impl Iterator<Item = &'t Table>, writer: &mut csv::Writer<W>) -> Result<(), Error> {
    writer.write_record(&first.columns).map_err(kept)?;
    for row in alike.flat_map(|t| &t.rows) {
        writer.write_record(row.iter().map(ToString::to_string)).map_err(kept)?;
    }
    Ok(())
}
