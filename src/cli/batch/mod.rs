//! Many requests: rows stream in, are answered on all cores, and stream out in the order they came.

mod folder;
mod input;
mod partial;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rayon::prelude::*;

use super::Ending;
use super::args::BatchArgs;
use crate::analysis::{Batch, Outcome, Tally};
use crate::error::Error;
use crate::export::{COLUMNS, Exporter, cells, nothing};
use crate::network::Network;
use crate::request::RouteRequest;
use folder::Folder;
use input::{Asked, Columns, Input, Row};
use partial::Partial;

/// Rows in memory at a time, and rows that one core takes at a time.
const CHUNK: usize = 1 << 13;
const PIECE: usize = 1 << 8;
/// Answers in memory at a time, and bytes of them.
const REMEMBERED: usize = 1 << 18;
const REMEMBERED_BYTES: u64 = 64 << 20;

/// Answers all rows of a file.
pub(super) fn run(args: &BatchArgs, network: &Network, quiet: bool) -> Result<Ending, Error> {
    let settings = args.settings()?;
    let mut input = Input::open(&args.file)?;
    for warning in input.columns.warnings.iter().filter(|_| !quiet) {
        eprintln!("warning: {warning}");
    }
    let template = args.template.as_deref().map(super::template).transpose()?;
    if let Some(template) = &template {
        // What is wrong with it is told before the rows are answered, not after.
        template.render(&Tally::default().report(network, &settings)?, &mut io::sink())?;
    }
    let mut rows = Rows::open(args)?;
    let mut tally = Tally::default();
    let mut header = Vec::new();
    csv_row(&mut header, COLUMNS);
    let mut folder = None;
    if let Some(dir) = &args.out {
        let resumed = if args.resume { Folder::resume(dir, network, &settings, args.drawn, &mut input)? } else { None };
        if let Some((going_on, resumed)) = resumed {
            rows.copy(&resumed.rows)?;
            (folder, tally) = (Some(going_on), resumed.tally);
        } else {
            folder = Some(Folder::create(dir, network, &settings, args.drawn, &header)?);
        }
    }
    if tally.rows == 0 {
        rows.write(&header)?;
    }
    let answers = Answers { batch: Batch::new(network), known: Cache::with_weighter(REMEMBERED, REMEMBERED_BYTES, Bytes) };
    let bar = progress(args, quiet);
    let stop = interrupts()?;
    let mut chunk = input.chunk(CHUNK)?;
    while !chunk.rows.is_empty() && !stop.load(Ordering::Relaxed) {
        let columns = Arc::clone(&input.columns);
        let solve = |rows: &[Row]| Piece::new(&answers, rows, &columns, &settings, args.drawn);
        let (pieces, next) = rayon::join(|| chunk.rows.par_chunks(PIECE).map(solve).collect::<Vec<_>>(), || input.chunk(CHUNK));
        for piece in pieces {
            rows.write(&piece.rows)?;
            if let Some(folder) = &mut folder {
                folder.add(&piece)?;
            }
            tally.merge(piece.tally);
        }
        if let Some(folder) = &mut folder {
            folder.note(&tally, chunk.prefix)?;
        }
        bar.set_position(input.bytes());
        bar.set_message(format!("{} rows", tally.rows));
        chunk = next?;
    }
    bar.finish_and_clear();
    let interrupted = !chunk.rows.is_empty();
    let kept = if interrupted { rows.keep()? } else { rows.finish()? };
    if let Some(folder) = folder.filter(|_| !interrupted) {
        folder.finish(&tally, &input, template.as_ref())?;
    }
    if !quiet {
        tell(&tally);
    }
    if interrupted {
        let again = if args.out.is_some() { "; the same command with --resume goes on" } else { "" };
        eprintln!("interrupted after {} rows, which are kept{kept}{again}", tally.rows);
    }
    Ok(if interrupted { Ending::Interrupted } else { Ending::Answered })
}

/// Answers that are remembered, as they are written: what is asked again is not solved again.
struct Answers<'n> {
    batch: Batch<'n>,
    known: Cache<RouteRequest, Arc<Answer>, Bytes>,
}

/// The size of an answer: long routes take most of the memory.
#[derive(Clone)]
struct Bytes;

impl Weighter<RouteRequest, Arc<Answer>> for Bytes {
    fn weight(&self, _: &RouteRequest, answer: &Arc<Answer>) -> u64 {
        let links = if let Outcome::Routes(routes) = &answer.outcome { routes.iter().map(|r| r.links.len()).sum() } else { 0 };
        let text: usize = answer.rows.iter().map(Vec::len).sum();
        (200 + 4 * links + 2 * text) as u64
    }
}

/// An outcome, and its rows in CSV behind `id,from,to`.
struct Answer {
    outcome: Outcome,
    rows: Vec<Vec<u8>>,
}

impl Answer {
    fn new(outcome: Outcome) -> Self {
        let line = |cells: Vec<String>| {
            let mut line = Vec::new();
            csv_row(&mut line, cells);
            line
        };
        let rows = match &outcome {
            Outcome::Routes(routes) => routes.iter().map(|r| line(cells(&r.row))).collect(),
            Outcome::NoRoute(message) | Outcome::BadRequest(message) => vec![line(nothing(outcome.status(), message))],
        };
        Self { outcome, rows }
    }
}

/// What one core made of its rows.
struct Piece {
    rows: Vec<u8>,
    /// The rows without a route.
    errors: Vec<u8>,
    /// The requests with one, by id, as long as more may be drawn.
    routed: Vec<(String, RouteRequest)>,
    tally: Tally,
}

impl Piece {
    fn new(answers: &Answers, rows: &[Row], columns: &Columns, settings: &RouteRequest, most_drawn: u64) -> Self {
        let mut out = Self { rows: Vec::with_capacity(rows.len() * 256), errors: Vec::new(), routed: Vec::new(), tally: Tally::default() };
        for row in rows {
            let Asked { id, request, fault } = columns.read(row, settings);
            let answer = match fault {
                None => {
                    let known = answers.known.get_or_insert_with(&request, || Ok::<_, Error>(Arc::new(Answer::new(answers.batch.answer(&request)))));
                    known.unwrap_or_else(|e| Arc::new(Answer::new(Outcome::BadRequest(e.to_string()))))
                }
                Some(fault) => Arc::new(Answer::new(Outcome::BadRequest(fault.to_string()))),
            };
            out.tally.add(row.number, &answer.outcome);
            for line in &answer.rows {
                csv_row(&mut out.rows, [&id, &request.from, &request.to].map(String::as_str));
                // The line goes on with the cells behind.
                out.rows.pop();
                out.rows.push(b',');
                out.rows.extend_from_slice(line);
            }
            match &answer.outcome {
                Outcome::Routes(_) if row.number <= most_drawn => out.routed.push((id, request)),
                Outcome::Routes(_) => {}
                Outcome::NoRoute(message) | Outcome::BadRequest(message) => {
                    let number = row.number.to_string();
                    csv_row(&mut out.errors, [&number, &id, &request.from, &request.to, answer.outcome.status(), message]);
                }
            }
        }
        out
    }
}

/// Adds a row to a text in CSV.
fn csv_row(out: &mut Vec<u8>, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) {
    // A vector takes any row.
    let _ = csv::WriterBuilder::new().buffer_capacity(256).from_writer(out).write_record(cells);
}

/// Where the rows go.
enum Rows {
    /// Out as they come.
    Stdout(BufWriter<io::Stdout>),
    /// Under its final name at the end.
    File(Box<Partial>),
    /// Only into the folder: nobody reads a million rows on a terminal.
    Folder,
}

impl Rows {
    fn open(args: &BatchArgs) -> Result<Self, Error> {
        Ok(match &args.rows {
            Some(path) => Self::File(Box::new(Partial::create(path)?)),
            None if args.out.is_some() && io::stdout().is_terminal() => Self::Folder,
            None => Self::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())),
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Stdout(out) => Ok(out.write_all(bytes)?),
            Self::File(file) => file.write(bytes),
            Self::Folder => Ok(()),
        }
    }

    /// Repeats the rows that an interrupted run finished.
    fn copy(&mut self, from: &Path) -> Result<(), Error> {
        let error = |source| Error::File { action: "read", path: from.to_owned(), source };
        let mut finished = File::open(from).map_err(error)?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            match io::Read::read(&mut finished, &mut buffer).map_err(error)? {
                0 => return Ok(()),
                read => self.write(&buffer[..read])?,
            }
        }
    }

    /// Ends an interrupted run; returns where the rows are, in words.
    fn keep(mut self) -> Result<String, Error> {
        match &mut self {
            Self::Stdout(out) => out.flush()?,
            Self::File(file) => file.flush()?,
            Self::Folder => {}
        }
        Ok(if let Self::File(file) = self { format!(" in {}", file.part().display()) } else { String::new() })
    }

    fn finish(self) -> Result<String, Error> {
        if let Self::File(file) = self {
            return file.finish().map(|_| String::new());
        }
        self.keep()
    }
}

/// A bar on a terminal, nothing elsewhere.
fn progress(args: &BatchArgs, quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let length = std::fs::metadata(&args.file).ok().filter(std::fs::Metadata::is_file).map(|m| m.len());
    let bar = length.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = if length.is_some() { "{wide_bar} {percent}% {msg}, {binary_bytes_per_sec}, {eta} left" } else { "{spinner} {msg}, {elapsed}" };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A flag that the user's Ctrl-C or a SIGTERM raises; the chunk under way is finished first.
fn interrupts() -> Result<Arc<AtomicBool>, Error> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    ctrlc::set_handler(move || raised.store(true, Ordering::Relaxed)).map_err(|e| Error::Output(io::Error::other(e)))?;
    Ok(stop)
}

/// What came of the rows, on stderr; of those not understood each different message once.
fn tell(tally: &Tally) {
    eprintln!("{} rows: {} ok, {} without a route, {} bad", tally.rows, tally.ok, tally.no_route.count, tally.bad_request.count);
    let (messages, others) = tally.bad_request.in_order();
    for (message, count, first) in messages {
        let times = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
        eprintln!("  row {first}{times}: {message}");
    }
    if others > 0 {
        eprintln!("  ... and {others} rows with other messages");
    }
}
