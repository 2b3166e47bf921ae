//! From rows to a [`Network`]: one fallible conversion; everything behind it trusts its input.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use geo::Coord;
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Deserialize;

use super::parse_date;
use super::table::{Codes, Row, Table};
use super::texts::Texts;
use crate::error::{Problem, Warning};
use crate::geography::{geodesic, geodesic_bounds};
use crate::network::{
    Border, BorderDwell, BorderId, Capacity, CapacityUnit, Cargo, Carries, Closure, Confidence, Corridor, CorridorStatus, Country, CountryId, Electrified,
    Evidence, KmKind, Link, LinkId, Manifest, Mode, Network, Node, NodeId, NodeKind, Parameter, Place, Regime, Region, Service, ServiceId, ServiceYear, Status,
    Transfer, TransferKind,
};
use crate::units::{Duration, Gauge, Length, Money, Rate, Speed, Spread, parse_fixed};

/// How far below the geodesic a stated length may lie: rounding and coordinates, in percent.
pub(crate) const BELOW_GEODESIC_PERCENT: u64 = 1;
/// A rail or road length this many tenths of the geodesic wants a reason.
pub(crate) const DETOUR_TENTHS: u64 = 22;
/// Slack for short links, whose ends are yards of some size.
pub(crate) const YARD: Length = Length::new(2_000);
/// Half as much again as once round the earth: nothing that moves freight is longer.
const LONGEST: Length = Length::new(60_000_000);
/// The word in a link's note that gives the reason for a long way round.
pub(crate) const DETOUR_WORD: &str = "detour";

/// Builds the network; `None` when the manifest cannot be read. Without problems the network is good.
pub(super) fn network(texts: Texts, problems: &mut Vec<Problem>) -> (Option<Network>, Vec<Warning>) {
    let mut warnings = Vec::new();
    let Some(manifest) = manifest(&texts, problems) else { return (None, warnings) };

    // The two that can be large are read at once.
    let apart = |name: &str| {
        let mut own = Vec::new();
        (Table::read(&texts, name, &mut own), own)
    };
    let ((node_rows, of_nodes), (link_rows, of_links)) = rayon::join(|| apart("nodes.csv"), || apart("links.csv"));
    problems.extend(of_nodes.into_iter().chain(of_links));
    let mut read = |name: &str| Table::read(&texts, name, problems);
    let (country_rows, service_rows) = (read("countries.csv"), read("services.csv"));
    let (border_rows, transfer_table) = (read("borders.csv"), read("transfers.csv"));
    let (place_rows, region_rows, corridor_rows) = (read("places.csv"), read("regions.csv"), read("corridors.csv"));
    let parameter_rows = ["speeds.csv", "tariffs.csv", "emissions.csv", "trains.csv"].map(|name| (name, read(name)));

    let countries: Vec<Country> = country_rows
        .rows()
        .map(|row| Country {
            code: row.required("code", problems).to_owned(),
            name: row.required("name", problems).to_owned(),
            aliases: row.text("aliases").to_owned(),
        })
        .collect();
    let country_codes = codes("country", "code", &country_rows, problems);

    let nodes: Vec<Node> = node_rows.map(problems, |row, problems| node(&row, &country_codes, problems));
    let node_codes = codes("node", "code", &node_rows, problems);

    let mut services = services(&service_rows, problems);
    let service_names: Vec<String> = services.iter().map(|s| s.code.clone()).collect();
    let service_codes = Codes::known("service", service_names.iter().map(String::as_str));
    parts(&service_rows, &service_codes, &mut services, problems);

    let link_names: Vec<String> = link_rows.map(problems, |row, _| row.link_code());
    let link_codes = Codes::new("link", "code", link_names.iter().map(String::as_str).zip(link_rows.rows()), problems);
    let mut links: Vec<Link> = Vec::with_capacity(link_names.len());
    let mut link_index = Vec::with_capacity(link_names.len());
    for link in link_rows.map(problems, |row, problems| link(&row, &node_codes, &service_codes, problems)) {
        link_index.push(link.as_ref().map(|_| LinkId::new(links.len())));
        links.extend(link);
    }

    let mut borders: Vec<Border> = Vec::new();
    for row in border_rows.rows() {
        let found = link_codes.get(&row, "link", row.required("link", problems), problems).and_then(|i| link_index[i]);
        let dwell = border_dwell(&row, problems);
        let Some(link) = found else { continue };
        let next = BorderId::new(borders.len());
        let id = *links[link.index()].border.get_or_insert(next);
        if id == next {
            borders.push(Border { link, dwells: Vec::new() });
        }
        let twice = borders[id.index()].dwells.iter().any(|d| d.year == dwell.year && (d.forward && dwell.forward || d.backward && dwell.backward));
        if twice {
            problems.push(row.problem("year", "this direction and year stand twice", "keep one of the two rows"));
        }
        borders[id.index()].dwells.push(dwell);
    }

    let (transfer_rows, transfers): (Vec<Row>, Vec<Transfer>) =
        transfer_table.rows().filter_map(|row| Some((row, transfer(&row, &node_codes, problems)?))).unzip();

    check_years(&transfer_table, &["node", "kind", "from_gauge_mm", "to_gauge_mm"], problems);

    let ids = |indexes: Vec<usize>| indexes.into_iter().map(NodeId::new).collect::<Vec<_>>();
    let places: Vec<Place> = place_rows
        .rows()
        .map(|row| {
            let members = ids(node_codes.list(&row, "members", '|', problems));
            let loading = ids(node_codes.list(&row, "loading", '|', problems));
            let evidence = row.evidence(problems);
            let loading = if loading.is_empty() { members.iter().copied().filter(|m| nodes[m.index()].loads).collect() } else { loading };
            Place {
                code: row.required("code", problems).to_owned(),
                name: row.required("name", problems).to_owned(),
                aliases: row.text("aliases").to_owned(),
                members,
                loading,
                evidence,
            }
        })
        .collect();
    codes("place", "code", &place_rows, problems);

    let mut regions: Vec<Region> = region_rows
        .rows()
        .map(|row| Region {
            code: row.required("code", problems).to_owned(),
            name: row.required("name", problems).to_owned(),
            aliases: row.text("aliases").to_owned(),
            countries: country_codes.list(&row, "countries", '|', problems).into_iter().map(CountryId::new).collect(),
            gateways: ids(node_codes.list(&row, "gateways", '|', problems)),
            evidence: row.evidence(problems),
        })
        .collect();
    codes("region", "code", &region_rows, problems);
    gateways_of(&node_rows, &mut regions);

    let mut between: HashMap<(NodeId, NodeId), Vec<LinkId>> = HashMap::new();
    for (i, link) in links.iter().enumerate().filter(|_| corridor_rows.rows().len() > 0) {
        between.entry(ends(link)).or_default().push(LinkId::new(i));
    }
    let corridors: Vec<Corridor> = corridor_rows.rows().map(|row| corridor(&row, &node_codes, &between, problems)).collect();
    codes("corridor", "code", &corridor_rows, problems);

    let mut parameters = Vec::new();
    for (file, table) in &parameter_rows {
        parameters.extend(table.rows().filter_map(|row| parameter(file, &row, problems)));
    }

    parameters.sort_by(|a, b| (&a.name, &a.scope, a.year).cmp(&(&b.name, &b.scope, b.year)));
    for (_, table) in &parameter_rows {
        check_years(table, &["parameter", "scope"], problems);
    }

    let mut network = Network {
        manifest,
        nodes,
        links,
        countries,
        borders,
        services,
        transfers,
        places,
        regions,
        corridors,
        parameters,
        effects: Vec::new(),
        scenarios: Vec::new(),
        scenario_days: Vec::new(),
        texts: texts.clone(),
        cache: None,
        waypoints: OnceLock::new(),
        name_index: Default::default(),
        near_index: Default::default(),
    };
    let link_rows: Vec<Row> = link_rows.rows().zip(&link_index).filter(|(_, id)| id.is_some()).map(|(row, _)| row).collect();
    let tables = Tables { links: &link_rows, borders: &border_rows, transfers: &transfer_rows };
    fill_gaps(&texts, &mut network, &mut warnings);
    check_links(&network, &tables, problems);
    check_gauges(&network, &tables, problems);
    check_waypoints(&texts, &link_codes, problems);
    check_sources(&texts, problems);
    super::published::read(&network, problems);
    check_services(&network, &tables, problems);
    super::effects::capacities(&texts, &mut network, problems);
    super::effects::effects(&texts, &mut network, problems);
    if texts.own_folder && network.links.iter().any(|l| l.evidence.sources == "own-network") {
        warnings.push(note("links.csv", "has no column `source`", "add one, so that figures can be traced"));
    }
    (Some(network), warnings)
}

/// The tables the cross-row checks report on.
struct Tables<'a, 't> {
    /// The row of each link.
    links: &'a [Row<'a>],
    borders: &'a Table<'t>,
    /// The row of each transfer.
    transfers: &'a [Row<'a>],
}

impl<'a> Tables<'a, '_> {
    /// The row a link was read from.
    fn row(&self, link: LinkId) -> Option<Row<'a>> {
        self.links.get(link.index()).copied()
    }
}

fn note(file: &str, what: &str, fix: &str) -> Warning {
    Warning { file: file.to_owned(), line: 0, column: String::new(), value: String::new(), what: what.to_owned(), fix: fix.to_owned() }
}

fn ends(link: &Link) -> (NodeId, NodeId) {
    (link.from.min(link.to), link.from.max(link.to))
}

pub(super) fn codes<'a>(what: &'static str, column: &str, table: &'a Table<'_>, problems: &mut Vec<Problem>) -> Codes<'a> {
    Codes::new(what, column, table.rows().map(|row| (row.text(column), row)), problems)
}

#[derive(Deserialize)]
struct ManifestToml {
    schema: u32,
    version: String,
    as_of: String,
    price_year: i64,
    default_cargo: String,
    cargo: BTreeMap<String, CargoToml>,
}

#[derive(Deserialize)]
struct CargoToml {
    name: String,
    teu: u64,
    tonnes: u64,
}

const SCHEMA: u32 = 1;

fn manifest(texts: &Texts, problems: &mut Vec<Problem>) -> Option<Manifest> {
    let layer = &texts.manifest;
    let mut fail = |line, what: String, fix: &str| {
        problems.push(Problem { file: layer.label.clone(), line, column: String::new(), value: String::new(), what, fix: fix.to_owned() });
    };
    let toml: ManifestToml = match toml::from_str(&layer.text) {
        Ok(toml) => toml,
        Err(e) => {
            let line = e.span().map_or(0, |s| 1 + layer.text[..s.start].matches('\n').count() as u64);
            fail(line, e.message().to_owned(), "mend the manifest (see data/README.md)");
            return None;
        }
    };
    if toml.schema > SCHEMA {
        fail(0, format!("schema {} is newer than this program, which knows {SCHEMA}", toml.schema), "use a newer corridor");
        return None;
    }
    let Some(as_of) = parse_date(&toml.as_of) else {
        fail(0, format!("as_of `{}` is no date", toml.as_of), "write YYYY-MM-DD");
        return None;
    };
    let mut cargos: Vec<Cargo> = toml.cargo.into_iter().map(|(code, c)| Cargo { code, name: c.name, teu: c.teu, net_kg: c.tonnes * 1000 }).collect();
    cargos.sort_by_key(|c| (c.code != toml.default_cargo, c.code.clone()));
    if cargos.first().is_none_or(|c| c.code != toml.default_cargo) {
        fail(0, format!("default_cargo `{}` is not among the cargos", toml.default_cargo), "add it as [cargo.NAME]");
        return None;
    }
    Some(Manifest { version: toml.version, as_of, price_year: toml.price_year, cargos })
}

fn word<T: Copy>(row: &Row, column: &str, parse: fn(&str) -> Option<T>, accepted: fn() -> String, default: T, problems: &mut Vec<Problem>) -> T {
    let text = row.text(column);
    if text.is_empty() {
        return default;
    }
    parse(text).unwrap_or_else(|| {
        problems.push(row.problem(column, "is not a known word", format!("write one of {}", accepted())));
        default
    })
}

fn yes_no(row: &Row, column: &str, default: bool, problems: &mut Vec<Problem>) -> bool {
    let parse = |t: &str| match t {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    row.optional(column, parse, "yes or no", problems).unwrap_or(default)
}

fn node(row: &Row, countries: &Codes, problems: &mut Vec<Problem>) -> Node {
    let kind = word(row, "kind", NodeKind::parse, NodeKind::accepted, NodeKind::RailStation, problems);
    let mut degrees = |column: &str, limit: f64| {
        let parse = |t: &str| t.parse::<f64>().ok().filter(|d| d.is_finite());
        let value = row.value(column, parse, "a number of degrees such as 80.25", problems)?;
        if value.abs() > limit {
            problems.push(row.problem(column, format!("lies outside -{limit}..{limit}"), "check for a swapped lon and lat"));
            return None;
        }
        Some(value)
    };
    // A position that cannot be read is a problem of its own and no cause for others.
    let (x, y) = (degrees("lon", 180.0).unwrap_or(f64::NAN), degrees("lat", 90.0).unwrap_or(f64::NAN));
    Node {
        code: row.required("code", problems).to_owned(),
        name: row.required("name", problems).to_owned(),
        aliases: row.text("aliases").to_owned(),
        unlocode: row.text("unlocode").to_owned(),
        country: countries.get(row, "country", row.text("country"), problems).map(CountryId::new),
        kind,
        position: Coord { x, y },
        loads: yes_no(row, "loads", kind != NodeKind::FreeZone, problems),
        capacity: None,
        evidence: row.evidence(problems),
    }
}

fn link(row: &Row, nodes: &Codes, services: &Codes, problems: &mut Vec<Problem>) -> Option<Link> {
    let mode_expected = format!("one of {}", Mode::accepted());
    let mode = row.value("mode", Mode::parse, &mode_expected, problems);
    let mut end = |column: &str| nodes.get(row, column, row.required(column, problems), problems).map(NodeId::new);
    let (from, to) = (end("from"), end("to"));
    let length = row.value("length_km", Length::parse_km, "a length in km such as 293 or 13.9", problems);
    if length.is_some_and(|l| l > LONGEST) {
        problems.push(row.problem("length_km", "is longer than any way round the earth", "write kilometres, not metres"));
    }
    let both_ways = match row.text("direction") {
        "" | "both" => true,
        "forward" => false,
        _ => {
            problems.push(row.problem("direction", "is not a known word", "write both or forward"));
            true
        }
    };
    let gauges: Vec<Gauge> = row
        .text("gauge_mm")
        .split('|')
        .map(str::trim)
        .filter(|g| !g.is_empty())
        .filter_map(|g| {
            let gauge = Gauge::parse(g);
            if gauge.is_none() {
                problems.push(row.problem("gauge_mm", "is no gauge in mm", "write 1435, 1520 or several as 1435|1520"));
            }
            gauge
        })
        .collect();
    let mut date = |column: &str| row.optional(column, parse_date, "a date (YYYY, YYYY-MM or YYYY-MM-DD)", problems);
    let (open_from, closed_from, closed_to): (Option<Date>, _, _) = (date("open_from"), date("closed_from"), date("closed_to"));
    let service = services.get(row, "service", row.text("service"), problems).map(ServiceId::new);
    // Every cell is read before the row is given up, so that all its problems are reported.
    let km_kind = word(row, "km_kind", KmKind::parse, KmKind::accepted, KmKind::Operating, problems);
    let tracks = row.optional("tracks", |t| t.parse().ok(), "a number of tracks", problems).unwrap_or(0);
    let electrified = word(row, "electrified", Electrified::parse, Electrified::accepted, Electrified::No, problems);
    let status = word(row, "status", Status::parse, Status::accepted, Status::Open, problems);
    let speed = row.optional("speed_kmh", Speed::parse_kmh, "a speed in km/h above zero", problems);
    let duration = row.optional("duration_h", Duration::parse_hours, "a number of hours", problems);
    let cost = row.optional("cost_usd", Money::parse_usd, "an amount in USD", problems);
    let evidence = row.evidence(problems);
    if let (Some(a), Some(b)) = (closed_from, closed_to)
        && b <= a
    {
        problems.push(row.problem("closed_to", "is not after closed_from", "order the two dates"));
    }
    if closed_to.is_some() && closed_from.is_none() {
        problems.push(row.problem("closed_to", "has no closed_from beside it", "give the first day of the closure"));
    }
    let closed = closed_from.is_some() || status == Status::Suspended;
    Some(Link {
        code: row.link_code(),
        from: from?,
        to: to?,
        mode: mode?,
        both_ways,
        length: length?,
        km_kind,
        gauges,
        tracks,
        electrified,
        status,
        open_from,
        closures: closed.then_some(Closure { from: closed_from, to: closed_to }).into_iter().collect(),
        line: row.text("line").to_owned(),
        service,
        speed,
        duration,
        cost,
        speed_percent: 100,
        tariff_percent: 100,
        capacity: None,
        border: None,
        evidence,
    })
}

/// The services, each with all rows of its code.
fn services(table: &Table, problems: &mut Vec<Problem>) -> Vec<Service> {
    let mut services: Vec<Service> = Vec::new();
    for row in table.rows() {
        let mut next = service(&row, problems);
        let Some(known) = services.iter_mut().find(|s| s.code == next.code) else {
            services.push(next);
            continue;
        };
        if (known.mode, known.carries, &known.name) != (next.mode, next.carries, &next.name) {
            problems.push(row.problem("code", "has another name, mode or cargo in another year", "give the rows of a service the same name, mode and carries"));
        }
        known.years.append(&mut next.years);
        known.capacity = next.capacity.or(known.capacity);
    }
    check_years(table, &["code"], problems);
    services
}

/// Names the whole of each service that is part of another.
fn parts(table: &Table, codes: &Codes, services: &mut [Service], problems: &mut Vec<Problem>) {
    for row in table.rows() {
        let whole = codes.get(&row, "part_of", row.text("part_of"), problems);
        let (Some(whole), Some(part)) = (whole, codes.find(row.text("code"))) else { continue };
        let like = |s: &Service| (s.mode, s.carries);
        if whole == part || like(&services[whole]) != like(&services[part]) {
            problems.push(row.problem("part_of", "cannot sail it", "name another service of the same mode that carries the same"));
        }
        services[part].part_of = Some(ServiceId::new(whole));
    }
    if let Some(row) = table.rows().find(|row| {
        let whole = codes.find(row.text("part_of"));
        whole.is_some_and(|whole| services[whole].part_of.is_some() && codes.find(row.text("code")) != Some(whole))
    }) {
        problems.push(row.problem("part_of", "is itself part of another", "name the service that sails them all"));
    }
}

/// No row stands twice for the same year.
fn check_years(table: &Table, key: &[&str], problems: &mut Vec<Problem>) {
    let mut seen = HashSet::new();
    for row in table.rows() {
        let cells: Vec<&str> = key.iter().chain(&["year"]).map(|c| row.text(c)).collect();
        if !seen.insert(cells) {
            problems.push(row.problem("year", "this year stands twice", "keep one of the two rows, or give each its own year"));
        }
    }
}

/// The first year that a row holds for; the beginning when it gives none.
fn year(row: &Row, problems: &mut Vec<Problem>) -> i16 {
    row.optional("year", |t| t.parse().ok().filter(|y| (1800..=2200).contains(y)), "a year", problems).unwrap_or(1800)
}

fn service(row: &Row, problems: &mut Vec<Problem>) -> Service {
    let mode = word(row, "mode", Mode::parse, Mode::accepted, Mode::Sea, problems);
    let carries = word(row, "carries", Carries::parse, Carries::accepted, Carries::Containers, problems);
    let mut rate = |column: &str| row.optional(column, Rate::parse, "a number per km", problems);
    let (tariff, per_teu, per_tonne) = (rate("usd_per_feu_km"), rate("co2e_g_per_teu_km"), rate("co2e_g_per_tkm"));
    let capacity = row.optional("capacity_teu_year", |t| parse_fixed(t, 3), "a number of TEU", problems);
    let figures = ServiceYear {
        year: year(row, problems),
        headway: row.value("headway_h", Duration::parse_hours, "a number of hours", problems).unwrap_or_default(),
        queue: row.spread("queue_", problems),
        closed: row.optional("closed_share_pct", percent, "a percentage from 0 to 100", problems).unwrap_or_default(),
        speed: row.optional("speed_kmh", Speed::parse_kmh, "a speed in km/h above zero", problems),
        fixed: row.optional("usd_per_feu", Money::parse_usd, "an amount in USD", problems).unwrap_or_default(),
        tariff,
        back_percent: row.optional("back_percent", |t| t.parse().ok().filter(|p| *p <= 1000), "a whole number of percent", problems).unwrap_or(100),
        per_teu,
        per_tonne,
        evidence: row.evidence(problems),
    };
    let capacity = capacity.map(|value| Capacity { value, unit: CapacityUnit::Teu });
    Service {
        code: row.required("code", problems).to_owned(),
        name: row.required("name", problems).to_owned(),
        mode,
        carries,
        part_of: None,
        years: vec![figures],
        capacity,
    }
}

/// Percent in hundred-thousandths.
fn percent(text: &str) -> Option<u64> {
    parse_fixed(text, 3).filter(|p| *p <= 100_000)
}

fn border_dwell(row: &Row, problems: &mut Vec<Problem>) -> BorderDwell {
    let (forward, backward) = match row.text("direction") {
        "" | "both" => (true, true),
        "forward" => (true, false),
        "backward" => (false, true),
        _ => {
            problems.push(row.problem("direction", "is not a known word", "write both, forward or backward"));
            (true, true)
        }
    };
    row.required("likely_h", problems);
    BorderDwell {
        forward,
        backward,
        year: year(row, problems),
        dwell: row.spread("", problems),
        cost: row.optional("cost_usd", Money::parse_usd, "an amount in USD", problems).unwrap_or_default(),
        regime: word(row, "regime", Regime::parse, Regime::accepted, Regime::Customs, problems),
        evidence: row.evidence(problems),
    }
}

fn transfer(row: &Row, nodes: &Codes, problems: &mut Vec<Problem>) -> Option<Transfer> {
    let expected = format!("one of {}", TransferKind::accepted());
    let kind = row.value("kind", TransferKind::parse, &expected, problems);
    let everywhere = row.text("node") == "*";
    let node = if everywhere { None } else { nodes.get(row, "node", row.required("node", problems), problems).map(NodeId::new) };
    if everywhere && kind == Some(TransferKind::GaugeChange) {
        problems.push(row.problem("node", "gauges do not change everywhere", "name the node that has the facility"));
    }
    let mut gauge = |column: &str| row.optional(column, Gauge::parse, "a gauge in mm", problems);
    let gauges = gauge("from_gauge_mm").zip(gauge("to_gauge_mm"));
    if kind == Some(TransferKind::GaugeChange) && gauges.is_none_or(|(a, b)| a == b) {
        problems.push(row.problem("from_gauge_mm", "a gauge change needs two different gauges", "fill in from_gauge_mm and to_gauge_mm"));
    }
    row.required("likely_h", problems);
    let dwell = row.spread("", problems);
    let cost = row.optional("cost_usd", Money::parse_usd, "an amount in USD", problems).unwrap_or_default();
    let evidence = row.evidence(problems);
    let known = everywhere || node.is_some();
    let year = year(row, problems);
    known.then_some(Transfer { node, kind: kind?, gauges, method: row.text("method").to_owned(), year, dwell, cost, evidence })
}

fn corridor(row: &Row, nodes: &Codes, between: &HashMap<(NodeId, NodeId), Vec<LinkId>>, problems: &mut Vec<Problem>) -> Corridor {
    let chain: Vec<NodeId> = nodes.list(row, "chain", '>', problems).into_iter().map(NodeId::new).collect();
    let names: Vec<&str> = row.text("chain").split('>').map(str::trim).collect();
    let mut links = Vec::new();
    for (i, pair) in chain.windows(2).enumerate() {
        match between.get(&(pair[0].min(pair[1]), pair[0].max(pair[1]))) {
            Some(found) => links.extend(found),
            None => {
                let gap = names.get(i..i + 2).map(|n| n.join(" and ")).unwrap_or_default();
                problems.push(row.problem("chain", format!("no link joins {gap}"), "name every node of the corridor in order"));
            }
        }
    }
    links.sort_unstable();
    Corridor {
        code: row.required("code", problems).to_owned(),
        name: row.required("name", problems).to_owned(),
        aliases: row.text("aliases").to_owned(),
        family: row.text("family").to_owned(),
        status: word(row, "status", CorridorStatus::parse, CorridorStatus::accepted, CorridorStatus::Open, problems),
        chain,
        links,
        evidence: row.evidence(problems),
    }
}

fn parameter(file: &'static str, row: &Row, problems: &mut Vec<Problem>) -> Option<Parameter> {
    let fixed = |t: &str| parse_fixed(t, 5);
    let likely = row.value("likely", fixed, "a number", problems)?;
    let mut or_likely = |column: &str| row.optional(column, fixed, "a number", problems).unwrap_or(likely);
    let (low, high) = (or_likely("low"), or_likely("high"));
    if !(low <= likely && likely <= high) {
        problems.push(row.problem("likely", "low, likely and high are not in order", "order the three"));
    }
    Some(Parameter {
        file: file.to_owned(),
        name: row.required("parameter", problems).to_owned(),
        scope: row.required("scope", problems).to_owned(),
        year: year(row, problems),
        low,
        likely,
        high,
        unit: row.required("unit", problems).to_owned(),
        evidence: row.evidence(problems),
    })
}

/// Adds nodes to regions by their own column `gateway_of`, making regions as needed.
fn gateways_of(rows: &Table, regions: &mut Vec<Region>) {
    for (i, row) in rows.rows().enumerate() {
        for name in row.text("gateway_of").split('|').map(str::trim).filter(|n| !n.is_empty()) {
            let known = regions.iter().position(|r| r.code == name || r.name == name);
            let at = known.unwrap_or_else(|| {
                let evidence = Evidence { sources: "own-network".to_owned(), confidence: Confidence::Medium };
                regions.push(Region {
                    code: name.to_owned(),
                    name: name.to_owned(),
                    aliases: String::new(),
                    countries: Vec::new(),
                    gateways: Vec::new(),
                    evidence,
                });
                regions.len() - 1
            });
            if !regions[at].gateways.contains(&NodeId::new(i)) {
                regions[at].gateways.push(NodeId::new(i));
            }
        }
    }
}

/// Shipped defaults for what a two-file network does not say: border times and gauge changes.
fn fill_gaps(texts: &Texts, network: &mut Network, warnings: &mut Vec<Warning>) {
    let own_evidence = || Evidence { sources: "mode-default".to_owned(), confidence: Confidence::Low };
    let year = network.manifest.as_of.year();
    let default = |network: &Network, name: &str| network.parameter(name, None, year).map_or(Spread::default(), crate::network::Parameter::hours);
    if texts.layers("borders.csv").is_empty() {
        let dwell = default(network, "border_dwell");
        let crossing: Vec<usize> = (0..network.links.len()).filter(|&i| changes_country(network, &network.links[i])).collect();
        for &i in &crossing {
            network.links[i].border = Some(BorderId::new(network.borders.len()));
            let row = BorderDwell { forward: true, backward: true, year: 1800, dwell, cost: Money::ZERO, regime: Regime::Customs, evidence: own_evidence() };
            network.borders.push(Border { link: LinkId::new(i), dwells: vec![row] });
        }
        if !crossing.is_empty() {
            warnings.push(note(
                "borders.csv",
                &format!("is not there: {} border crossings take the default time", crossing.len()),
                "add the file to say what each takes",
            ));
        }
    }
    if texts.layers("transfers.csv").is_empty() {
        let dwell = default(network, "gauge_change_dwell");
        let mut made = 0;
        let links_at = if has_no_gauge(network) { Vec::new() } else { links_by_node(network) };
        for (index, links) in links_at.iter().enumerate() {
            let node = NodeId::new(index);
            let gauges = gauges_of(network, links);
            for &a in &gauges {
                for &b in gauges.iter().filter(|b| **b != a) {
                    made += 1;
                    network.transfers.push(Transfer {
                        node: Some(node),
                        kind: TransferKind::GaugeChange,
                        gauges: Some((a, b)),
                        method: "default".to_owned(),
                        year: 1800,
                        dwell,
                        cost: Money::ZERO,
                        evidence: own_evidence(),
                    });
                }
            }
        }
        for (kind, name) in [
            (TransferKind::Port, "port_dwell"),
            (TransferKind::Terminal, "terminal_dwell"),
            (TransferKind::Hub, "hub_dwell"),
            (TransferKind::Drayage, "drayage_dwell"),
        ] {
            let dwell = default(network, name);
            network.transfers.push(Transfer {
                node: None,
                kind,
                gauges: None,
                method: "default".to_owned(),
                year: 1800,
                dwell,
                cost: Money::ZERO,
                evidence: own_evidence(),
            });
        }
        if made > 0 {
            warnings.push(note(
                "transfers.csv",
                &format!("is not there: {} gauge changes take the default time", made / 2),
                "add the file to say where gauges can change",
            ));
        }
    }
}

fn changes_country(network: &Network, link: &Link) -> bool {
    let (a, b) = (network.nodes[link.from.index()].country, network.nodes[link.to.index()].country);
    matches!(link.mode, Mode::Rail | Mode::Road) && matches!((a, b), (Some(a), Some(b)) if a != b)
}

fn has_no_gauge(network: &Network) -> bool {
    network.links.iter().all(|link| link.gauges.is_empty())
}

/// The links at each node, by id.
fn links_by_node(network: &Network) -> Vec<Vec<LinkId>> {
    let mut out = vec![Vec::new(); network.nodes.len()];
    for (id, link) in network.links() {
        out[link.from.index()].push(id);
        if link.to != link.from {
            out[link.to.index()].push(id);
        }
    }
    out
}

/// The gauges that meet at a node with these links.
fn gauges_of(network: &Network, links: &[LinkId]) -> Vec<Gauge> {
    let mut gauges: Vec<Gauge> = links.iter().flat_map(|id| network.link(*id).gauges.iter().copied()).collect();
    gauges.sort_unstable();
    gauges.dedup();
    gauges
}

fn check_links(network: &Network, tables: &Tables, problems: &mut Vec<Problem>) {
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
fn check_gauges(network: &Network, tables: &Tables, problems: &mut Vec<Problem>) {
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

fn check_waypoints(texts: &Texts, links: &Codes, problems: &mut Vec<Problem>) {
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
fn check_sources(texts: &Texts, problems: &mut Vec<Problem>) {
    let sources = Table::read(texts, "sources.csv", problems);
    let ids = codes("source", "id", &sources, problems);
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

fn check_services(network: &Network, tables: &Tables, problems: &mut Vec<Problem>) {
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
