//! What is typed.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

use crate::data::Source;
use crate::error::Error;
use crate::export;
use crate::impact::Criterion;
use crate::network::Mode;
use crate::request::{AlternativesKind, ListRequest, Listing, Request, RouteRequest};

/// Freight corridors between China, Central Asia, the Caucasus, Iran, Türkiye, Russia and Europe.
#[derive(Debug, Parser)]
#[command(
    name = "corridor",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Answers go to stdout, everything else to stderr.\nExit code: 0 answered, 1 well asked but no route, 2 usage, data or I/O error."
)]
pub(super) struct Args {
    #[command(subcommand)]
    ask: Ask,
    #[command(flatten)]
    pub network: NetworkArgs,
}

#[derive(Debug, Subcommand)]
enum Ask {
    /// Best route and distinct alternatives, leg by leg
    #[command(
        after_help = "Examples:\n  corridor route Khorgos Europe\n  corridor route Xi'an Tehran --by cost -k 2\n  corridor route Lianyungang Europe --avoid Russia --avoid Belarus\n  corridor route Almaty Aktau --as-of 2013-01-01\n  corridor route 76.9,43.3 Istanbul --via Aktau -o route.geojson --split\n  corridor route Shanghai Rotterdam --modes sea --explain"
    )]
    Route(RouteArgs),
    /// What the network knows: nodes, links, corridors, projects, sources, ...
    #[command(
        after_help = "Examples:\n  corridor list corridors\n  corridor list nodes country=KZ kind=border_station\n  corridor list links Turksib --format json\n  corridor list links -o network.geojson"
    )]
    List(ListArgs),
}

/// Which network is asked.
#[derive(Debug, clap::Args)]
pub(super) struct NetworkArgs {
    /// Use the network in DIR (nodes.csv and links.csv at least) instead of the shipped one
    #[arg(long, value_name = "DIR", global = true, help_heading = "Network")]
    network: Option<PathBuf>,
    /// Lay the network in DIR over it: same code replaces, new code adds (repeatable)
    #[arg(long, value_name = "DIR", global = true, help_heading = "Network")]
    overlay: Vec<PathBuf>,
}

impl NetworkArgs {
    pub fn source(&self) -> Source {
        Source { folder: self.network.clone(), overlays: self.overlay.clone() }
    }
}

/// Where the answer goes.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Output {
    /// Format of the answer; by default the extension of FILE, or a table
    #[arg(long, value_parser = PossibleValuesParser::new(export::ALL.iter().map(|e| e.name())), help_heading = "Output")]
    pub format: Option<String>,
    /// Write to FILE instead of stdout (GeoJSON also writes a QGIS style beside it)
    #[arg(short = 'o', long = "output", value_name = "FILE", help_heading = "Output")]
    pub file: Option<PathBuf>,
    /// With -o FILE.geojson: FILE_legs and FILE_events, each with its QGIS style
    #[arg(long, help_heading = "Output")]
    pub split: bool,
}

#[derive(Debug, clap::Args)]
struct RouteArgs {
    /// Node, place, region, country or lon,lat
    from: String,
    /// Node, place, region, country or lon,lat
    to: String,
    /// Pass this place on the way (repeatable, in order)
    #[arg(long, value_name = "PLACE")]
    via: Vec<String>,
    /// Do not touch this node, place, country, region, corridor, link, line, service or mode (repeatable);
    /// say `line:NAME`, `country:NAME`, ... where a name could be several
    #[arg(long, value_name = "NAME")]
    avoid: Vec<String>,
    /// Use only these modes, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = word(Mode::ALL, Mode::name))]
    modes: Vec<String>,
    /// What "best" means
    #[arg(long, default_value = "time", value_parser = word(&Criterion::ALL, Criterion::name))]
    by: String,
    /// USD per day of transit for one 40-ft container, with --by generalised [default: the data's]
    #[arg(long, value_name = "USD")]
    value_of_time: Option<u32>,
    /// What is shipped: feu, teu, heavy [default: the data's]
    #[arg(long)]
    cargo: Option<String>,
    /// The network of this day (YYYY-MM-DD, YYYY-MM or YYYY) [default: the dataset's]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Routes at most, the best included
    #[arg(short, value_name = "N", default_value_t = RouteRequest::default().k)]
    k: usize,
    /// Distinct routes, or the plain k shortest with their near-copies
    #[arg(long, default_value = "distinct", value_parser = word(&AlternativesKind::ALL, AlternativesKind::name))]
    alternatives: String,
    /// Most km an alternative may share with a better one, in percent of the shorter
    #[arg(long, value_name = "PERCENT", default_value_t = RouteRequest::default().max_overlap)]
    max_overlap: u64,
    /// Most an alternative may cost, in percent of the best, as a whole and between leaving and joining it
    #[arg(long, value_name = "PERCENT", default_value_t = RouteRequest::default().max_stretch)]
    max_stretch: u64,
    /// How far a lon,lat may lie from the nearest node that loads freight
    #[arg(long, value_name = "KM", default_value_t = RouteRequest::default().snap_km)]
    snap_km: u64,
    /// Name the rows, sources and confidence behind each figure
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// What to list
    #[arg(value_parser = word(Listing::ALL, Listing::name))]
    what: String,
    /// Words a row must contain, or column=value; all must hold
    filter: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// A parser that accepts the words of a list.
fn word<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> PossibleValuesParser {
    PossibleValuesParser::new(all.iter().map(|v| name(*v)))
}

/// The value of a word that the parser has accepted.
fn value<T: Copy>(all: &[T], name: fn(T) -> &'static str, word: &str) -> Result<T, Error> {
    all.iter().copied().find(|v| name(*v) == word).ok_or_else(|| Error::Usage(format!("unknown word `{word}`")))
}

/// What is to be done.
pub(super) enum Command {
    /// Answer a request and write it.
    Ask(Request, Output),
}

impl Args {
    /// From what was typed to a request.
    pub fn command(&self) -> Result<Command, Error> {
        Ok(match &self.ask {
            Ask::Route(args) => Command::Ask(Request::Route(args.request()?), args.output.clone()),
            Ask::List(args) => {
                let what = value(Listing::ALL, Listing::name, &args.what)?;
                Command::Ask(Request::List(ListRequest { what, filter: args.filter.clone(), geometry: false }), args.output.clone())
            }
        })
    }
}

impl RouteArgs {
    fn request(&self) -> Result<RouteRequest, Error> {
        Ok(RouteRequest {
            from: self.from.clone(),
            to: self.to.clone(),
            via: self.via.clone(),
            avoid: self.avoid.clone(),
            modes: self.modes.iter().map(|m| value(Mode::ALL, Mode::name, m)).collect::<Result<_, _>>()?,
            by: value(&Criterion::ALL, Criterion::name, &self.by)?,
            value_of_time: self.value_of_time,
            cargo: self.cargo.clone(),
            as_of: self.as_of.clone(),
            k: self.k,
            alternatives: value(&AlternativesKind::ALL, AlternativesKind::name, &self.alternatives)?,
            max_overlap: self.max_overlap,
            max_stretch: self.max_stretch,
            snap_km: self.snap_km,
            explain: self.explain,
            geometry: false,
        })
    }
}

impl Request {
    /// Says whether lines will be drawn.
    pub(super) fn draw(&mut self, geometry: bool) {
        match self {
            Self::Route(route) => route.geometry = geometry,
            Self::List(list) => list.geometry = geometry,
        }
    }
}
