//! Reports as templates see them, and the engine that fills them in (`minijinja`, the language of Jinja2).

use std::io::Write;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde_json::json;

use super::{Exporter, cells, grouped, style, svg, words};
use crate::error::Error;
use crate::report::{Frame, ItineraryReport, Lead, PartRef, Report, Table};

/// A user's own template instead of a format.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its file name, for messages; HTML is escaped when it ends in `.html`, `.htm` or `.xml`, also before `.j2`.
    pub name: String,
    /// Its text.
    pub source: String,
}

impl Template {
    /// The extension of what it writes: its own, that before `.j2` or `.jinja` if it has one, else `txt`.
    #[cfg(feature = "cli")]
    pub(crate) fn written(&self) -> &str {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = [".j2", ".jinja"].iter().find_map(|e| name.strip_suffix(e)).unwrap_or(name);
        name.rsplit_once('.').map_or("txt", |(_, extension)| extension)
    }
}

impl Exporter for Template {
    fn name(&self) -> &'static str {
        "template"
    }
    fn extension(&self) -> &'static str {
        ""
    }
    fn draws(&self) -> bool {
        true
    }
    fn frame(&self) -> Frame {
        Frame::SOURCES
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        out.write_all(render_with(&self.name, &self.source, &view(report))?.as_bytes())?;
        Ok(())
    }
}

/// What a template can name; `docs/templates.md` lists it.
pub(super) fn view(report: &Report) -> Value {
    let lead = match report.lead {
        Lead::Itineraries => "itineraries",
        Lead::Tables => "tables",
    };
    let charts: Vec<_> = report.charts.iter().map(|c| json!({"name": c.name, "title": c.title, "svg": svg::draw(c)})).collect();
    Value::from(Serde(json!({
        "program": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "title": report.title,
        "question": words::question(report),
        "answer": words::answer(report),
        "method": words::method(report),
        "confidence": report.itineraries.first().map(|i| i.confidence),
        "answered": report.answered,
        "lead": lead,
        "request": report.request,
        "dataset": report.dataset,
        "itineraries": report.itineraries.iter().map(itinerary).collect::<Vec<_>>(),
        "tables": report.tables.iter().map(table).collect::<Vec<_>>(),
        "charts": charts,
        "sources": report.sources,
        "notes": report.notes,
    })))
}

fn itinerary(itinerary: &ItineraryReport) -> serde_json::Value {
    let mut value = json!(itinerary);
    let steps = itinerary.parts().into_iter().map(|part| {
        let (what, mut step) = match part {
            PartRef::Leg(leg) => ("leg", json!(leg)),
            PartRef::Event(event) => ("event", json!(event)),
        };
        step["what"] = json!(what);
        step
    });
    value["steps"] = steps.collect();
    value["route"] = json!(itinerary.route());
    value["label"] = json!(label(itinerary));
    value["class"] = json!(style::class_of_rank(itinerary.rank));
    value["weakest"] = json!(itinerary.weakest);
    value["dwell_percent"] = json!(itinerary.dwell_percent());
    value
}

/// A route in few words: the corridors it follows, else its ends.
fn label(itinerary: &ItineraryReport) -> String {
    match itinerary.corridors.as_slice() {
        [] => format!("{} to {}", itinerary.from.name, itinerary.to.name),
        corridors => format!("{} to {}", corridors.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", "), itinerary.to.name),
    }
}

/// Letters of a cell that a page does not break.
const SHORT: usize = 32;

fn table(table: &Table) -> serde_json::Value {
    let numeric: Vec<bool> = (0..table.columns.len()).map(|i| !table.rows.is_empty() && cells::is_numeric(table, i)).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(|row| table.columns.iter().zip(row).map(|(c, v)| cells::read(c, v)).collect()).collect();
    let mut filled = vec![false; table.columns.len()];
    cells::filled(table).for_each(|i| filled[i] = true);
    let long: Vec<bool> = (0..table.columns.len()).map(|i| rows.iter().any(|row| row[i].chars().count() > SHORT)).collect();
    json!({"filled": filled, "long": long, "name": table.name, "title": table.title, "columns": table.columns, "rows": rows, "numeric": numeric})
}

/// The engine: HTML is escaped in files of that name, unknown names are errors, and these filters help:
/// `grouped` (12345.6 to 12,346), `days` (hours to days), `words` (`gauge_change` to gauge change),
/// `heading` (`haul_h` to haul, h).
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|name| {
        let name = name.trim_end_matches(".j2");
        if [".html", ".htm", ".xml"].iter().any(|e| name.ends_with(e)) { AutoEscape::Html } else { AutoEscape::None }
    });
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.add_filter("grouped", |n: f64| if n < 0.0 { format!("-{}", grouped((-n).round() as u64)) } else { grouped(n.round() as u64) });
    environment.add_filter("cell", |text: String| text.replace('|', "\\|").replace('\n', " "));
    environment.add_filter("days", |hours: f64| format!("{:.1}", hours / 24.0));
    environment.add_filter("heading", |column: String| cells::heading(&column));
    environment.add_filter("words", |word: String| word.replace('_', " "));
    environment
}

/// Fills in a template.
///
/// # Errors
/// [`Error::Usage`] with the template's name, line and what is wrong.
pub(super) fn render_with(name: &str, source: &str, view: &Value) -> Result<String, Error> {
    let mut environment = environment();
    let wrong = |e: minijinja::Error| {
        let line = e.line().map_or_else(String::new, |line| format!(":{line}"));
        let what = e.detail().map_or_else(|| e.kind().to_string(), |detail| format!("{}: {detail}", e.kind()));
        Error::Usage(format!("template {name}{line}: {what}; docs/templates.md names what there is"))
    };
    environment.add_template(name, source).map_err(wrong)?;
    environment.get_template(name).and_then(|t| t.render(view)).map_err(wrong)
}
