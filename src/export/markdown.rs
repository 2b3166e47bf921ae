//! Markdown: question, answer in two sentences, tables, charts, method and sources.

use std::io::Write;

use super::{Exporter, cells, grouped, words};
use crate::error::Error;
use crate::report::{Cell, Chart, Frame, ItineraryReport, Lead, PartRef, Plot, Report, Table};
use crate::units::Decimal;

/// Markdown with pipe tables.
#[derive(Clone, Debug)]
pub struct Markdown {
    /// Stem of the files that hold the charts, beside the report: `STEM-NAME.svg`. Without it, bars become tables and
    /// other charts are left out.
    pub charts: Option<String>,
}

impl Markdown {
    /// The file of a chart.
    pub fn chart_file(stem: &str, chart: &Chart) -> String {
        format!("{stem}-{}.svg", chart.name)
    }
}

impl Exporter for Markdown {
    fn name(&self) -> &'static str {
        "md"
    }
    fn extension(&self) -> &'static str {
        "md"
    }
    fn frame(&self) -> Frame {
        Frame::SOURCES
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        writeln!(out, "# {}\n", text(&report.title))?;
        for words in [words::question(report).map(|q| format!("*{}*", text(&q))), words::answer(report).map(|a| text(&a))].into_iter().flatten() {
            writeln!(out, "{words}\n")?;
        }
        if report.lead == Lead::Itineraries && !report.itineraries.is_empty() {
            summary(&report.itineraries, out)?;
            for itinerary in &report.itineraries {
                parts(itinerary, out)?;
            }
        }
        for table in &report.tables {
            if report.tables.len() > 1 || !report.itineraries.is_empty() {
                writeln!(out, "## {}\n", text(&table.title))?;
            }
            rows(table, out)?;
        }
        self.charts(report, out)?;
        method(report, out)
    }
}

impl Markdown {
    fn charts(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        for chart in &report.charts {
            match (&self.charts, &chart.plot) {
                (Some(stem), _) => writeln!(out, "![{}](<{}>)\n", text(&chart.title), Self::chart_file(stem, chart))?,
                (None, Plot::Bars { categories, parts }) => {
                    writeln!(out, "## {}, in {}\n", text(&chart.title), chart.x_label)?;
                    let used: Vec<_> = parts.iter().filter(|p| p.1.iter().any(|v| v.value > 0)).collect();
                    writeln!(out, "| route | {} |", used.iter().map(|p| text(&p.0)).collect::<Vec<_>>().join(" | "))?;
                    writeln!(out, "|---|{}", "--:|".repeat(used.len()))?;
                    for (i, category) in categories.iter().enumerate() {
                        let cells: Vec<String> = used.iter().map(|p| p.1.get(i).map_or_else(String::new, |v| rounded(*v))).collect();
                        writeln!(out, "| {} | {} |", text(category), cells.join(" | "))?;
                    }
                    writeln!(out)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whole numbers grouped, small ones to a tenth.
fn rounded(value: Decimal) -> String {
    let unit = 10u64.pow(value.places);
    if value.value >= 100 * unit { grouped((value.value + unit / 2) / unit) } else { format!("{:.1}", value.value as f64 / unit as f64) }
}

/// What the figures are for, how sure they are, and where they come from.
fn method(report: &Report, out: &mut dyn Write) -> Result<(), Error> {
    writeln!(out, "## Method and sources\n")?;
    for passage in words::method(report) {
        writeln!(out, "- {} (docs/method.md, {})", passage.text, passage.section)?;
    }
    for note in &report.notes {
        writeln!(out, "- {}", text(note))?;
    }
    if let Some(best) = report.itineraries.first() {
        let [high, medium, low] = best.length_confidence_percent;
        let weakest = text(&best.weakest);
        writeln!(
            out,
            "- Confidence of the first route: {}, set by {weakest}. Its lengths: {high} % high, {medium} % medium, {low} % low.",
            best.confidence.name()
        )?;
    }
    let scenarios: String = report.dataset.scenarios.iter().map(|s| format!(", scenario {}", text(s))).collect();
    writeln!(
        out,
        "- Dataset {}, network of {}{scenarios}; {} {}.",
        report.dataset.version,
        report.dataset.as_of,
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION")
    )?;
    if !report.sources.is_empty() {
        writeln!(out, "\n| source | citation | year | licence |")?;
        writeln!(out, "|---|---|---|---|")?;
        for s in &report.sources {
            let citation = if s.url.is_empty() { text(&s.citation) } else { format!("[{}](<{}>)", text(&s.citation), text(&s.url)) };
            writeln!(out, "| {} | {citation} | {} | {} |", text(&s.id), text(&s.year), text(&s.licence))?;
        }
    }
    Ok(())
}

/// Pipes would end a cell, and a name is no markup.
fn text(raw: &str) -> String {
    raw.replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}

fn summary(itineraries: &[ItineraryReport], out: &mut dyn Write) -> Result<(), Error> {
    writeln!(out, "| # | to | corridors | km | days | USD | kg CO2e | borders | gauge changes | sea |")?;
    writeln!(out, "|--:|---|---|--:|--:|--:|--:|--:|--:|--:|")?;
    for it in itineraries {
        let i = &it.totals.0;
        let corridors: Vec<String> = it.corridors.iter().map(|c| text(&c.name)).collect();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            it.rank,
            text(&it.to.name),
            corridors.join("; "),
            grouped(i.length.whole_km()),
            i.duration().days(),
            grouped(i.cost.whole_usd()),
            grouped(i.emissions.whole_kg()),
            i.borders,
            i.gauge_changes,
            i.sea_crossings
        )?;
    }
    writeln!(out)?;
    Ok(())
}

fn parts(itinerary: &ItineraryReport, out: &mut dyn Write) -> Result<(), Error> {
    writeln!(out, "## Route {}: {}\n", itinerary.rank, text(&itinerary.route()))?;
    writeln!(out, "| step | where | detail | km | h | USD | confidence |")?;
    writeln!(out, "|---|---|---|--:|--:|--:|---|")?;
    for part in itinerary.parts() {
        match part {
            PartRef::Leg(l) => {
                let gauge = l.gauge_mm.map_or_else(String::new, |g| format!(" {g}"));
                writeln!(
                    out,
                    "| {}{gauge} | {} to {} | {} | {} | {} | {} | {} |",
                    l.mode.name(),
                    text(&l.from.name),
                    text(&l.to.name),
                    text(&l.line),
                    grouped(l.impact.length.whole_km()),
                    cells::hours(l.impact.haul),
                    grouped(l.impact.cost.whole_usd()),
                    l.confidence.name()
                )?;
            }
            PartRef::Event(e) => {
                writeln!(
                    out,
                    "| {} | {} | {} | | {} | {} | {} |",
                    e.kind.replace('_', " "),
                    text(&e.node.name),
                    text(&e.detail),
                    cells::hours(e.impact.dwell),
                    grouped(e.impact.cost.whole_usd()),
                    e.confidence.name()
                )?;
            }
        }
    }
    let i = &itinerary.totals.0;
    let days = format!("{} days, {} % of it standing", i.duration().days(), itinerary.dwell_percent());
    let (km, h, usd) = (grouped(i.length.whole_km()), cells::hours(i.duration()), grouped(i.cost.whole_usd()));
    writeln!(out, "| **total** | {days} | {} kg CO2e | {km} | {h} | {usd} | {} |\n", grouped(i.emissions.whole_kg()), itinerary.confidence.name())?;
    let explained = itinerary.parts().into_iter().flat_map(|p| match p {
        PartRef::Leg(l) => l.explain.iter().map(|b| (l.seq, b)).collect::<Vec<_>>(),
        PartRef::Event(e) => e.explain.iter().map(|b| (e.seq, b)).collect(),
    });
    let explained: Vec<_> = explained.collect();
    if !explained.is_empty() {
        writeln!(out, "| part | figure | value | row | sources | confidence |")?;
        writeln!(out, "|--:|---|---|---|---|---|")?;
        for (seq, b) in explained {
            writeln!(out, "| {seq} | {} | {} | {} | {} | {} |", text(&b.figure), text(&b.value), text(&b.row), b.sources.join(", "), b.confidence.name())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Columns from which on a table of one row stands upright.
const UPRIGHT: usize = 8;

fn rows(table: &Table, out: &mut dyn Write) -> Result<(), Error> {
    let columns: Vec<usize> = cells::filled(table).collect();
    let cell = |row: &[Cell], i: usize| text(&cells::read(&table.columns[i], &row[i]));
    match table.rows.as_slice() {
        [] => writeln!(out, "None.")?,
        [row] if columns.len() > UPRIGHT => {
            writeln!(out, "| figure | value |\n|---|---|")?;
            for i in columns {
                writeln!(out, "| {} | {} |", text(&cells::heading(&table.columns[i])), cell(row, i))?;
            }
        }
        rows => {
            let headings: Vec<String> = columns.iter().map(|i| text(&cells::heading(&table.columns[*i]))).collect();
            let rules: Vec<&str> = columns.iter().map(|i| if cells::is_numeric(table, *i) { "--:" } else { "---" }).collect();
            writeln!(out, "| {} |\n|{}|", headings.join(" | "), rules.join("|"))?;
            for row in rows {
                let cells: Vec<String> = columns.iter().map(|i| cell(row, *i)).collect();
                writeln!(out, "| {} |", cells.join(" | "))?;
            }
        }
    }
    writeln!(out)?;
    Ok(())
}
