//! What holds between rows, of one file and of several.

use std::collections::HashSet;

use rayon::prelude::*;

use super::gaps::{changes_country, gauges_of, has_no_gauge, links_by_node};
use super::table::{Codes, Row, Table};
use super::texts::Texts;
use crate::error::Problem;
use crate::geography::{geodesic, geodesic_bounds};
use crate::network::{Carries, Link, LinkId, Mode, Network, NodeId, TransferKind};
use crate::units::{Gauge, Length};

/// How far below the geodesic a stated length may lie: rounding and coordinates, in percent.
pub(crate) const BELOW_GEODESIC_PERCENT: u64 = 1;
/// A rail or road length this many tenths of the geodesic wants a reason.
pub(crate) const DETOUR_TENTHS: u64 = 22;
/// Slack for short links, whose ends are yards of some size.
pub(crate) const YARD: Length = Length::new(2_000);
/// The word in a link's note that gives the reason for a long way round.
pub(crate) const DETOUR_WORD: &str = "detour";

/// The tables the cross-row checks report on.
pub(super) struct Tables<'a, 't> {
    /// The row of each link.
    pub links: &'a [Row<'a>],
    pub borders: &'a Table<'t>,
    /// The row of each transfer.
    pub transfers: &'a [Row<'a>],
}

impl<'a> Tables<'a, '_> {
    /// The row a link was read from.
    fn row(&self, link: LinkId) -> Option<Row<'a>> {
        self.links.get(link.index()).copied()
    }
}

/// No row stands twice for the same year.
pub(super) fn check_years(table: &Table, key: &[&str], problems: &mut Vec<Problem>) {
    let mut seen = HashSet::new();
    for row in table.rows() {
        let cells: Vec<&str> = key.iter().chain(&["year"]).map(|c| row.text(c)).collect();
        if !seen.insert(cells) {
            problems.push(row.problem("year", "this year stands twice", "keep one of the two rows, or give each its own year"));
        }
    }
}

pub(super) fn check_links(network: &Network, tables: &Tables, problems: &mut Vec<Problem>) {
    let found = network.links.par_iter().zip(tables.links).flat_map_iter(|(link, row)| check_link(network, link, row));
    problems.par_extend(found);
    for border in &network.borders {
        let covers = |forward: bool| border.dwells.iter().any(|d| if forward { d.forward } else { d.backward });
        if !covers(true) || !covers(false) && network.link(border.link).both_ways {
            let row = tables.borders.rows().find(|r| r.text("link") == network.link(border.link).code);
            if let Some(row) = row {
                problems.push(row.problem("direction", "only one direction has a row", "add the other direction, or write both"));
            }
        }
    }
}

fn check_link(network: &Network, link: &Link, row: &Row) -> Vec<Problem> {
    if link.from == link.to {
        return vec![row.problem("to", "is the same node as `from`", "a link joins two nodes")];
    }
    let mut problems = Vec::new();
    let (a, b) = (network.node(link.from), network.node(link.to));
    let land = matches!(link.mode, Mode::Rail | Mode::Road);
    let longest = |straight: Length| straight.scaled(DETOUR_TENTHS, 10) + YARD.times(5);
    let placed = [a, b].iter().all(|n| n.position.x.is_finite() && n.position.y.is_finite());
    let (low, high) = if placed { geodesic_bounds(a.position, b.position) } else { (link.length, link.length) };
    // Most lengths need no exact geodesic.
    let plausible = link.length >= high && (!land || link.length <= longest(low));
    let straight = if placed && !plausible { geodesic(a.position, b.position) } else { link.length };
    if link.length + YARD < straight.scaled(100 - BELOW_GEODESIC_PERCENT, 100) {
        let fix = "correct the length, or the position of one of the ends (swapped lon and lat?)";
        problems.push(row.problem("length_km", format!("is below the geodesic of {} km", straight.whole_km()), fix));
    }
    if land && link.length > longest(straight) && !row.text("note").contains(DETOUR_WORD) {
        let what = format!("is more than {}.{} times the geodesic of {} km", DETOUR_TENTHS / 10, DETOUR_TENTHS % 10, straight.whole_km());
        problems.push(row.problem("length_km", what, format!("correct it, or give the reason in `note` with the word `{DETOUR_WORD}`")));
    }
    if row.is_shipped() && link.mode == Mode::Rail && link.gauges.is_empty() {
        problems.push(row.problem("gauge_mm", "a rail link needs a gauge", "write 1435, 1520, ..."));
    }
    if matches!(link.mode, Mode::Ferry | Mode::Sea) {
        for (column, end) in [("from", a), ("to", b)] {
            if !end.kind.is_port() {
                let what = format!("a {} link ends at `{}`, which is a {}", link.mode.name(), end.code, end.kind.name());
                problems.push(row.problem(column, what, "end it at a seaport or ferry_port, or set that node's kind"));
            }
        }
    }
    match (changes_country(network, link), link.border) {
        (true, None) => {
            let what = format!("the link changes country ({} to {}) and has no border object", network.country_code(link.from), network.country_code(link.to));
            problems.push(row.problem("to", what, "add a row for it to borders.csv"));
        }
        (false, Some(_)) => problems.push(row.problem("to", "the link has a border object and does not change country", "delete its rows in borders.csv")),
        _ => {}
    }
    problems
}

/// Two rail lines that meet and share no gauge need a facility where wagons or containers change.
pub(super) fn check_gauges(network: &Network, tables: &Tables, problems: &mut Vec<Problem>) {
    if has_no_gauge(network) && network.transfers.iter().all(|t| t.gauges.is_none()) {
        return;
    }
    let links_at = links_by_node(network);
    let facilities: HashSet<(NodeId, Gauge, Gauge)> =
        network.transfers.iter().filter_map(|t| t.node.zip(t.gauges)).flat_map(|(n, (a, b))| [(n, a, b), (n, b, a)]).collect();
    for (id, link) in network.links() {
        let Some(row) = tables.row(id) else { continue };
        for node in [link.from, link.to] {
            let earlier = links_at[node.index()].iter().take_while(|other| **other < id).map(|other| network.link(*other));
            for other in earlier.filter(|l| !l.gauges.is_empty() && !link.gauges.is_empty()) {
                let shared = link.gauges.iter().any(|g| other.gauges.contains(g));
                let facility = link.gauges.iter().any(|&a| other.gauges.iter().any(|&b| facilities.contains(&(node, a, b))));
                if !shared && !facility {
                    let node = network.node(node);
                    let what = format!(
                        "gauge {} meets gauge {} of {} at {} and there is no gauge-change facility",
                        link.gauges[0], other.gauges[0], other.code, node.code
                    );
                    problems.push(row.problem("gauge_mm", what, "correct the gauge, or add a gauge_change row to transfers.csv"));
                }
            }
        }
    }
    for (row, transfer) in tables.transfers.iter().zip(&network.transfers) {
        if let (TransferKind::GaugeChange, Some(node), Some((a, b))) = (transfer.kind, transfer.node, transfer.gauges) {
            let gauges = gauges_of(network, &links_at[node.index()]);
            if !gauges.contains(&a) || !gauges.contains(&b) {
                problems.push(row.problem(
                    "node",
                    format!("has a facility for {a}/{b}, but no tracks of both gauges"),
                    "correct the gauges of its links or delete the row",
                ));
            }
        }
    }
}

/// Waypoints of one link that stand together.
struct Run {
    link: usize,
    /// The row that it begins with.
    first: usize,
    /// The numbers it begins and ends with.
    seqs: [u64; 2],
}

pub(super) fn check_waypoints(texts: &Texts, links: &Codes, problems: &mut Vec<Problem>) {
    const FILE: &str = "waypoints.csv";
    const RISE: (&str, &str, &str) = ("seq", "does not rise along the link", "number the points from `from` to `to`");
    let degrees = [("lon", 180.0), ("lat", 90.0)].map(|(column, limit)| (column, limit, format!("a number of degrees within -{limit}..{limit}")));
    // There may be millions: blocks of them are looked at side by side, and what is left is how they follow each other.
    let blocks = Table::blocks(texts, FILE, problems, |rows, problems| {
        let mut runs: Vec<Run> = Vec::new();
        let mut found = ("", None);
        for (i, row) in rows.iter().enumerate() {
            let code = row.required("link", problems);
            if found.1.is_none() || found.0 != code {
                found = (code, links.get(row, "link", code, problems));
            }
            let link = found.1;
            for (column, limit, expected) in &degrees {
                let parse = |t: &str| t.parse::<f64>().ok().filter(|d: &f64| d.abs() <= *limit);
                row.value(column, parse, expected, problems);
            }
            let seq = row.value("seq", |t| t.parse::<u64>().ok(), "a whole number", problems).unwrap_or(0);
            match (runs.last_mut(), link) {
                (_, None) => {}
                (Some(run), Some(link)) if run.link == link => {
                    if seq <= run.seqs[1] {
                        problems.push(row.problem(RISE.0, RISE.1, RISE.2));
                    }
                    run.seqs[1] = seq;
                }
                (_, Some(link)) => runs.push(Run { link, first: i, seqs: [seq; 2] }),
            }
        }
        (runs, rows.len())
    });
    let mut seen = HashSet::new();
    let mut wrong = Vec::new();
    let (mut before, mut last): (usize, Option<Run>) = (0, None);
    for (runs, rows) in blocks {
        for run in runs {
            match &last {
                Some(last) if last.link == run.link && run.seqs[0] <= last.seqs[1] => wrong.push((before + run.first, RISE)),
                Some(last) if last.link == run.link => {}
                _ if seen.insert(run.link) => {}
                _ => wrong.push((before + run.first, ("link", "its waypoints do not stand together", "keep the rows of a link together"))),
            }
            last = Some(run);
        }
        before += rows;
    }
    if !wrong.is_empty() {
        let table = Table::read(texts, FILE, &mut Vec::new());
        problems.extend(wrong.into_iter().map(|(i, (column, what, fix))| table.row(i).problem(column, what, fix)));
    }
}

/// Every source id that a row cites exists in `sources.csv`, where the folder has one.
pub(super) fn check_sources(texts: &Texts, problems: &mut Vec<Problem>) {
    let sources = Table::read(texts, "sources.csv", problems);
    let ids = Codes::of("source", "id", &sources, problems);
    if texts.layers("sources.csv").is_empty() {
        return;
    }
    for file in super::sourced_files().filter(|file| Table::has(texts, file, "source")) {
        Table::blocks(texts, file, problems, |rows, problems| {
            // Shipped figures under a user's own network cite the shipped sources.
            for row in rows.iter().filter(|row| !(texts.own_folder && row.is_shipped())) {
                ids.list(row, "source", '|', problems);
            }
        });
    }
}

pub(super) fn check_services(network: &Network, tables: &Tables, problems: &mut Vec<Problem>) {
    for (id, link) in network.links() {
        let (Some(row), Some(service)) = (tables.row(id), link.service.map(|s| network.service(s))) else { continue };
        if service.mode != link.mode {
            problems.push(row.problem(
                "service",
                format!("is a {} service on a {} link", service.mode.name(), link.mode.name()),
                "name a service of the link's mode",
            ));
        }
        if service.carries == Carries::Wagons && link.gauges.is_empty() && row.is_shipped() {
            problems.push(row.problem("gauge_mm", "a ferry that carries wagons needs the gauge of its deck", "write 1435 or 1520"));
        }
    }
}
