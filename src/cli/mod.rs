//! The command line: the only place that reads arguments and prints.

mod args;
mod batch;
#[cfg(feature = "import")]
mod import;
mod progress;
mod shell;

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use crate::data::{self, Inspected, line_of};
use crate::error::{Error, Problem, utf8};
use crate::export::{self, Exporter, GeoJson, Markdown, Part, Qml, Svg, Template, Terminal};
use crate::network::Network;
use crate::report::{CHARTS, Frame, Report};
use crate::request::{LintRequest, Pair, Request};
use crate::scenario::Scenario;
use args::{Args, Command, Output};

/// How a run ended that met no error.
enum Ending {
    Answered,
    /// No route, or a check that does not hold.
    NoRoute,
    Interrupted,
}

/// Runs the program: 0 answered, 1 well asked but no route or a check that does not hold, 2 usage, data or I/O error, 130 interrupted.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let refused = |e: clap::Error| {
        let _ = e.print();
        ExitCode::from(if e.use_stderr() { 2 } else { 0 })
    };
    if let Some(completed) = shell::complete(&args) {
        return completed.map_or_else(refused, |()| ExitCode::SUCCESS);
    }
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(e) => return refused(e),
    };
    match run(args) {
        Ok(Ending::Answered) => ExitCode::SUCCESS,
        Ok(Ending::NoRoute) => ExitCode::from(1),
        Ok(Ending::Interrupted) => ExitCode::from(130),
        Err(Error::Output(e)) if e.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("error: {e}");
            ExitCode::from(2)
        }
    }
}

/// The whole program: arguments, network, request, answer, bytes.
fn run(args: Args) -> Result<Ending, Error> {
    let out = &mut std::io::stdout();
    match args.command()? {
        Command::Ask(request, output) => return ask(&args, request, &output),
        Command::Lint(dir, request, output) => return lint(&args, dir, request, &output),
        #[cfg(feature = "import")]
        Command::Drape(drape) => return import::drape(&drape, &network(&args)?, args.talk.quiet),
        #[cfg(feature = "import")]
        Command::Import(import) => return import::run(&import, args.talk.quiet),
        Command::Batch(batch) => return batch::run(&batch, &network(&args)?, args.talk.quiet),
        Command::Completions(name) => shell::completions(&name, out)?,
        Command::Manual(command) => shell::manual(command.as_deref(), out)?,
        Command::Manuals(folder) => shell::manuals(&folder)?,
    }
    Ok(Ending::Answered)
}

/// The network that is asked, scenarios laid on it.
fn network(args: &Args) -> Result<Network, Error> {
    let (network, warnings) = crate::load(&args.network.source())?;
    if !args.talk.quiet {
        for warning in &warnings {
            eprintln!("warning: {warning}");
        }
    }
    let network = with_scenarios(args, network)?;
    if args.talk.verbose {
        let manifest = network.manifest();
        let (nodes, links) = (network.nodes().len(), network.links().len());
        eprintln!("dataset {} ({}): {nodes} nodes, {links} links", manifest.version, network.digest());
        network.scenarios().iter().for_each(|name| eprintln!("scenario {name}"));
    }
    Ok(network)
}

/// A network with the scenarios of the command line laid on it.
fn with_scenarios(args: &Args, network: Network) -> Result<Network, Error> {
    args.network.scenario.iter().try_fold(network, |network, name| Scenario::parse(name, &scenario_text(name)?)?.apply(&network))
}

/// Answers one request.
fn ask(args: &Args, mut request: Request, output: &Output) -> Result<Ending, Error> {
    let exporter = output.exporter()?;
    request.draw(exporter.draws());
    let bar = progress::bar(args.talk.quiet);
    let network = network(args)?;
    let report = crate::answer_watched(&network, &request, &|done, of| progress::show(&bar, done, of));
    bar.finish_and_clear();
    tell(args, &crate::framed(&network, report?, exporter.frame()), output, &*exporter)
}

/// Looks through a network that may be too broken for any other question.
fn lint(args: &Args, dir: Option<PathBuf>, request: LintRequest, output: &Output) -> Result<Ending, Error> {
    let exporter = output.exporter()?;
    let mut source = args.network.source();
    source.folder = dir.or(source.folder);
    let Inspected { network, problems, warnings } = crate::inspect(&source)?;
    let Some(network) = network else { return Err(Error::Data(problems)) };
    let network = with_scenarios(args, network)?;
    let request = Request::Lint(LintRequest { problems, warnings, geometry: exporter.draws(), ..request });
    let report = crate::answer(&network, &request)?;
    tell(args, &crate::framed(&network, report, exporter.frame()), output, &*exporter)
}

/// Writes an answer to where it is wanted.
fn tell(args: &Args, report: &Report, output: &Output, exporter: &dyn Exporter) -> Result<Ending, Error> {
    if !report.answered && !args.talk.quiet {
        for note in &report.notes {
            eprintln!("{note}");
        }
    }
    for path in write(report, output, exporter)? {
        if args.talk.verbose {
            eprintln!("wrote {}", path.display());
        }
    }
    Ok(if report.answered && report.holds { Ending::Answered } else { Ending::NoRoute })
}

/// The text of a scenario file, or of a shipped scenario by name.
fn scenario_text(name: &str) -> Result<String, Error> {
    let path = Path::new(name);
    if path.extension().is_none_or(|e| e != "toml") {
        return Scenario::shipped_text(name).map(str::to_owned);
    }
    read_text(path)
}

/// The cells of the first of some columns that a CSV file has, or of its first column; empty ones left out.
fn column(path: &Path, names: &[&str]) -> Result<Vec<String>, Error> {
    let text = read_text(path)?;
    let unreadable = |e: csv::Error| {
        let line = line_of(&text, e.position());
        let fix = "give a CSV file with a header and as many cells in each row".to_owned();
        Error::Data(vec![Problem { file: path.display().to_string(), line, column: String::new(), value: String::new(), what: e.to_string(), fix }])
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(unreadable)?.clone();
    let at = names.iter().find_map(|name| headers.iter().position(|h| h == *name)).unwrap_or(0);
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        out.extend(record.get(at).filter(|cell| !cell.is_empty()).map(str::to_owned));
    }
    Ok(out)
}

/// The bytes of a file.
fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    data::bytes(path).map_err(|source| Error::File { action: "read", path: path.to_owned(), source })
}

/// The text of a file in UTF-8, without a byte order mark.
fn read_text(path: &Path) -> Result<String, Error> {
    Ok(utf8(&bytes(path)?, &path.display().to_string())?.to_owned())
}

/// Pairs of ends from a CSV file with the columns `from` and `to`, and `weight` if there is one.
fn pairs(path: &Path) -> Result<Vec<Pair>, Error> {
    if path.extension().is_none() && !path.exists() {
        let name = path.display();
        return Err(Error::Usage(format!("there is no file `{name}`; --od takes a CSV file, and a panel by name is --panel {name}")));
    }
    let text = read_text(path)?;
    let problem = |line, column: &str, value: &str, what: &str| Problem {
        file: path.display().to_string(),
        line,
        column: column.to_owned(),
        value: value.to_owned(),
        what: what.to_owned(),
        fix: "give it a header with from and to (weight if you like), separated by commas, both ends in every row, weights as whole numbers".to_owned(),
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|e| Error::Data(vec![problem(1, "", "", &e.to_string())]))?.clone();
    let place = |name: &str| headers.iter().position(|h| h == name);
    let needed =
        |name: &str| place(name).ok_or_else(|| Error::Data(vec![problem(1, name, text.lines().next().unwrap_or_default(), "is missing from the header")]));
    let (from, to, weight) = (needed("from")?, needed("to")?, place("weight"));
    let (mut out, mut problems) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(e) => {
                problems.push(problem(line_of(&text, e.position()), "", "", &e.to_string()));
                continue;
            }
        };
        let line = line_of(&text, record.position());
        let cell = |i: usize| record.get(i).unwrap_or_default();
        let counts = match weight.map(cell).filter(|w| !w.is_empty()) {
            None => Some(1),
            Some(text) => text.parse().ok(),
        };
        match counts {
            _ if cell(from).is_empty() => problems.push(problem(line, "from", "", "is empty")),
            _ if cell(to).is_empty() => problems.push(problem(line, "to", "", "is empty")),
            None => problems.push(problem(line, "weight", weight.map_or("", cell), "is no whole number")),
            Some(weight) => out.push(Pair { from: cell(from).to_owned(), to: cell(to).to_owned(), weight, line }),
        }
    }
    if problems.is_empty() { Ok(out) } else { Err(Error::Data(problems)) }
}

/// A template from its file.
fn template(path: &Path) -> Result<Template, Error> {
    Ok(Template { name: path.display().to_string(), source: read_text(path)? })
}

/// Writes the answer to where it is wanted; gives the files that were written.
fn write(report: &Report, output: &Output, exporter: &dyn Exporter) -> Result<Vec<PathBuf>, Error> {
    let Some(path) = &output.file else {
        // A person has read the reason on stderr; a program gets the empty answer.
        if !report.answered && exporter.name() == "table" {
            return Ok(Vec::new());
        }
        let mut out = BufWriter::new(std::io::stdout().lock());
        exporter.render(report, &mut out)?;
        out.flush()?;
        return Ok(Vec::new());
    };
    if exporter.name() == "md" {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut written = Vec::new();
        for chart in &report.charts {
            let file = path.with_file_name(Markdown::chart_file(&stem, chart));
            to_file(&file, &|out| Ok(out.write_all(export::svg::document(chart).as_bytes())?))?;
            written.push(file);
        }
        to_file(path, &|out| Markdown { charts: Some(stem.clone()) }.render(report, out))?;
        written.push(path.clone());
        return Ok(written);
    }
    if exporter.name() != "geojson" {
        to_file(path, &|out| exporter.render(report, out))?;
        return Ok(vec![path.clone()]);
    }
    let beside = |suffix: &str| path.with_file_name(format!("{}{suffix}.geojson", path.file_stem().unwrap_or_default().to_string_lossy()));
    let layers = match output.split {
        true => vec![(beside("_legs"), Part::Legs, Some(Qml::Lines)), (beside("_events"), Part::Events, Some(Qml::Points))],
        false => vec![(path.clone(), Part::All, Qml::of(report))],
    };
    let mut written = Vec::new();
    for (file, part, style) in layers {
        to_file(&file, &|out| GeoJson { part }.render(report, out))?;
        if let Some(style) = style {
            written.push(file.with_extension("qml"));
            to_file(&file.with_extension("qml"), &|out| style.render(out))?;
        }
        written.push(file);
    }
    Ok(written)
}

/// Writes a file beside its final name and renames it, so that no half file ever stands under it. What is there and no file (a
/// device, a named pipe) is written into.
fn to_file(path: &Path, render: &dyn Fn(&mut dyn Write) -> Result<(), Error>) -> Result<(), Error> {
    let error = |source| Error::File { action: "write", path: path.to_owned(), source };
    // What cannot be written is told of the file; only a reader that has gone is no error.
    let named = |e| match e {
        Error::Output(source) if source.kind() != std::io::ErrorKind::BrokenPipe => error(source),
        other => other,
    };
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        let mut out = BufWriter::new(std::fs::OpenOptions::new().write(true).open(path).map_err(error)?);
        return render(&mut out).and_then(|()| Ok(out.flush()?)).map_err(named);
    }
    let mut partial: PathBuf = path.to_owned();
    partial.as_mut_os_string().push(".part");
    let mut out = BufWriter::new(File::create(&partial).map_err(error)?);
    let written = render(&mut out).and_then(|()| Ok(out.flush()?)).map_err(named);
    let done = written.and_then(|()| std::fs::rename(&partial, path).map_err(error));
    if done.is_err() {
        let _ = std::fs::remove_file(&partial);
    }
    done
}

impl Output {
    /// The format: as named, else by the file's extension, else a table.
    fn exporter(&self) -> Result<Box<dyn Exporter>, Error> {
        let accepted = || export::ALL.iter().map(|e| e.name()).collect::<Vec<_>>().join(", ");
        let by_file = |file: &PathBuf| {
            let extension = file.extension().unwrap_or_default().to_string_lossy().into_owned();
            export::by_extension(&extension).ok_or_else(|| {
                let extensions: Vec<_> = export::ALL.iter().map(|e| format!(".{}", e.extension())).collect();
                Error::Usage(format!("no format has the extension of `{}`; use one of {} or --format", file.display(), extensions.join(", ")))
            })
        };
        if let Some(path) = &self.template {
            return Ok(Box::new(template(path)?));
        }
        let exporter = match (&self.format, &self.file) {
            (Some(name), _) => export::by_name(name).ok_or_else(|| Error::Usage(format!("unknown format `{name}`; one of {}", accepted())))?,
            (None, Some(file)) => by_file(file)?,
            (None, None) if self.chart.is_some() => &Svg::FIRST,
            (None, None) => &Terminal::PLAIN,
        };
        if let Some(asked) = &self.chart {
            if exporter.name() != "svg" {
                return Err(Error::Usage("--chart draws an SVG; write to -o FILE.svg or leave --format out".to_owned()));
            }
            return Ok(Box::new(Svg { chart: CHARTS.iter().map(|c| c.0).find(|name| name == asked) }));
        }
        if self.split && (exporter.name() != "geojson" || self.file.is_none()) {
            return Err(Error::Usage("--split writes two GeoJSON files; give it -o FILE.geojson".to_owned()));
        }
        if exporter.is_binary() && self.file.is_none() {
            return Err(Error::Usage(format!("{0} is no text for a terminal; write it with -o FILE.{0}", exporter.name())));
        }
        if exporter.name() == "table" {
            let terminal = terminal(self.file.is_some());
            return Ok(Box::new(if self.map { terminal } else { Terminal { map: 0, ..terminal } }));
        }
        Ok(Box::new(exporter))
    }
}

/// The terminal as it is: its width, lines for a map, and bold headings unless piped or NO_COLOR is set.
fn terminal(to_file: bool) -> Terminal {
    let tty = std::io::stdout().is_terminal() && !to_file;
    let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let size = if tty { terminal_size::terminal_size() } else { None };
    let width = size.map(|(w, _)| w.0);
    Terminal {
        width: asked.or(width).unwrap_or(Terminal::PLAIN.width).clamp(60, 200),
        // A map and the start of the answer fit a screen; nothing is drawn into a pipe or file.
        map: if tty { size.map_or(20, |(_, h)| h.0).saturating_sub(8).max(8) } else { 0 },
        styled: tty && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}

impl Exporter for &'static dyn Exporter {
    fn name(&self) -> &'static str {
        (**self).name()
    }
    fn extension(&self) -> &'static str {
        (**self).extension()
    }
    fn draws(&self) -> bool {
        (**self).draws()
    }
    fn frame(&self) -> Frame {
        (**self).frame()
    }
    fn is_binary(&self) -> bool {
        (**self).is_binary()
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        (**self).render(report, out)
    }
}
