//! From a row to what it stands for.

use std::collections::HashMap;

use geo::Coord;
use jiff::civil::Date;

use super::checks::check_years;
use super::parse_date;
use super::table::{Codes, Row, Table};
use crate::error::Problem;
use crate::network::{
    BorderDwell, Capacity, CapacityUnit, Carries, Closure, Confidence, Corridor, CorridorStatus, CountryId, Electrified, Evidence, KmKind, Link, LinkId, Mode,
    Node, NodeId, NodeKind, Parameter, Regime, Region, Service, ServiceId, ServiceYear, Status, Transfer, TransferKind,
};
use crate::units::{Duration, Gauge, Length, Money, Rate, Speed, parse_fixed};

/// Half as much again as once round the earth: nothing that moves freight is longer.
const LONGEST: Length = Length::new(60_000_000);

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

pub(super) fn node(row: &Row, countries: &Codes, problems: &mut Vec<Problem>) -> Node {
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

pub(super) fn link(row: &Row, nodes: &Codes, services: &Codes, problems: &mut Vec<Problem>) -> Option<Link> {
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
pub(super) fn services(table: &Table, problems: &mut Vec<Problem>) -> Vec<Service> {
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
pub(super) fn parts(table: &Table, codes: &Codes, services: &mut [Service], problems: &mut Vec<Problem>) {
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

pub(super) fn border_dwell(row: &Row, problems: &mut Vec<Problem>) -> BorderDwell {
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

pub(super) fn transfer(row: &Row, nodes: &Codes, problems: &mut Vec<Problem>) -> Option<Transfer> {
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

pub(super) fn corridor(row: &Row, nodes: &Codes, between: &HashMap<(NodeId, NodeId), Vec<LinkId>>, problems: &mut Vec<Problem>) -> Corridor {
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

pub(super) fn parameter(file: &'static str, row: &Row, problems: &mut Vec<Problem>) -> Option<Parameter> {
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
pub(super) fn gateways_of(rows: &Table, regions: &mut Vec<Region>) {
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

pub(super) fn ends(link: &Link) -> (NodeId, NodeId) {
    (link.from.min(link.to), link.from.max(link.to))
}
