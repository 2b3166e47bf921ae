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
use rayon::prelude::*;

use super::Ending;
use super::args::BatchArgs;
use crate::analysis::{Batch, Outcome, Tally};
use crate::error::Error;
use crate::export::{Exporter, RouteRows};
use crate::network::Network;
use crate::request::RouteRequest;
use folder::Folder;
use input::{Asked, Columns, Input, Row};
use partial::Partial;

/// Rows in memory at a time, and rows that one core takes at a time.
const CHUNK: usize = 1 << 13;
const PIECE: usize = 1 << 8;

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
    let mut header = csv::Writer::from_writer(Vec::new());
    RouteRows::new(&mut header).header()?;
    let header = written(header)?;
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
    let mut out = Out { rows, folder, tally, bar: progress(args, quiet) };
    let batch = Batch::new(network);
    let stop = interrupts()?;
    let columns = Arc::clone(&input.columns);
    let solve = |rows: &[Row]| Piece::new(&batch, rows, &columns, &settings, args.drawn);
    let mut done = Done::default();
    let mut chunk = input.chunk(CHUNK)?;
    while !chunk.rows.is_empty() && !stop.load(Ordering::Relaxed) {
        let (prefix, bytes) = (chunk.prefix, input.bytes());
        // While these rows are answered, those before go out and those behind come in.
        let (pieces, (wrote, next)) =
            rayon::join(|| chunk.rows.par_chunks(PIECE).map(solve).collect(), || (out.write(std::mem::take(&mut done)), input.chunk(CHUNK)));
        wrote?;
        done = Done { pieces, prefix, bytes };
        match next {
            Ok(next) => chunk = next,
            Err(unreadable) => {
                out.write(done)?;
                return Err(unreadable);
            }
        }
    }
    out.write(done)?;
    let Out { rows, folder, tally, bar } = out;
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

/// Where finished rows go, and what they come to.
struct Out<'n> {
    rows: Rows,
    folder: Option<Folder<'n>>,
    tally: Tally,
    bar: ProgressBar,
}

/// A chunk whose rows are answered.
#[derive(Default)]
struct Done {
    pieces: Vec<Result<Piece, Error>>,
    /// The digest of the input up to its end, and how many bytes that is.
    prefix: u64,
    bytes: u64,
}

impl Out<'_> {
    fn write(&mut self, done: Done) -> Result<(), Error> {
        if done.pieces.is_empty() {
            return Ok(());
        }
        for piece in done.pieces {
            let piece = piece?;
            self.rows.write(&piece.rows)?;
            if let Some(folder) = &mut self.folder {
                folder.add(&piece)?;
            }
            self.tally.merge(piece.tally);
        }
        if let Some(folder) = &mut self.folder {
            folder.note(&self.tally, done.prefix)?;
        }
        self.bar.set_position(done.bytes);
        self.bar.set_message(format!("{} rows", self.tally.rows));
        Ok(())
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
    fn new(batch: &Batch, rows: &[Row], columns: &Columns, settings: &RouteRequest, most_drawn: u64) -> Result<Self, Error> {
        let (mut errors, mut routed, mut tally) = (Vec::new(), Vec::new(), Tally::default());
        let mut writer = csv::Writer::from_writer(Vec::with_capacity(rows.len() * 256));
        let mut out = RouteRows::new(&mut writer);
        let mut asker = batch.asker();
        for row in rows {
            let Asked { id, request, fault } = columns.read(row, settings);
            let outcome = fault.map_or_else(|| asker.answer(&request), |fault| Outcome::BadRequest(fault.to_string()));
            tally.add(row.number, &outcome);
            let ends = [&id, &request.from, &request.to].map(String::as_str);
            match &outcome {
                Outcome::Routes(routes) => routes.iter().try_for_each(|route| out.route(ends, &route.row))?,
                Outcome::NoRoute(message) | Outcome::BadRequest(message) => {
                    out.nothing(ends, outcome.status(), message)?;
                    let number = row.number.to_string();
                    csv_row(&mut errors, [&number, ends[0], ends[1], ends[2], outcome.status(), message]);
                }
            }
            if matches!(outcome, Outcome::Routes(_)) && row.number <= most_drawn {
                routed.push((id, request));
            }
        }
        Ok(Self { rows: written(writer)?, errors, routed, tally })
    }
}

/// What was written into memory.
fn written(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, Error> {
    writer.into_inner().map_err(|e| Error::Output(e.into_error()))
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
