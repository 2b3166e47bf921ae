//! A network that is about to be written: nodes and links with what they need to be files of a folder.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

use deunicode::deunicode;
use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::Options;
use super::mapping::Traits;
use super::skipped::Skipped;
use crate::data::{DETOUR_TENTHS, Source, YARD, link_columns, made_up_code};
use crate::error::{Error, kept};
use crate::geography::{Position, geodesic};
use crate::network::{Mode, NodeKind};
use crate::units::Length;

/// A network to be written.
#[derive(Debug)]
pub struct Draft {
    pub(super) nodes: Vec<DraftNode>,
    pub(super) links: Vec<DraftLink>,
    pub(super) traits: Vec<Traits>,
    pub(super) skipped: Skipped,
    pub(super) counts: Vec<(&'static str, u64)>,
    pub(super) notes: Vec<String>,
    pub(super) options: Options,
    citation: String,
    licence: &'static str,
    /// Codes of countries that the shipped data does not know.
    strangers: BTreeSet<String>,
    /// Version and day of the shipped data, whose countries, speeds and tariffs serve it.
    pub(super) beside: (String, String),
}

/// A node to be written.
#[derive(Clone, Debug)]
pub(super) struct DraftNode {
    pub code: String,
    pub name: String,
    pub aliases: String,
    pub country: String,
    pub kind: NodeKind,
    pub position: Position,
}

impl Default for DraftNode {
    fn default() -> Self {
        let none = String::new;
        Self { code: none(), name: none(), aliases: none(), country: none(), kind: NodeKind::RailStation, position: Position { x: 0.0, y: 0.0 } }
    }
}

/// A link to be written.
#[derive(Clone, Debug)]
pub(super) struct DraftLink {
    pub from: usize,
    pub to: usize,
    pub length: Length,
    /// Whether the length was given, not measured.
    pub given: bool,
    pub traits: u32,
    /// The drawn line between the ends.
    pub inner: Vec<Position>,
}

/// The id under which imported rows cite the file.
const SOURCE: &str = "import";
/// The id of the boundaries that countries were found by.
const BOUNDARIES: &str = "country-boundaries";

/// Nodes or links that are written at a time, and that one core writes.
const WRITTEN: [usize; 2] = [1 << 12, 1 << 8];

impl Draft {
    /// The files of the folder, each by [`Draft::render`].
    pub const FILES: [&str; 5] = ["nodes.csv", "links.csv", "waypoints.csv", "countries.csv", "sources.csv"];

    pub(super) fn new(citation: String, licence: &'static str, options: &Options) -> Self {
        Self {
            nodes: Vec::new(),
            links: Vec::new(),
            traits: Vec::new(),
            skipped: Skipped::default(),
            counts: Vec::new(),
            notes: Vec::new(),
            options: options.clone(),
            citation,
            licence,
            strangers: BTreeSet::new(),
            beside: Default::default(),
        }
    }

    /// Gives every node a name and a code of its own, makes the ends of ferries ports, and notes strange countries.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        let shipped = crate::frozen::load(&Source::default())?.0;
        self.beside = (shipped.manifest().version.clone(), shipped.manifest().as_of.to_string());
        let shipped: BTreeSet<&str> = shipped.countries().map(|(_, c)| c.code.as_str()).collect();
        self.strangers = self.nodes.iter().map(|n| n.country.clone()).filter(|c| !c.is_empty() && !shipped.contains(c.as_str())).collect();
        for link in self.links.iter().filter(|l| matches!(self.traits[l.traits as usize].mode, Mode::Ferry | Mode::Sea)) {
            for end in [link.from, link.to] {
                let kind = &mut self.nodes[end].kind;
                *kind = if kind.is_port() { *kind } else { NodeKind::FerryPort };
            }
        }
        let mut taken: HashMap<String, usize, FixedState> = HashMap::default();
        for node in &mut self.nodes {
            let (x, y) = (node.position.x, node.position.y);
            let (ns, ew) = (if y < 0.0 { 'S' } else { 'N' }, if x < 0.0 { 'W' } else { 'E' });
            if node.name.is_empty() {
                node.name = format!("{} at {:.3}{ns} {:.3}{ew}", node.kind.name().replace('_', " "), y.abs(), x.abs());
                node.code = if node.code.is_empty() { format!("{ns}{:.4}{ew}{:.4}", y.abs(), x.abs()) } else { node.code.clone() };
            }
            let own = if node.code.is_empty() { code_of(&node.name) } else { node.code.clone() };
            let base = if own.is_empty() { format!("{ns}{:.4}{ew}{:.4}", y.abs(), x.abs()) } else { own };
            let times = taken.entry(base.clone()).or_default();
            *times += 1;
            node.code = if *times == 1 { base } else { format!("{base}~{times}") };
        }
        Ok(())
    }

    /// The parts that hang together, each as its nodes, largest first.
    pub(super) fn parts(&self) -> Vec<Vec<usize>> {
        let mut sets = petgraph::unionfind::UnionFind::<usize>::new(self.nodes.len());
        for link in &self.links {
            sets.union(link.from, link.to);
        }
        let mut parts: HashMap<usize, Vec<usize>> = HashMap::new();
        (0..self.nodes.len()).for_each(|n| parts.entry(sets.find(n)).or_default().push(n));
        let mut parts: Vec<Vec<usize>> = parts.into_values().collect();
        parts.sort_by_key(|p| (std::cmp::Reverse(p.len()), p[0]));
        parts
    }

    /// Writes one of [`Draft::FILES`].
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn render(&self, file: &str, out: &mut dyn Write) -> Result<(), Error> {
        match file {
            "nodes.csv" => self.write_nodes(out),
            "links.csv" => self.write_links(out),
            "waypoints.csv" => self.write_waypoints(out),
            "countries.csv" => rows(out, &["code", "name"], &self.strangers.iter().collect::<Vec<_>>(), |code, out| out.write_record([code, code])),
            _ => self.write_sources(out),
        }
    }

    fn write_nodes(&self, out: &mut dyn Write) -> Result<(), Error> {
        rows(out, &["code", "name", "country", "kind", "lon", "lat", "aliases", "source", "confidence"], &self.nodes, |node, out| {
            let [lon, lat] = [node.position.x, node.position.y].map(|d| format!("{d:.6}"));
            out.write_record([&node.code, &node.name, &node.country, node.kind.name(), &lon, &lat, &node.aliases, SOURCE, "medium"])
        })
    }

    fn write_links(&self, out: &mut dyn Write) -> Result<(), Error> {
        let columns: Vec<&str> = link_columns().filter(|c| self.traits.iter().any(|t| t.cells.iter().any(|(name, _)| name == c))).collect();
        let own = ["code", "from", "to", "mode", "length_km", "km_kind"];
        let last = ["source", "note"].into_iter().filter(|c| !columns.contains(c));
        let header: Vec<&str> = own.into_iter().chain(columns.iter().copied()).chain(last).collect();
        rows(out, &header, &self.coded_links(), |(link, code), out| {
            let traits = &self.traits[link.traits as usize];
            let kind = if link.given { "operating" } else { "infrastructure" };
            let (from, to) = (&self.nodes[link.from].code, &self.nodes[link.to].code);
            for cell in [code, from, to, traits.mode.name(), &link.length.km().to_string(), kind] {
                out.write_field(cell)?;
            }
            let reason = if self.is_detour(link) { "a detour, as drawn" } else { "" };
            for column in &columns {
                let cell = traits.cells.iter().find(|(name, _)| name == column).map_or("", |(_, v)| v);
                if *column == "note" { out.write_field(format!("{cell} {reason}").trim())? } else { out.write_field(cell)? }
            }
            out.write_field(SOURCE)?;
            if !columns.contains(&"note") {
                out.write_field(reason)?;
            }
            out.write_record(None::<&[u8]>)
        })
    }

    /// Whether a link's length wants a reason, which is that it was measured along the line, or given.
    fn is_detour(&self, link: &DraftLink) -> bool {
        let straight = geodesic(self.nodes[link.from].position, self.nodes[link.to].position);
        let land = matches!(self.traits[link.traits as usize].mode, Mode::Rail | Mode::Road);
        land && link.length > straight.scaled(DETOUR_TENTHS, 10) + YARD.times(5)
    }

    /// Each link with its code: its ends, with a number for one that lies beside another.
    fn coded_links(&self) -> Vec<(&DraftLink, String)> {
        let mut taken: HashMap<(usize, usize, Mode), usize, FixedState> = HashMap::default();
        let code = |link: &DraftLink| {
            let mode = self.traits[link.traits as usize].mode;
            let times = taken.entry((link.from.min(link.to), link.from.max(link.to), mode)).or_default();
            *times += 1;
            let code = made_up_code(&self.nodes[link.from].code, &self.nodes[link.to].code, mode.name());
            if *times > 1 { format!("{code}--{times}") } else { code }
        };
        let codes: Vec<String> = self.links.iter().map(code).collect();
        self.links.iter().zip(codes).collect()
    }

    fn write_waypoints(&self, out: &mut dyn Write) -> Result<(), Error> {
        rows(out, &["link", "seq", "lon", "lat"], &self.coded_links(), |(link, code), out| {
            let mut cells: [String; 3] = Default::default();
            for (i, p) in link.inner.iter().enumerate() {
                cells.iter_mut().for_each(String::clear);
                let [seq, lon, lat] = &mut cells;
                write!(seq, "{}", i + 1).and(write!(lon, "{:.6}", p.x)).and(write!(lat, "{:.6}", p.y)).map_err(io::Error::other)?;
                out.write_record([code, seq, lon, lat])?;
            }
            Ok(())
        })
    }

    fn write_sources(&self, out: &mut dyn Write) -> Result<(), Error> {
        let boundaries = "Countries of nodes: boundaries of the crate country-boundaries, (c) OpenStreetMap contributors";
        let own = [SOURCE, self.citation.as_str(), "", self.licence];
        let theirs = [BOUNDARIES, boundaries, "https://github.com/westnordost/country-boundaries-rust", "ODbL 1.0"];
        rows(out, &["id", "citation", "url", "licence"], &[own, theirs], |source, out| out.write_record(source))
    }
}

/// Writes a table, whose rows are made on all cores, some at a time.
pub(super) fn rows<T: Sync>(
    out: &mut dyn Write,
    header: &[&str],
    items: &[T],
    row: impl Fn(&T, &mut csv::Writer<Vec<u8>>) -> csv::Result<()> + Sync,
) -> Result<(), Error> {
    let text = |items: &[T]| -> csv::Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        items.iter().try_for_each(|item| row(item, &mut writer))?;
        writer.into_inner().map_err(|e| e.into_error().into())
    };
    writeln!(out, "{}", header.join(","))?;
    let [some, one] = WRITTEN;
    for items in items.chunks(some) {
        for text in items.par_chunks(one).map(text).collect::<Vec<_>>() {
            out.write_all(&text.map_err(kept)?)?;
        }
    }
    Ok(())
}

/// A code in capitals from a name in any script; empty when nothing of it can be written.
fn code_of(name: &str) -> String {
    let words: Vec<String> = deunicode(name).to_uppercase().split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    words.join("-").chars().take(40).collect()
}
