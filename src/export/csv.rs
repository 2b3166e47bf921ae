//! CSV: one row per itinerary in the columns of the batch contract, or the rows of the first table and of those with
//! the same columns.

use std::fmt::{Display, Write as _};
use std::io::Write;

use super::Exporter;
use crate::error::{Error, kept};
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

fn routes<W: Write>(report: &Report, writer: &mut csv::Writer<W>) -> Result<(), Error> {
    let mut rows = RouteRows::new(writer);
    rows.header()?;
    let asked = |end: &str| report.request[end].as_str().unwrap_or_default();
    let ends = ["1", asked("from"), asked("to")];
    for itinerary in &report.itineraries {
        rows.route(ends, &itinerary.into())?;
    }
    if report.itineraries.is_empty() {
        rows.nothing(ends, "no_route", report.notes.first().map_or("", String::as_str))?;
    }
    Ok(())
}

/// Writes the rows of the batch contract.
pub(crate) struct RouteRows<'w, W: Write> {
    writer: &'w mut csv::Writer<W>,
    /// The cell being written.
    cell: String,
}

impl<'w, W: Write> RouteRows<'w, W> {
    pub fn new(writer: &'w mut csv::Writer<W>) -> Self {
        Self { writer, cell: String::new() }
    }

    /// The names of the columns.
    pub fn header(&mut self) -> Result<(), Error> {
        Ok(self.writer.write_record(COLUMNS).map_err(kept)?)
    }

    /// A route, behind `id`, `from` and `to`.
    pub fn route(&mut self, ends: [&str; 3], row: &RouteRow) -> Result<(), Error> {
        self.texts(&ends)?;
        self.shown(&row.rank)?;
        self.texts(&["ok", &row.gateway])?;
        for (_, value) in row.totals.pairs() {
            self.shown(&value)?;
        }
        self.texts(&[&row.corridors, &row.countries, &row.route, ""])?;
        self.end()
    }

    /// Why there is none.
    pub fn nothing(&mut self, ends: [&str; 3], status: &str, message: &str) -> Result<(), Error> {
        self.texts(&ends)?;
        self.texts(&["", status])?;
        self.texts(&[""; COLUMNS.len() - 6])?;
        self.texts(&[message])?;
        self.end()
    }

    fn texts(&mut self, cells: &[&str]) -> Result<(), Error> {
        cells.iter().try_for_each(|cell| self.writer.write_field(cell)).map_err(|e| kept(e).into())
    }

    fn shown(&mut self, value: &impl Display) -> Result<(), Error> {
        self.cell.clear();
        // A string takes any text.
        let _ = write!(self.cell, "{value}");
        self.writer.write_field(&self.cell).map_err(|e| kept(e).into())
    }

    fn end(&mut self) -> Result<(), Error> {
        Ok(self.writer.write_record(None::<&[u8]>).map_err(kept)?)
    }
}

fn rows<'t, W: Write>(first: &Table, alike: impl Iterator<Item = &'t Table>, writer: &mut csv::Writer<W>) -> Result<(), Error> {
    writer.write_record(&first.columns).map_err(kept)?;
    for row in alike.flat_map(|t| &t.rows) {
        writer.write_record(row.iter().map(ToString::to_string)).map_err(kept)?;
    }
    Ok(())
}
