//! Markdown: the answer in two sentences, then the tables.

use std::io::Write;

use super::{Exporter, grouped};
use crate::error::Error;
use crate::report::{ItineraryReport, Lead, PartRef, Report, Table};

/// Markdown with pipe tables.
#[derive(Clone, Copy, Debug)]
pub struct Markdown;

impl Exporter for Markdown {
    fn name(&self) -> &'static str {
        "md"
    }
    fn extension(&self) -> &'static str {
        "md"
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        writeln!(out, "# {}\n", text(&report.title))?;
        if let (Lead::Itineraries, Some(best)) = (report.lead, report.itineraries.first()) {
            writeln!(out, "{}\n", answer(best))?;
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
        for note in &report.notes {
            writeln!(out, "- {}", text(note))?;
        }
        let scenarios: String = report.dataset.scenarios.iter().map(|s| format!(", scenario {}", text(s))).collect();
        writeln!(out, "- Dataset {}, network of {}{scenarios}.", report.dataset.version, report.dataset.as_of)?;
        Ok(())
    }
}

/// Pipes would end a cell.
fn text(raw: &str) -> String {
    raw.replace('|', "\\|").replace('\n', " ")
}

pub(super) fn answer(best: &ItineraryReport) -> String {
    let i = &best.totals.0;
    let corridors: Vec<&str> = best.corridors.iter().map(|c| c.name.as_str()).collect();
    let by = if corridors.is_empty() { String::new() } else { format!(", following {}", corridors.join(" and ")) };
    format!(
        "The best route runs from {} to {} in {} days over {} km{}. It costs {} USD and {} kg CO2e; {} % of the time is spent standing.",
        text(&best.from.name),
        text(&best.to.name),
        i.duration().days(),
        grouped(i.length.whole_km()),
        text(&by),
        grouped(i.cost.whole_usd()),
        grouped(i.emissions.whole_kg()),
        best.dwell_percent()
    )
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
                    l.impact.haul.hours(),
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
                    e.impact.dwell.hours(),
                    grouped(e.impact.cost.whole_usd()),
                    e.confidence.name()
                )?;
            }
        }
    }
    writeln!(out)?;
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

fn rows(table: &Table, out: &mut dyn Write) -> Result<(), Error> {
    writeln!(out, "| {} |", table.columns.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(table.columns.len()))?;
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|c| text(&c.to_string())).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)?;
    Ok(())
}
