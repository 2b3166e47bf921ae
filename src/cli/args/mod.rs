//! What is typed: one file per command, each from its arguments to a request.

mod batch;
mod claim;
mod compare;
mod critical;
mod cut;
#[cfg(feature = "import")]
mod drape;
mod impact;
#[cfg(feature = "import")]
mod import;
mod lint;
mod list;
mod matrix;
mod panel;
mod pareto;
mod reach;
mod risk;
mod route;
mod sweep;
mod terms;
mod transit;
mod verify;
mod why;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Parser, Subcommand, ValueHint};
use clap_complete::engine::ArgValueCandidates;
use etcetera::BaseStrategy;

use crate::cli::shell;
pub(in crate::cli) use batch::BatchArgs;
#[cfg(feature = "import")]
pub(in crate::cli) use drape::DrapeArgs;
#[cfg(feature = "import")]
pub(in crate::cli) use import::ImportArgs;

use crate::data::Source;
use crate::error::Error;
use crate::export;
use crate::report::CHARTS;
use crate::request::{LintRequest, Request};

/// Freight corridors between China, Central Asia, the Caucasus, Iran, Türkiye, Russia and Europe.
#[derive(Debug, Parser)]
#[command(
    name = "corridor",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Answers go to stdout, everything else to stderr.\nExit code: 0 answered, 1 well asked but no route, 2 usage, data or I/O error, 130 interrupted."
)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    ask: Ask,
    #[command(flatten)]
    pub network: NetworkArgs,
    #[command(flatten)]
    pub talk: Talk,
}

#[derive(Debug, Subcommand)]
enum Ask {
    /// Best route and distinct alternatives, leg by leg
    #[command(
        after_help = "Examples:\n  corridor route Khorgos Europe\n  corridor route Xian Tehran --by cost -k 2\n  corridor route Lianyungang Europe --avoid Russia --avoid Belarus\n  corridor route Almaty Aktau --as-of 2013-01-01\n  corridor route 76.9,43.3 Istanbul --via Aktau -o route.geojson --split\n  corridor route Shanghai Rotterdam --modes sea --explain\n  corridor route Xian Istanbul --map\n  corridor route Khorgos Europe -o report.md\n  corridor route Khorgos Europe --chart time-distance -o diagram.svg\n  corridor route Khorgos Europe --chart map -o map.svg"
    )]
    Route(route::RouteArgs),
    /// The corridors between two regions side by side, with the ledger per transit country
    #[command(
        after_help = "Examples:\n  corridor transit China Europe\n  corridor transit China Iran --through KZ\n  corridor transit Kazakhstan \"Persian Gulf\" --by cost\n  corridor transit China Europe:terminals -o corridors.geojson\n  corridor transit China Europe --chart cost-terms -o money.svg"
    )]
    Transit(transit::TransitArgs),
    /// The exact set of routes that no other beats in every measure
    #[command(
        after_help = "Examples:\n  corridor pareto China Europe --criteria time,cost,co2e\n  corridor pareto Xian Tehran --criteria time,cost --epsilon 5\n  corridor pareto Xian Tehran -o trade-off.svg"
    )]
    Pareto(pareto::ParetoArgs),
    /// Why the best route beats another, term by term, and what would flip it
    #[command(
        after_help = "Examples:\n  corridor why Xian Europe --against \"rank 2\"\n  corridor why Xian Istanbul --against TITR\n  corridor why Almaty Poti --against \"via Turkmenbashi\" --by cost"
    )]
    Why(why::WhyArgs),
    /// How sure the time and cost are: p50, p80, p95, what the spread comes from, the chance to be in time
    #[command(
        after_help = "Examples:\n  corridor risk Xian Istanbul --within 20d,30d\n  corridor risk Khorgos Europe --draws 100000 --seed 7 -o times.svg\n  corridor risk Almaty Poti --by cost --avoid Russia --format json"
    )]
    Risk(risk::RiskArgs),
    /// How far freight gets from a place, as nodes and areas; or where one corridor stops beating another
    #[command(
        after_help = "Examples:\n  corridor reach Khorgos --within 5d,10d,15d\n  corridor reach \"Xi'an\" --by cost --within 3000usd,6000usd -o reach.geojson\n  corridor reach Duisburg --inbound --within 15d\n  corridor reach --break-even NELB TITR --over Europe -o line.geojson"
    )]
    Reach(reach::ReachArgs),
    /// Where the best route changes as one figure moves
    #[command(
        after_help = "Examples:\n  corridor sweep Shanghai Rotterdam --value-of-time 0..300\n  corridor sweep Almaty Poti --param wait:KURYK-ALAT 0..200\n  corridor sweep Xian Tehran --param tariff:KZ 0.2..1.2 --by cost -o sweep.svg"
    )]
    Sweep(sweep::SweepArgs),
    /// What scenarios change over a panel of pairs: whose best route is another, and by how much
    #[command(
        after_help = "Examples:\n  corridor compare red-sea-cape\n  corridor compare half-borders nomad --panel caspian\n  corridor compare my.toml --od pairs.csv --by cost -o difference.geojson"
    )]
    Compare(compare::CompareArgs),
    /// Where the network breaks first: what the loss of each link, node, border, country and service does
    #[command(
        after_help = "Examples:\n  corridor critical\n  corridor critical --panel caspian --of link,border --top 5\n  corridor critical --od flows.csv --by cost --rank exposure\n  corridor critical --panel iran --of border,country --pairs\n  corridor critical --of link -o critical.geojson"
    )]
    Critical(critical::CriticalArgs),
    /// The smallest set of links, nodes, borders, countries or services whose loss separates two ends; with capacities, what passes in a year
    #[command(
        after_help = "Examples:\n  corridor cut Kazakhstan Europe --modes rail\n  corridor cut China Europe --of country --avoid mode:sea\n  corridor cut Aktau Tbilisi --of node\n  corridor cut Kazakhstan Georgia --corridor TITR --capacity teu\n  corridor cut China Iran -o cut.geojson"
    )]
    Cut(cut::CutArgs),
    /// How far the model is from published lengths, times and prices, and whether it keeps its own rules
    #[command(
        after_help = "Examples:\n  corridor verify\n  corridor verify --only times --only costs\n  corridor verify --only gaps\n  corridor verify --format md -o accuracy.md\n  corridor verify --overlay mychange --only lengths\n\nExit code 1: a target is missed or a rule is broken."
    )]
    Verify(verify::VerifyArgs),
    /// What projects change over a panel of pairs: with and without, alone, last added, left out
    #[command(
        after_help = "Examples:\n  corridor impact SHALKAR-BEYNEU\n  corridor impact Kuryk-port Almaty-bypass NOMAD --panel caspian\n  corridor impact SHALKAR-BEYNEU ZHEZKAZGAN-SAKSAULSKAYA --base-year 2015 --by distance\n  corridor impact CKU --od pairs.csv -o difference.geojson\n  corridor impact --portfolio"
    )]
    Impact(impact::ImpactArgs),
    /// Whether published claims about projects hold, by how much and for which pairs
    #[command(
        after_help = "Examples:\n  corridor claim\n  corridor claim KURYK-4H\n  corridor claim \"Shalkar-Beyneu cuts China-Caspian by 1,000 km\"\n  corridor list claims"
    )]
    Claim(claim::ClaimArgs),
    /// Many routes: requests from a CSV file or stdin, one row out for each route, in order
    #[command(
        after_help = "Examples:\n  corridor batch pairs.csv\n  corridor batch pairs.csv --by cost -k 3 -o rows.csv\n  corridor batch pairs.csv --out report/\n  cut -d, -f1,2 big.csv | corridor batch - | gzip > rows.csv.gz\n\nA cell of via, avoid or modes holds several names separated by |.\nStatus of a row: ok, no_route or bad_request; bad rows are reported and never stop a run."
    )]
    Batch(batch::BatchArgs),
    /// The best value from every origin to every destination
    #[command(
        after_help = "Examples:\n  corridor matrix China Europe --by time\n  corridor matrix origins.csv destinations.csv --by cost --wide -o matrix.csv\n  corridor matrix --od pairs.csv --by distance\n  corridor matrix all all --by time,cost,distance,co2e,generalised -o all.csv"
    )]
    Matrix(matrix::MatrixArgs),
    /// What is doubtful in a network folder, or in the shipped network: what keeps it from being read, and what is likely to be wrong
    #[command(
        after_help = "Examples:\n  corridor lint my-network\n  corridor lint --level warning\n  corridor lint --overlay changes --only border --only gauge\n  corridor lint my-network --near-km 0.5 -o findings.geojson\n\nExit code 1: there are errors."
    )]
    Lint(lint::LintArgs),
    /// Make a network folder of other files: an edge list, GeoJSON lines, an OpenStreetMap extract
    #[cfg(feature = "import")]
    #[command(
        after_help = "Examples:\n  corridor import geojson railways.geojson -o my-network --map gauge=gauge_mm --map line=name\n  corridor import osm kazakhstan.osm.pbf -o my-network\n  corridor import csv edges.csv --nodes stations.csv -o my-network --map from=origin --map to=destination --map length_m=metres\n  corridor import geojson tracks.geojson -o my-network --snap-m 200 --format json\n\nThen: corridor lint my-network; corridor route A B --network my-network"
    )]
    Import(import::ImportArgs),
    /// Lay the railway links on real tracks, by map matching: an overlay with their drawn lines
    #[cfg(feature = "import")]
    #[command(
        after_help = "Examples:\n  corridor drape --track ne_10m_railroads.geojson -o draped\n  corridor drape --track azerbaijan.geojson -o draped --reach-m 2000 --tolerance 5 --format json\n\nThen: corridor route Baku Tbilisi --overlay draped -o route.geojson"
    )]
    Drape(drape::DrapeArgs),
    /// What the network knows: nodes, links, corridors, projects, sources, ...
    #[command(
        after_help = "Examples:\n  corridor list corridors\n  corridor list nodes country=KZ kind=border_station\n  corridor list links Turksib --format json\n  corridor list projects --as-of 2015\n  corridor list links -o network.gpkg"
    )]
    List(list::ListArgs),
    /// The script that gives a shell completions, with the names of places
    #[command(
        after_help = "Examples:\n  source <(corridor completions bash)      # in ~/.bashrc\n  source <(corridor completions zsh)       # in ~/.zshrc, after compinit\n  corridor completions fish | source       # in ~/.config/fish/config.fish\n  corridor completions powershell | Out-String | Invoke-Expression   # in $PROFILE"
    )]
    Completions {
        /// The shell
        #[arg(value_parser = PossibleValuesParser::new(shell::SHELLS))]
        shell: String,
    },
    /// The manual: the page of the program or of one command
    #[command(after_help = "Examples:\n  corridor man | man -l -\n  corridor man route | man -l -\n  corridor man --dir ~/.local/share/man/man1")]
    Man {
        /// The command; by default the program
        command: Option<String>,
        /// Write all pages to DIR instead: corridor.1, corridor-route.1, ...
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "command")]
        dir: Option<PathBuf>,
    },
}

/// How much is said beside the answer.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(in crate::cli) struct Talk {
    /// Say on stderr what was read and written
    #[arg(short, long, global = true, help_heading = "Messages")]
    pub verbose: bool,
    /// No warnings, and no reasons on stderr: only errors
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Messages")]
    pub quiet: bool,
}

/// Which network is asked.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NetworkArgs {
    /// Use the network in DIR (nodes.csv and links.csv at least) instead of the shipped one
    #[arg(long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath, help_heading = "Network")]
    network: Option<PathBuf>,
    /// Lay the network in DIR over it: same code replaces, new code adds (repeatable)
    #[arg(long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath, help_heading = "Network")]
    overlay: Vec<PathBuf>,
    /// Lay a scenario on it: a TOML file, or a shipped one by name (repeatable, in order)
    #[arg(long, value_name = "FILE|NAME", global = true, add = ArgValueCandidates::new(shell::scenarios), help_heading = "Network")]
    pub scenario: Vec<String>,
    /// Keep what is made of a large network of your own in DIR, and find it there again [default: the system's folder for caches]
    #[arg(long, value_name = "DIR", global = true, env = "CORRIDOR_CACHE", hide_env_values = true, value_hint = ValueHint::DirPath, help_heading = "Network")]
    cache: Option<PathBuf>,
    /// Keep nothing, and look for nothing that was kept
    #[arg(long, global = true, conflicts_with = "cache", help_heading = "Network")]
    no_cache: bool,
}

impl NetworkArgs {
    pub fn source(&self) -> Source {
        let beside = || etcetera::base_strategy::choose_native_strategy().ok().map(|dirs| dirs.cache_dir().join("corridor"));
        let cache = if self.no_cache { None } else { self.cache.clone().or_else(beside) };
        Source { folder: self.network.clone(), overlays: self.overlay.clone(), cache }
    }
}

/// Where the answer goes.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Output {
    /// Format of the answer; by default the extension of FILE, or a table
    #[arg(long, value_parser = PossibleValuesParser::new(export::ALL.iter().map(|e| e.name())), help_heading = "Output")]
    pub format: Option<String>,
    /// Write to FILE instead of stdout (GeoJSON also writes a QGIS style beside it, Markdown its charts)
    #[arg(short = 'o', long = "output", value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub file: Option<PathBuf>,
    /// Draw this chart as SVG; by default -o FILE.svg draws the first that the answer has
    #[arg(long, value_name = "CHART", value_parser = PossibleValuesParser::new(CHARTS.map(|(name, what)| PossibleValue::new(name).help(what))), help_heading = "Output")]
    pub chart: Option<String>,
    /// Fill in this template (Jinja2) instead of a format; docs/templates.md names what it can use
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["format", "chart", "split"], help_heading = "Output")]
    pub template: Option<PathBuf>,
    /// Draw a small map above the table too, in a terminal
    #[arg(long, help_heading = "Output")]
    pub map: bool,
    /// With -o FILE.geojson: FILE_legs and FILE_events, each with its QGIS style
    #[arg(long, help_heading = "Output")]
    pub split: bool,
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
// One is made in a run.
#[allow(clippy::large_enum_variant)]
pub(in crate::cli) enum Command {
    /// Answer a request and write it.
    Ask(Request, Output),
    /// Look through a network, if it can be read or not.
    Lint(Option<PathBuf>, LintRequest, Output),
    /// Print a completion script.
    Completions(String),
    /// Print the page of the program or of a command.
    Manual(Option<String>),
    /// Write all pages to a folder.
    Manuals(PathBuf),
    /// Make a network of another file.
    #[cfg(feature = "import")]
    Import(ImportArgs),
    /// Lay links on tracks.
    #[cfg(feature = "import")]
    Drape(DrapeArgs),
    /// Answer the rows of a file.
    Batch(BatchArgs),
}

impl Args {
    /// From what was typed to what is to be done.
    pub fn command(&self) -> Result<Command, Error> {
        match &self.ask {
            Ask::Route(args) => args.command(),
            Ask::Transit(args) => args.command(),
            Ask::Pareto(args) => args.command(),
            Ask::Why(args) => args.command(),
            Ask::Risk(args) => args.command(),
            Ask::Reach(args) => args.command(),
            Ask::Sweep(args) => args.command(),
            Ask::Compare(args) => args.command(),
            Ask::Critical(args) => args.command(),
            Ask::Cut(args) => args.command(),
            Ask::Verify(args) => args.command(),
            Ask::Impact(args) => args.command(),
            Ask::Claim(args) => args.command(),
            Ask::Batch(args) => Ok(Command::Batch(args.clone())),
            Ask::Matrix(args) => args.command(),
            Ask::Lint(args) => args.command(),
            #[cfg(feature = "import")]
            Ask::Drape(args) => Ok(Command::Drape(args.clone())),
            #[cfg(feature = "import")]
            Ask::Import(args) => Ok(Command::Import(args.clone())),
            Ask::List(args) => args.command(),
            Ask::Completions { shell } => Ok(Command::Completions(shell.clone())),
            Ask::Man { dir: Some(dir), .. } => Ok(Command::Manuals(dir.clone())),
            Ask::Man { command, dir: None } => Ok(Command::Manual(command.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parser_is_sound() {
        shell::program().debug_assert();
    }

    /// Examples of files that nobody has are parsed too; those of route and list are run in `tests/cli.rs`.
    #[test]
    fn every_command_has_examples_that_a_shell_and_the_parser_take() {
        for command in shell::program().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples: Vec<&str> = help.lines().filter_map(|l| l.trim().strip_prefix("corridor ")).collect();
            let named = help.starts_with("Examples:\n") && (!examples.is_empty() || help.contains("corridor completions"));
            assert!(named, "{} has no examples", command.get_name());
            for example in examples {
                let before_pipe = example.split(" | ").next().unwrap();
                let words = shlex::split(before_pipe).unwrap_or_else(|| panic!("no shell takes `{example}`"));
                let parsed = Args::try_parse_from(std::iter::once("corridor".to_owned()).chain(words));
                assert!(parsed.is_ok(), "corridor {example}: {}", parsed.unwrap_err());
            }
        }
    }
}
