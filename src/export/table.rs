//! The terminal: a summary of the alternatives, then the best one leg by leg with its events.

use std::io::Write;

use comfy_table::{Cell as TableCell, CellAlignment, ColumnConstraint, ContentArrangement, Table as Grid, Width, presets};

use super::bars::with_bars;
use super::cells::{filled, hours, is_numeric, shown};
use super::{Exporter, grouped};
use crate::error::Error;
use crate::report::{Basis, Cell, ItineraryReport, Lead, PartRef, Report, Table};

/// Tables for a terminal of some width.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Columns of the terminal.
    pub width: u16,
    /// Whether headings may be bold.
    pub styled: bool,
    /// Lines of a map above the answer, 0 for none.
    pub map: u16,
}

impl Terminal {
    /// For pipes and files: wide enough for whole rows, unstyled.
    pub const PLAIN: Self = Self { width: 100, styled: false, map: 0 };
}

impl Exporter for Terminal {
    fn name(&self) -> &'static str {
        "table"
    }
    fn extension(&self) -> &'static str {
        "txt"
    }
    fn draws(&self) -> bool {
        self.map > 0
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        if self.map > 0 {
            write!(out, "{}", super::braille::map(report, self.width, self.map, self.styled))?;
        }
        let scenarios: String = report.dataset.scenarios.iter().map(|s| format!(", scenario {s}")).collect();
        let about = format!("{} (dataset {}, network of {}{scenarios})", report.title, report.dataset.version, report.dataset.as_of);
        match (report.lead, report.itineraries.first()) {
            (Lead::Itineraries, Some(best)) => {
                writeln!(out, "{}\n", self.strong(&about))?;
                self.summary(&report.itineraries, out)?;
                writeln!(out, "\n{}\n", self.strong(&format!("Route 1: {}", route(best))))?;
                self.parts(best, out)?;
                self.closing(best, report, out)?;
                self.explain(best, out)?;
            }
            _ if report.request["command"] == "list" => {
                for table in &report.tables {
                    self.list(table, out)?;
                }
            }
            _ => {
                writeln!(out, "{}\n", self.strong(&about))?;
                for table in &report.tables {
                    writeln!(out, "{}\n", self.strong(&table.title))?;
                    match table.name.as_str() {
                        _ if table.rows.is_empty() => writeln!(out, "none")?,
                        "histogram" => self.rows(&with_bars(table), out)?,
                        "pairs" => self.first_rows(table, out)?,
                        _ => self.rows(table, out)?,
                    }
                    writeln!(out)?;
                }
            }
        }
        for note in &report.notes {
            writeln!(out, "{}", wrapped(note, self.width))?;
        }
        Ok(())
    }
}

fn right(text: impl ToString) -> TableCell {
    TableCell::new(text).set_alignment(CellAlignment::Right)
}

/// Breaks a sentence into lines of the terminal's width.
fn wrapped(text: &str, width: u16) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = unicode_width::UnicodeWidthStr::width(word);
        if used > 0 && used + 1 + length > usize::from(width) {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out
}

/// Where it begins, crosses, changes and ends.
fn route(itinerary: &ItineraryReport) -> String {
    let mut stops = vec![itinerary.from.name.as_str()];
    stops.extend(itinerary.legs.iter().map(|l| l.to.name.as_str()));
    stops.join(" - ")
}

impl Terminal {
    fn strong(&self, text: &str) -> String {
        let text = wrapped(text, self.width);
        if self.styled { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text }
    }

    fn grid(&self, headings: &[(&str, bool)]) -> Grid {
        let mut grid = Grid::new();
        grid.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(self.width);
        grid.set_header(headings.iter().map(|(name, number)| if *number { right(name) } else { TableCell::new(name) }));
        for (i, (name, number)) in headings.iter().enumerate() {
            if let Some(column) = grid.column_mut(i) {
                column.set_padding((0, 1));
                if *number {
                    column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(name.chars().count() as u16 + 1)));
                }
            }
        }
        grid
    }

    fn print(grid: &Grid, out: &mut dyn Write) -> Result<(), Error> {
        for line in grid.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn summary(&self, itineraries: &[ItineraryReport], out: &mut dyn Write) -> Result<(), Error> {
        let mut grid = self.grid(&[
            ("#", true),
            ("gateway", false),
            ("corridors", false),
            ("km", true),
            ("days", true),
            ("USD", true),
            ("kg CO2e", true),
            ("borders", true),
            ("gauge", true),
            ("sea", true),
        ]);
        for it in itineraries {
            let i = &it.totals.0;
            let corridors: Vec<&str> = it.corridors.iter().map(|c| c.name.as_str()).collect();
            let gateway = it.gateway.as_ref().unwrap_or(&it.to);
            grid.add_row(vec![
                right(it.rank),
                TableCell::new(&gateway.name),
                TableCell::new(if corridors.is_empty() { "-".to_owned() } else { corridors.join("; ") }),
                right(grouped(i.length.whole_km())),
                right(days(i.duration())),
                right(grouped(i.cost.whole_usd())),
                right(grouped(i.emissions.whole_kg())),
                right(i.borders),
                right(i.gauge_changes),
                right(i.sea_crossings),
            ]);
        }
        Self::print(&grid, out)
    }

    fn parts(&self, itinerary: &ItineraryReport, out: &mut dyn Write) -> Result<(), Error> {
        let mut grid = self.grid(&[("step", false), ("where", false), ("km", true), ("h", true), ("USD", true), ("sure", false)]);
        for part in itinerary.parts() {
            match part {
                PartRef::Leg(l) => {
                    let gauge = l.gauge_mm.map_or_else(String::new, |g| format!(" {g}"));
                    let country = if l.country.is_empty() { String::new() } else { format!(" {}", l.country) };
                    let through = if l.through.is_empty() { String::new() } else { format!(" by {}", l.main_places(6).join(", ")) };
                    grid.add_row(vec![
                        TableCell::new(format!("{}{gauge}{country}", l.mode.name())),
                        TableCell::new(format!("{} - {}{through}", l.from.name, l.to.name)),
                        right(grouped(l.impact.length.whole_km())),
                        right(hours(l.impact.haul)),
                        right(grouped(l.impact.cost.whole_usd())),
                        TableCell::new(l.confidence.name()),
                    ]);
                }
                PartRef::Event(e) => {
                    let detail = if e.detail.is_empty() { String::new() } else { format!(": {}", e.detail) };
                    grid.add_row(vec![
                        TableCell::new(format!("* {}", e.kind.replace('_', " "))),
                        TableCell::new(format!("{}{detail}", e.node.name)),
                        right(""),
                        right(hours(e.impact.dwell)),
                        right(grouped(e.impact.cost.whole_usd())),
                        TableCell::new(e.confidence.name()),
                    ]);
                }
            }
        }
        let i = &itinerary.totals.0;
        grid.add_row(vec![
            TableCell::new("total"),
            TableCell::new(format!("{} days, {} kg CO2e", days(i.duration()), grouped(i.emissions.whole_kg()))),
            right(grouped(i.length.whole_km())),
            right(hours(i.duration())),
            right(grouped(i.cost.whole_usd())),
            TableCell::new(""),
        ]);
        Self::print(&grid, out)
    }

    fn closing(&self, best: &ItineraryReport, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        let i = &best.totals.0;
        writeln!(out)?;
        let standing = format!("Standing (*) takes {} of {} days: {} % of the time.", days(i.dwell), days(i.duration()), best.dwell_percent());
        writeln!(out, "{}", wrapped(&standing, self.width))?;
        let [high, medium, low] = best.length_confidence_percent;
        let sure = format!("Confidence: {}, set by {}. Lengths: {high} % high, {medium} % medium, {low} % low.", best.confidence.name(), best.weakest);
        writeln!(out, "{}", wrapped(&sure, self.width))?;
        for table in &report.tables {
            let name = |row: &Vec<Cell>| format!("{} {} d", row[1], tenth_of_days(&row[4]));
            let names: Vec<String> = table.rows.iter().map(name).collect();
            writeln!(out, "{}", wrapped(&format!("{}: {}.", table.title, names.join(", ")), self.width))?;
        }
        Ok(())
    }

    fn explain(&self, best: &ItineraryReport, out: &mut dyn Write) -> Result<(), Error> {
        let mut rows: Vec<(String, &Basis)> = Vec::new();
        for part in best.parts() {
            match part {
                PartRef::Leg(l) => rows.extend(l.explain.iter().map(|b| (format!("{} {} - {}", l.seq, l.from.name, l.to.name), b))),
                PartRef::Event(e) => rows.extend(e.explain.iter().map(|b| (format!("{} {} {}", e.seq, e.kind.replace('_', " "), e.node.name), b))),
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}\n", self.strong("The rows behind the figures"))?;
        let mut last = String::new();
        for (part, b) in rows {
            if part != last {
                writeln!(out, "{part}")?;
                last = part;
            }
            let line = format!("{} = {} [{}; {}; {}]", b.figure, b.value, b.row, b.sources.join(", "), b.confidence.name());
            writeln!(out, "  {}", wrapped(&line, self.width.saturating_sub(4)).replace('\n', "\n    "))?;
        }
        writeln!(out)?;
        Ok(())
    }

    /// A list of the data: the columns that fit, those with sentences left to other formats.
    fn list(&self, table: &Table, out: &mut dyn Write) -> Result<(), Error> {
        const HIDDEN: [&str; 5] = ["source", "note", "aliases", "confidence", "chain"];
        let wanted: Vec<usize> = filled(table).filter(|i| !HIDDEN.contains(&table.columns[*i].as_str())).collect();
        let most = usize::from(self.width);
        // Where not all fit as they are, the longest cells of a column take two lines so that more columns do.
        let whole = wanted.iter().map(|i| width(table, *i)).sum::<usize>() <= most;
        let mut left = most;
        let mut columns = Vec::new();
        for i in wanted {
            let wide = if whole { width(table, i) } else { usual_width(table, i).min(most * 2 / 5) };
            if wide <= left {
                left -= wide;
                columns.push((i, if whole { None } else { Some(wide) }));
            }
        }
        self.block(table, &columns, out)?;
        let more = format!("{}; other formats carry all columns (--format csv, json, geojson, md)", table.title);
        writeln!(out, "{}", wrapped(&more, self.width))?;
        Ok(())
    }

    /// The first rows of a table that may have thousands.
    fn first_rows(&self, table: &Table, out: &mut dyn Write) -> Result<(), Error> {
        const ROWS: usize = 40;
        let first = Table { rows: table.rows.iter().take(ROWS).cloned().collect(), ..table.clone() };
        self.rows(&first, out)?;
        if table.rows.len() > ROWS {
            let more = format!("and {} more; other formats carry all rows (--format csv, json, md)", grouped((table.rows.len() - ROWS) as u64));
            writeln!(out, "{}", wrapped(&more, self.width))?;
        }
        Ok(())
    }

    /// A computed table: all columns, in as many blocks as the width asks for, each led by the first column.
    fn rows(&self, table: &Table, out: &mut dyn Write) -> Result<(), Error> {
        let width = |i: usize| width(table, i);
        let mut blocks: Vec<Vec<usize>> = vec![vec![0]];
        let mut used = width(0);
        for i in filled(table).filter(|i| *i > 0) {
            if used + width(i) > usize::from(self.width) && blocks.last().is_some_and(|b| b.len() > 1) {
                blocks.push(vec![0]);
                used = width(0);
            }
            used += width(i);
            if let Some(block) = blocks.last_mut() {
                block.push(i);
            }
        }
        for (i, block) in blocks.iter().enumerate() {
            if i > 0 {
                writeln!(out)?;
            }
            self.block(table, &block.iter().map(|i| (*i, None)).collect::<Vec<_>>(), out)?;
        }
        Ok(())
    }

    /// Some columns, each as wide as it needs or as it is told.
    fn block(&self, table: &Table, columns: &[(usize, Option<usize>)], out: &mut dyn Write) -> Result<(), Error> {
        let headings: Vec<(&str, bool)> = columns.iter().map(|(i, _)| (table.columns[*i].as_str(), is_numeric(table, *i))).collect();
        let mut grid = self.grid(&headings);
        for (at, (_, wide)) in columns.iter().enumerate() {
            if let (Some(column), Some(wide)) = (grid.column_mut(at), wide) {
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(u16::try_from(*wide).unwrap_or(u16::MAX))));
            }
        }
        for row in &table.rows {
            grid.add_row(columns.iter().zip(&headings).map(|((i, _), (_, number))| {
                let text = cut(shown(&table.columns[*i], &row[*i]));
                if *number { right(text) } else { TableCell::new(text) }
            }));
        }
        Self::print(&grid, out)
    }
}

/// What a column of a table may take before its cells are wrapped.
const COLUMN_WIDTH: usize = 40;

/// What a column takes: its widest cell and a space.
fn width(table: &Table, column: usize) -> usize {
    let name = &table.columns[column];
    let cells = table.rows.iter().map(|r| cut(shown(name, &r[column])).chars().count());
    (cells.max().unwrap_or(0).max(name.chars().count()) + 1).min(COLUMN_WIDTH)
}

/// What nine in ten cells of a column and its name take, and a space.
fn usual_width(table: &Table, column: usize) -> usize {
    let name = &table.columns[column];
    let mut cells: Vec<usize> = table.rows.iter().map(|r| cut(shown(name, &r[column])).chars().count()).collect();
    cells.sort_unstable();
    cells.get(cells.len() * 9 / 10).copied().unwrap_or(0).max(name.chars().count()) + 1
}

/// Long sentences are left to other formats.
fn cut(text: String) -> String {
    const MOST: usize = 100;
    if text.chars().count() > MOST { text.chars().take(MOST - 3).chain("...".chars()).collect() } else { text }
}

fn days(duration: crate::units::Duration) -> String {
    let days = duration.days();
    format!("{}.{}", days.value / 10, days.value % 10)
}

fn tenth_of_days(hours: &Cell) -> String {
    match hours {
        Cell::Number(h) => {
            let tenths = (h.value * 10 + 12 * 10_000) / (24 * 10_000);
            format!("{}.{}", tenths / 10, tenths % 10)
        }
        other => other.to_string(),
    }
}
