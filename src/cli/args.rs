//! What is typed.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

use crate::data::Source;
use crate::error::Error;
use crate::export;
use crate::impact::{Criterion, Measure};
use crate::network::Mode;
use crate::request::{AlternativesKind, CompareRequest, ListRequest, Listing, ParetoRequest, Request, RouteRequest, SweepRequest, TransitRequest, WhyRequest};

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
    /// The corridors between two regions side by side, with the ledger per transit country
    #[command(
        after_help = "Examples:\n  corridor transit China Europe\n  corridor transit China Iran --through KZ\n  corridor transit Kazakhstan \"Persian Gulf\" --by cost\n  corridor transit China Europe:terminals -o corridors.geojson"
    )]
    Transit(TransitArgs),
    /// The exact set of routes that no other beats in every measure
    #[command(
        after_help = "Examples:\n  corridor pareto China Europe --criteria time,cost,co2e\n  corridor pareto Xi'an Tehran --criteria time,cost --epsilon 5"
    )]
    Pareto(ParetoArgs),
    /// Why the best route beats another, term by term, and what would flip it
    #[command(
        after_help = "Examples:\n  corridor why Xi'an Europe --against \"rank 2\"\n  corridor why Xi'an Istanbul --against TITR\n  corridor why Almaty Poti --against \"via Turkmenbashi\" --by cost"
    )]
    Why(WhyArgs),
    /// Where the best route changes as one figure moves
    #[command(
        after_help = "Examples:\n  corridor sweep Shanghai Rotterdam --value-of-time 0..300\n  corridor sweep Almaty Poti --param wait:KURYK-ALAT 0..200\n  corridor sweep Xi'an Tehran --param tariff:KZ 0.2..1.2 --by cost -o sweep.svg"
    )]
    Sweep(SweepArgs),
    /// What scenarios change over a panel of pairs: whose best route is another, and by how much
    #[command(
        after_help = "Examples:\n  corridor compare red-sea-cape\n  corridor compare half-borders nomad --panel caspian\n  corridor compare my.toml --pairs pairs.csv --by cost -o difference.geojson"
    )]
    Compare(CompareArgs),
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
    /// Lay a scenario on it: a TOML file, or a shipped one by name (repeatable, in order)
    #[arg(long, value_name = "FILE|NAME", global = true, help_heading = "Network")]
    pub scenario: Vec<String>,
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

#[derive(Clone, Debug, clap::Args)]
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
    /// Follow this corridor, or the best variant of this family, as far as it serves
    #[arg(long, value_name = "NAME")]
    corridor: Option<String>,
    /// Use only these modes, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = word(Mode::ALL, Mode::name))]
    modes: Vec<String>,
    /// What "best" means
    #[arg(long, default_value = "time", value_parser = word(&Criterion::ALL, Criterion::name))]
    by: String,
    /// USD per day of transit for one 40-ft container, with --by generalised [default: the data's]
    #[arg(long, value_name = "USD")]
    value_of_time: Option<String>,
    /// What is shipped: feu, teu, heavy [default: the data's]
    #[arg(long)]
    cargo: Option<String>,
    /// The network of this day (YYYY-MM-DD, YYYY-MM or YYYY) [default: the dataset's]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Routes at most, the best included [default: 3, transit: 8]
    #[arg(short, value_name = "N")]
    k: Option<usize>,
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
struct TransitArgs {
    #[command(flatten)]
    route: RouteArgs,
    /// A country, region or place that every row passes
    #[arg(long, value_name = "NAME")]
    through: Option<String>,
}

#[derive(Debug, clap::Args)]
struct ParetoArgs {
    #[command(flatten)]
    route: RouteArgs,
    /// Two to four measures, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "time,cost", value_parser = word(&Measure::ALL, Measure::name))]
    criteria: Vec<String>,
    /// Thin the set: points within this many percent of a kept one in every measure may go
    #[arg(long, value_name = "PERCENT", default_value_t = 0)]
    epsilon: u64,
}

#[derive(Debug, clap::Args)]
struct WhyArgs {
    #[command(flatten)]
    route: RouteArgs,
    /// A corridor (`TITR`), a rank (`rank 2`) or a place to pass (`via Aktau`)
    #[arg(long, value_name = "WHAT")]
    against: Option<String>,
    /// The same as --against "rank N"
    #[arg(long, value_name = "N", conflicts_with = "against")]
    rank: Option<usize>,
}

#[derive(Debug, clap::Args)]
struct SweepArgs {
    #[command(flatten)]
    route: RouteArgs,
    /// The figure that moves, and its range A..B
    #[arg(long, num_args = 2, value_names = ["NAME", "A..B"], conflicts_with = "value_of_time", required_unless_present = "value_of_time")]
    param: Option<Vec<String>>,
}

#[derive(Debug, clap::Args)]
struct CompareArgs {
    /// Scenarios: TOML files, or shipped ones by name; each is compared with the network without it
    #[arg(required = true)]
    scenarios: Vec<String>,
    /// Panel of pairs: see `corridor list panels`
    #[arg(long, default_value = "eurasia")]
    panel: String,
    /// Pairs of ends from a CSV file with the columns from and to, instead of a panel
    #[arg(long, value_name = "FILE.csv", conflicts_with = "panel")]
    pairs: Option<PathBuf>,
    /// What "best" means
    #[arg(long, default_value = "time", value_parser = word(&Criterion::ALL, Criterion::name))]
    by: String,
    /// What is shipped: feu, teu, heavy [default: the data's]
    #[arg(long)]
    cargo: Option<String>,
    /// The network of this day [default: the dataset's]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
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
            Ask::Transit(args) => {
                let mut route = args.route.request()?;
                route.k = args.route.k.unwrap_or(CORRIDORS);
                Command::Ask(Request::Transit(TransitRequest { route, through: args.through.clone() }), args.route.output.clone())
            }
            Ask::Pareto(args) => {
                let criteria = args.criteria.iter().map(|c| value(&Measure::ALL, Measure::name, c)).collect::<Result<_, _>>()?;
                Command::Ask(Request::Pareto(ParetoRequest { route: args.route.request()?, criteria, epsilon: args.epsilon }), args.route.output.clone())
            }
            Ask::Why(args) => {
                let mut route = args.route.request()?;
                let against = match (&args.against, args.rank, route.via.len()) {
                    (Some(what), _, _) => what.clone(),
                    (None, Some(rank), _) => format!("rank {rank}"),
                    // Without more, a place to pass is what the best route is held against.
                    (None, None, 1) => format!("via {}", route.via.remove(0)),
                    _ => return Err(Error::Usage("say what the best route is held against: --against CORRIDOR, --rank N or --via PLACE".to_owned())),
                };
                Command::Ask(Request::Why(WhyRequest { route, against }), args.route.output.clone())
            }
            Ask::Sweep(args) => {
                let mut route = args.route.clone();
                let (param, range) = match (&args.param, route.value_of_time.take()) {
                    (Some(words), _) => (words[0].clone(), words[1].clone()),
                    (None, range) => ("value_of_time".to_owned(), range.unwrap_or_default()),
                };
                Command::Ask(Request::Sweep(SweepRequest { route: route.request()?, param, range }), args.route.output.clone())
            }
            Ask::Compare(args) => {
                let scenarios = args.scenarios.iter().map(|name| Ok((name.clone(), super::scenario_text(name)?))).collect::<Result<_, Error>>()?;
                let pairs = args.pairs.as_deref().map(super::pairs).transpose()?.unwrap_or_default();
                let by = value(&Criterion::ALL, Criterion::name, &args.by)?;
                let request =
                    CompareRequest { scenarios, panel: args.panel.clone(), pairs, by, cargo: args.cargo.clone(), as_of: args.as_of.clone(), geometry: false };
                Command::Ask(Request::Compare(request), args.output.clone())
            }
            Ask::List(args) => {
                let what = value(Listing::ALL, Listing::name, &args.what)?;
                Command::Ask(Request::List(ListRequest { what, filter: args.filter.clone(), geometry: false }), args.output.clone())
            }
        })
    }
}

/// Corridors that `transit` shows unless told otherwise.
const CORRIDORS: usize = 8;

fn usd_per_day(text: &str) -> Result<u32, Error> {
    text.parse().map_err(|_| Error::Usage(format!("--value-of-time `{text}` is no whole number of USD per day (a range A..B goes with `sweep`)")))
}

impl RouteArgs {
    fn request(&self) -> Result<RouteRequest, Error> {
        Ok(RouteRequest {
            from: self.from.clone(),
            to: self.to.clone(),
            via: self.via.clone(),
            avoid: self.avoid.clone(),
            corridor: self.corridor.clone(),
            modes: self.modes.iter().map(|m| value(Mode::ALL, Mode::name, m)).collect::<Result<_, _>>()?,
            by: value(&Criterion::ALL, Criterion::name, &self.by)?,
            value_of_time: self.value_of_time.as_deref().map(usd_per_day).transpose()?,
            cargo: self.cargo.clone(),
            as_of: self.as_of.clone(),
            k: self.k.unwrap_or(RouteRequest::default().k),
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
            Self::Route(route)
            | Self::Transit(TransitRequest { route, .. })
            | Self::Pareto(ParetoRequest { route, .. })
            | Self::Why(WhyRequest { route, .. })
            | Self::Sweep(SweepRequest { route, .. }) => route.geometry = geometry,
            Self::Compare(compare) => compare.geometry = geometry,
            Self::List(list) => list.geometry = geometry,
        }
    }
}
