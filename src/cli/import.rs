//! `corridor import`: reads a file, writes a folder whole or not at all, and says what was done.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::args::{DrapeArgs, ImportArgs};
use super::{Ending, bytes, terminal};
use crate::data::Source;
use crate::error::Error;
use crate::export::{self, Exporter};
use crate::import::{self, Draft, Draped};
use crate::network::Network;
use crate::report::Report;

/// Runs an import.
pub(super) fn run(args: &ImportArgs, quiet: bool) -> Result<Ending, Error> {
    let options = args.options()?;
    let draft = match args.kind.as_str() {
        "geojson" => import::geojson(bytes(&args.file)?, &options)?,
        "csv" => {
            let nodes = args.nodes.as_ref().map(|path| Ok::<_, Error>((path.display().to_string(), bytes(path)?))).transpose()?;
            import::csv(&bytes(&args.file)?, nodes.as_ref().map(|(name, text)| (name.as_str(), text.as_slice())), &options)?
        }
        _ => {
            let open = || Ok(Box::new(File::open(&args.file)?) as Box<dyn Read + Send>);
            drop(open().map_err(|source| Error::File { action: "read", path: args.file.clone(), source })?);
            import::osm(&open, &options)?
        }
    };
    let files: Vec<(&str, Render)> = Draft::FILES.iter().map(|name| (*name, Box::new(|out: &mut dyn Write| draft.render(name, out)) as Render)).collect();
    folder(&args.output, args.force, &files, check)?;
    told(&draft.report(), args.format.as_deref(), quiet)
}

/// Lays a network on tracks and writes the overlay.
pub(super) fn drape(args: &DrapeArgs, network: &Network, quiet: bool) -> Result<Ending, Error> {
    let draped = import::drape(network, &bytes(&args.track)?, &args.options())?;
    let files: Vec<(&str, Render)> = Draped::FILES.iter().map(|name| (*name, Box::new(|out: &mut dyn Write| draped.render(name, out)) as Render)).collect();
    folder(&args.output, args.force, &files, |_| Ok(()))?;
    told(&draped.report(), args.format.as_deref(), quiet)
}

/// A report on stdout, what is to be said of it on stderr too, where nothing scrolls over it.
fn told(report: &Report, format: Option<&str>, quiet: bool) -> Result<Ending, Error> {
    print(report, format)?;
    for note in report.notes.iter().filter(|_| !quiet) {
        eprintln!("warning: {note}");
    }
    Ok(if report.holds { Ending::Answered } else { Ending::NoRoute })
}

/// A report on stdout.
pub(super) fn print(report: &Report, format: Option<&str>) -> Result<(), Error> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format.and_then(export::by_name) {
        Some(exporter) if exporter.name() != "table" => exporter.render(report, &mut out)?,
        _ => terminal(false).render(report, &mut out)?,
    }
    out.flush()?;
    Ok(())
}

/// A network that was written must be one that can be read.
fn check(dir: &Path) -> Result<(), Error> {
    crate::load(&Source { folder: Some(dir.to_owned()), ..Source::default() }).map(drop)
}

/// Writes one file of a folder.
pub(super) type Render<'r> = Box<dyn Fn(&mut dyn Write) -> Result<(), Error> + 'r>;

/// Writes a folder beside its final name, checks it, and renames it, so that no half folder ever stands under that name.
pub(super) fn folder(dir: &Path, force: bool, files: &[(&str, Render)], check: impl Fn(&Path) -> Result<(), Error>) -> Result<(), Error> {
    let error = |action, path: &Path, source| Error::File { action, path: path.to_owned(), source };
    let occupied = dir.exists() && std::fs::read_dir(dir).map_err(|e| error("read", dir, e))?.next().is_some();
    if occupied && !force {
        return Err(Error::Usage(format!("{} is there and not empty; name another folder, or write over its network with --force", dir.display())));
    }
    let mut partial: PathBuf = dir.to_owned();
    partial.as_mut_os_string().push(".part");
    let _ = std::fs::remove_dir_all(&partial);
    let write = || -> Result<(), Error> {
        std::fs::create_dir_all(&partial).map_err(|e| error("create", &partial, e))?;
        for (name, render) in files {
            let path = partial.join(name);
            let mut out = BufWriter::with_capacity(1 << 16, File::create(&path).map_err(|e| error("write", &path, e))?);
            let written = render(&mut out).and_then(|()| Ok(out.flush()?));
            written.map_err(|e| if let Error::Output(e) = e { error("write", &path, e) } else { e })?;
        }
        check(&partial)?;
        if occupied {
            // Only the files of a network are replaced; what else lies there stays.
            for (name, _) in files {
                std::fs::rename(partial.join(name), dir.join(name)).map_err(|e| error("write", &dir.join(name), e))?;
            }
            return Ok(());
        }
        let _ = std::fs::remove_dir(dir);
        std::fs::rename(&partial, dir).map_err(|e| error("write", dir, e))
    };
    let done = write();
    let _ = std::fs::remove_dir_all(&partial);
    done
}
