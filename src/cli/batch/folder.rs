//! The files of `--out DIR`, and the note by which an interrupted run goes on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::input::Input;
use super::partial::Partial;
use super::{Piece, csv_row};
use crate::analysis::{Tally, answer};
use crate::cli::to_file;
use crate::error::Error;
use crate::export::{self, Bounds, Exporter, Template};
use crate::network::Network;
use crate::request::{Request, RouteRequest};

/// The note, beside the files under way.
const NOTE: &str = "resume.json";

/// The files under way.
pub(super) struct Folder<'n> {
    dir: PathBuf,
    network: &'n Network,
    settings: &'n RouteRequest,
    run: Run,
    rows: Partial,
    errors: Partial,
    routes: Partial,
    drawn: u64,
    bounds: Bounds,
}

/// What a resumed run must know.
#[derive(Serialize, Deserialize)]
struct Note {
    run: Run,
    rows: u64,
    prefix: u64,
    bytes: [u64; 3],
    drawn: u64,
    bounds: [u64; 4],
    tally: Tally,
}

/// What must be the same for a run to go on.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Run {
    program: String,
    dataset: String,
    scenarios: Vec<String>,
    settings: Value,
    most_drawn: u64,
}

/// Where a resumed run goes on.
pub(super) struct Resumed {
    pub tally: Tally,
    /// The finished rows, header included.
    pub rows: PathBuf,
}

impl Run {
    fn new(network: &Network, settings: &RouteRequest, most_drawn: u64) -> Self {
        let program = concat!("corridor ", env!("CARGO_PKG_VERSION")).to_owned();
        Self { program, dataset: network.digest(), scenarios: network.scenarios().to_vec(), settings: json!(settings), most_drawn }
    }
}

impl<'n> Folder<'n> {
    /// Starts the files of a folder anew; `header` is the first line of its rows.
    pub fn create(dir: &Path, network: &'n Network, settings: &'n RouteRequest, most_drawn: u64, header: &[u8]) -> Result<Self, Error> {
        std::fs::create_dir_all(dir).map_err(|source| Error::File { action: "create", path: dir.to_owned(), source })?;
        let file = |name| Partial::create(&dir.join(name));
        let (mut rows, mut errors, mut routes) = (file("routes.csv")?, file("errors.csv")?, file("routes.geojson")?);
        rows.write(header)?;
        let mut line = Vec::new();
        csv_row(&mut line, ["row", "id", "from", "to", "status", "message"]);
        errors.write(&line)?;
        routes.write(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        let run = Run::new(network, settings, most_drawn);
        Ok(Self { dir: dir.to_owned(), network, settings, run, rows, errors, routes, drawn: 0, bounds: Bounds::NONE })
    }

    /// Goes on where an interrupted run stopped: skips its rows of the input. `None` when there is nothing to go on with.
    pub fn resume(dir: &Path, network: &'n Network, settings: &'n RouteRequest, most_drawn: u64, input: &mut Input) -> Result<Option<(Self, Resumed)>, Error> {
        let path = dir.join(NOTE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::File { action: "read", path, source }),
        };
        let differs = |what: &str| Error::Usage(format!("{} was left by a run with {what}; start over without --resume", path.display()));
        let note: Note = serde_json::from_str(&text).map_err(|e| differs(&format!("another format ({e})")))?;
        let run = Run::new(network, settings, most_drawn);
        if note.run != run {
            return Err(differs("other settings, data or program"));
        }
        let skipped = input.skip(note.rows)?;
        if skipped != Some(note.prefix) {
            return Err(differs("another input"));
        }
        let file = |name, bytes| Partial::reopen(&dir.join(name), bytes);
        let [rows, errors, routes] = note.bytes;
        let folder = Self {
            dir: dir.to_owned(),
            network,
            settings,
            run,
            rows: file("routes.csv", rows)?,
            errors: file("errors.csv", errors)?,
            routes: file("routes.geojson", routes)?,
            drawn: note.drawn,
            bounds: Bounds::from_bits(note.bounds),
        };
        let resumed = Resumed { tally: note.tally, rows: folder.rows.part() };
        Ok(Some((folder, resumed)))
    }

    /// Adds what one core made.
    pub fn add(&mut self, piece: &Piece) -> Result<(), Error> {
        self.rows.write(&piece.rows)?;
        self.errors.write(&piece.errors)?;
        for (id, request) in &piece.routed {
            if self.drawn == self.run.most_drawn {
                break;
            }
            self.draw(id, request)?;
        }
        Ok(())
    }

    /// Draws the routes of a request, each feature with the id of its row.
    fn draw(&mut self, id: &str, request: &RouteRequest) -> Result<(), Error> {
        let request = RouteRequest { geometry: true, ..request.clone() };
        let report = answer(self.network, &Request::Route(request))?;
        for itinerary in report.itineraries.iter().take(usize::try_from(self.run.most_drawn - self.drawn).unwrap_or(usize::MAX)) {
            for mut feature in export::lines_of(itinerary).chain(export::points_of(itinerary)) {
                feature.set_property("id", id);
                self.bounds.add(&feature);
                let separator = if self.routes.bytes() > 40 { ",\n" } else { "\n" };
                self.routes.write(format!("{separator}{feature}").as_bytes())?;
            }
            self.drawn += 1;
        }
        Ok(())
    }

    /// Notes how far everything is.
    pub fn note(&mut self, tally: &Tally, prefix: u64) -> Result<(), Error> {
        for file in [&mut self.rows, &mut self.errors, &mut self.routes] {
            file.flush()?;
        }
        let note = Note {
            run: self.run.clone(),
            rows: tally.rows,
            prefix,
            bytes: [self.rows.bytes(), self.errors.bytes(), self.routes.bytes()],
            drawn: self.drawn,
            bounds: self.bounds.bits(),
            tally: tally.clone(),
        };
        to_file(&self.dir.join(NOTE), &|out| Ok(serde_json::to_writer(out, &note).map_err(std::io::Error::from)?))
    }

    /// Gives all files their final names, with the reports and the manifest last.
    pub fn finish(mut self, tally: &Tally, input: &Input, template: Option<&Template>) -> Result<(), Error> {
        let mut report = tally.report(self.network, self.settings)?;
        if self.drawn < tally.itineraries {
            report.notes.push(format!("routes.geojson draws {} of {} routes, the first ones (--drawn N for more).", self.drawn, tally.itineraries));
        }
        let about = json!({ "request": report.request, "dataset": report.dataset, "notes": report.notes });
        let bbox = self.bounds.bbox().map_or_else(String::new, |b| format!(",\"bbox\":{}", json!(b)));
        self.routes.write(format!("\n]{bbox},\"corridor\":{about}}}\n").as_bytes())?;
        let mut outputs = Vec::new();
        let mut reports: BTreeMap<&str, &dyn Exporter> = ["md", "html"].into_iter().filter_map(|name| Some((name, export::by_name(name)? as _))).collect();
        reports.extend(template.map(|own| (own.written(), own as _)));
        for (extension, exporter) in reports {
            let mut file = Partial::create(&self.dir.join(format!("report.{extension}")))?;
            let mut bytes = Vec::new();
            exporter.render(&report, &mut bytes)?;
            file.write(&bytes)?;
            outputs.push(file.finish()?);
        }
        let mut style = Partial::create(&self.dir.join("routes.qml"))?;
        style.write(export::Qml::Lines.text().as_bytes())?;
        outputs.push(style.finish()?);
        for file in [self.rows, self.errors, self.routes] {
            outputs.push(file.finish()?);
        }
        let run = self.run;
        let manifest = json!({
            "program": run.program,
            "dataset": report.dataset,
            "arguments": { "settings": run.settings, "drawn": run.most_drawn },
            "seed": null,
            "inputs": [{ "name": input.name, "bytes": input.bytes(), "xxh3": input.digest() }],
            "counts": { "rows": tally.rows, "itineraries": tally.itineraries, "drawn": self.drawn, "ok": tally.ok, "no_route": tally.no_route.count, "bad_request": tally.bad_request.count },
            "outputs": outputs,
        });
        to_file(&self.dir.join("manifest.json"), &|out| {
            serde_json::to_writer_pretty(&mut *out, &manifest).map_err(std::io::Error::from)?;
            Ok(writeln!(out)?)
        })?;
        match std::fs::remove_file(self.dir.join(NOTE)) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(Error::File { action: "remove", path: self.dir.join(NOTE), source }),
            _ => Ok(()),
        }
    }
}
