//! JSON by the contract: units in names, numbers as numbers, new fields may be added, none renamed.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::Exporter;
use crate::error::Error;
use crate::report::{Frame, Lead, Report};

/// JSON, indented.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Exporter for Json {
    fn name(&self) -> &'static str {
        "json"
    }
    fn extension(&self) -> &'static str {
        "json"
    }
    fn frame(&self) -> Frame {
        Frame { digest: true, ..Frame::default() }
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        serde_json::to_writer_pretty(&mut *out, &value(report)).map_err(std::io::Error::from)?;
        writeln!(out)?;
        Ok(())
    }
}

fn value(report: &Report) -> Value {
    let mut map = Map::new();
    map.insert("request".to_owned(), report.request.clone());
    map.insert("dataset".to_owned(), json!(report.dataset));
    if report.lead == Lead::Itineraries || !report.itineraries.is_empty() {
        map.insert("itineraries".to_owned(), json!(report.itineraries));
    }
    for table in &report.tables {
        map.insert(table.name.clone(), json!(table.objects()));
    }
    map.insert("notes".to_owned(), json!(report.notes));
    Value::Object(map)
}
