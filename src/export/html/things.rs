//! What a reader can point at on the map: its title, figures and sources, as the page's script reads them.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::export::{cells, grouped};
use crate::report::{EventReport, Feature, ItineraryReport, LegReport};

/// Everything that answers when it is pointed at.
#[derive(Default)]
pub(super) struct Things {
    keys: Vec<String>,
    index: HashMap<String, usize>,
    list: Vec<Value>,
}

impl Things {
    /// Adds a thing and returns its number.
    pub fn add<'a>(&mut self, title: &str, figures: impl IntoIterator<Item = (&'a str, String)>, sources: &[String]) -> usize {
        let figures: Vec<Value> = figures.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| json!([self.key(k), v])).collect();
        self.list.push(json!([title, figures, sources]));
        self.list.len() - 1
    }

    fn key(&mut self, key: &str) -> usize {
        if let Some(i) = self.index.get(key) {
            return *i;
        }
        self.keys.push(key.to_owned());
        self.index.insert(key.to_owned(), self.keys.len() - 1);
        self.keys.len() - 1
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The title of a thing.
    pub fn title(&self, number: usize) -> &str {
        self.list.get(number).and_then(|t| t[0].as_str()).unwrap_or_default()
    }

    /// All of them: names of figures, then for each thing its title, figures by name and source ids.
    pub fn json(self) -> Value {
        json!({"keys": self.keys, "things": self.list})
    }
}

/// A leg.
pub(super) fn leg(things: &mut Things, itinerary: &ItineraryReport, leg: &LegReport) -> usize {
    let title = format!("{} to {}", leg.from.name, leg.to.name);
    let i = &leg.impact;
    let figures = [
        ("route", itinerary.rank.to_string()),
        ("mode", leg.mode.name().to_owned()),
        ("line", leg.line.clone()),
        ("gauge", leg.gauge_mm.map_or_else(String::new, |g| format!("{g} mm"))),
        ("length", format!("{} km", grouped(i.length.whole_km()))),
        ("moving", format!("{} h", i.haul.hours())),
        ("cost", format!("{} USD", grouped(i.cost.whole_usd()))),
        ("emissions", format!("{} kg CO2e", grouped(i.emissions.whole_kg()))),
        ("confidence", leg.confidence.name().to_owned()),
    ];
    things.add(&title, figures, &leg.sources)
}

/// What happens at a node, on whichever routes.
pub(super) fn events(things: &mut Things, name: &str, events: &[(&ItineraryReport, &EventReport)]) -> usize {
    let mut sources: Vec<String> = Vec::new();
    let mut figures: Vec<(String, String)> = Vec::new();
    for (itinerary, event) in events {
        let standing = if event.impact.dwell.get() > 0 { format!("{} h", event.impact.dwell.hours()) } else { String::new() };
        let cost = if event.impact.cost.get() > 0 { format!("{} USD", grouped(event.impact.cost.whole_usd())) } else { String::new() };
        let value: Vec<String> =
            [event.detail.clone(), standing, cost, format!("{} confidence", event.confidence.name())].into_iter().filter(|s| !s.is_empty()).collect();
        let (what, value) = (event.kind.replace('_', " "), value.join(", "));
        // Routes that share an event share its line.
        match figures.iter_mut().find(|(k, v)| k.starts_with(&what) && *v == value) {
            Some((key, _)) => key.push_str(&format!(", {}", itinerary.rank)),
            None => figures.push((format!("{what}, route {}", itinerary.rank), value)),
        }
        sources.extend(event.sources.iter().filter(|s| !sources.contains(s)).cloned().collect::<Vec<_>>());
    }
    things.add(name, figures.iter().map(|(k, v)| (k.as_str(), v.clone())), &sources)
}

/// A feature that is no itinerary, with all it knows of itself; where a table has its row, the page reads the row.
pub(super) fn feature(things: &mut Things, feature: &Feature, has_row: bool) -> usize {
    let text = |name: &str| feature.properties.iter().find(|(k, _)| k == name).map(|(_, v)| v.to_string()).filter(|t| !t.is_empty());
    let ends = || Some(format!("{} to {}", text("from")?, text("to")?));
    let title = text("name").or_else(ends).or_else(|| text("line")).or_else(|| text("code")).unwrap_or_else(|| feature.kind.replace('_', " "));
    let sources: Vec<String> = text("source").or_else(|| text("sources")).map(|s| s.split('|').map(str::to_owned).collect()).unwrap_or_default();
    let told = |key: &str| !has_row && !matches!(key, "source" | "sources" | "name" | "emphasis");
    let figures = feature.properties.iter().filter(|(key, _)| told(key)).map(|(key, cell)| (cells::heading(key), cells::read(key, cell)));
    let figures: Vec<(String, String)> = figures.collect();
    things.add(&title, figures.iter().map(|(k, v)| (k.as_str(), v.clone())), &sources)
}
