//! What reads text of others, each as a function of bytes that must not panic, whatever they are. Shared by the targets of
//! `cargo fuzz` and by `tests/fuzz.rs`, which runs them on bounded mutations of sound files.

#![allow(dead_code)]

use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

use corridor::import::{self, Draft, Options};
use corridor::request::Column;
use corridor::scenario::Scenario;
use corridor::{LintRequest, Network, Request, RouteRequest, Source};

/// Parts of one input are told apart by this byte, which is no UTF-8.
pub const BETWEEN: u8 = 0xfe;

/// A small network to ask.
static DIAMOND: LazyLock<Network> = LazyLock::new(|| {
    // Beside this package or, from `fuzz/`, one folder up.
    let places = ["tests/fixtures/diamond", "../tests/fixtures/diamond"].map(|p| Path::new(env!("CARGO_MANIFEST_DIR")).join(p));
    let folder = places.into_iter().find(|p| p.is_dir());
    let source = Source { folder, ..Source::default() };
    corridor::load(&source).unwrap_or_else(|e| unreachable!("{e}")).0
});

/// Folders of a network: nodes.csv, links.csv, waypoints.csv, borders.csv, transfers.csv.
pub fn network_csv(data: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    for (name, text) in ["nodes.csv", "links.csv", "waypoints.csv", "borders.csv", "transfers.csv"].iter().zip(data.split(|b| *b == BETWEEN)) {
        if std::fs::write(folder.path().join(name), text).is_err() {
            return;
        }
    }
    let Ok(found) = corridor::inspect(&Source { folder: Some(folder.path().to_owned()), ..Source::default() }) else { return };
    let sound = found.problems.is_empty();
    let Some(network) = found.network else { return };
    let request = LintRequest { problems: found.problems, warnings: found.warnings, geometry: true, ..LintRequest::default() };
    let _ = corridor::answer(&network, &Request::Lint(request));
    if sound {
        let names: Vec<String> = network.nodes().take(2).map(|(_, n)| n.code.clone()).collect();
        if let [from, to] = &names[..] {
            let _ = corridor::answer(&network, &Request::Route(RouteRequest { from: from.clone(), to: to.clone(), geometry: true, ..RouteRequest::default() }));
        }
    }
}

/// What an import gives must be a network that loads.
fn must_load(draft: &Draft) {
    let _ = draft.report();
    let Ok(folder) = tempfile::tempdir() else { return };
    for name in Draft::FILES {
        let mut text = Vec::new();
        if draft.render(name, &mut text).is_err() || std::fs::write(folder.path().join(name), text).is_err() {
            return;
        }
    }
    if let Err(e) = corridor::load(&Source { folder: Some(folder.path().to_owned()), ..Source::default() }) {
        panic!("an import that does not load: {e}");
    }
}

/// Edge lists: the links, and the nodes if there are two parts.
pub fn edge_list(data: &[u8]) {
    let mut parts = data.splitn(2, |b| *b == BETWEEN);
    let links = parts.next().unwrap_or_default();
    let nodes = parts.next();
    if let Ok(draft) = import::csv(links, nodes.map(|n| ("nodes.csv", n)), &Options::default()) {
        must_load(&draft);
    }
}

/// GeoJSON lines.
pub fn geojson(data: &[u8]) {
    if let Ok(draft) = import::geojson(data, &Options::default()) {
        must_load(&draft);
    }
}

/// OpenStreetMap extracts.
pub fn pbf(data: &[u8]) {
    let bytes = data.to_vec();
    if let Ok(draft) = import::osm(&|| Ok(Box::new(Cursor::new(bytes.clone()))), &Options::default()) {
        must_load(&draft);
    }
}

/// Scenario files.
pub fn scenario(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(scenario) = Scenario::parse("fuzz.toml", text) {
        let _ = scenario.apply(&DIAMOND);
    }
}

/// Rows of a batch file, with their header.
pub fn batch_rows(data: &[u8]) {
    let batch = corridor::Batch::new(&DIAMOND);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(data);
    let Ok(headers) = reader.headers().cloned() else { return };
    for record in reader.records().take(20).flatten() {
        let mut request = RouteRequest::default();
        let cells = headers.iter().zip(&record).filter_map(|(name, cell)| Some((Column::ALL.into_iter().find(|c| c.name() == name)?, cell)));
        if cells.into_iter().all(|(column, cell)| request.set(column, cell).is_ok()) {
            let _ = batch.answer(&request);
        }
    }
}
