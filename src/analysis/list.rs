//! What the network knows: the rows of a file, filtered, with their place on the map.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::{dataset, value};
use crate::data::{made_up_code, parse_date};
use crate::error::Error;
use crate::network::{Corridor, LinkId, Mode, Network, NodeId, fold};
use crate::query::RouteQuery;
use crate::report::{Cell, Feature, Lead, Report, Shape, Table};
use crate::request::{ListRequest, Listing, Request};
use crate::scenario::{SHIPPED, Scenario};

/// Columns that hold numbers; everything else is text.
const NUMBERS: [&str; 33] = [
    "lon",
    "lat",
    "length_km",
    "tracks",
    "speed_kmh",
    "duration_h",
    "cost_usd",
    "low_h",
    "likely_h",
    "high_h",
    "mean_h",
    "from_gauge_mm",
    "to_gauge_mm",
    "headway_h",
    "queue_low_h",
    "queue_likely_h",
    "queue_high_h",
    "usd_per_feu_km",
    "co2e_g_per_teu_km",
    "co2e_g_per_tkm",
    "closed_share_pct",
    "capacity_teu_year",
    "low",
    "likely",
    "high",
    "year",
    "seq",
    "value",
    "gauge_mm",
    "price_year",
    "capacity",
    "before",
    "after",
];

/// # Errors
/// [`Error::Usage`] for a day that is none, or a list whose rows have no days.
pub(super) fn answer(network: &Network, request: &ListRequest) -> Result<Report, Error> {
    let (columns, mut rows) = split(if request.what == Listing::Scenarios { scenarios() } else { network.table(request.what.file()) });
    if let Some(day) = &request.as_of {
        let day = RouteQuery::as_of(network, Some(day))?;
        let in_use = in_use(network, request.what, day, &columns, &rows)?;
        rows.retain(|row| in_use.contains(&code(|column| cell_of(&columns, row, column))));
    }
    rows.retain(|row| request.filter.iter().all(|word| matches(&columns, row, word)));
    let table = table(request.what, columns, &rows);
    let features = if request.geometry { features(network, request.what, &table) } else { Vec::new() };
    let mut notes = if table.rows.is_empty() {
        vec![format!("no {} match; filters are words or column=value, all of which must hold", request.what.name())]
    } else {
        Vec::new()
    };
    let asked = value(&Request::List(request.clone()));
    let dataset = dataset(network, RouteQuery::as_of(network, request.as_of.as_deref())?, request.geometry);
    if !network.scenarios().is_empty() {
        notes.push("Figures stand as written in the data: a scenario shows in a list only by what --as-of finds open.".to_owned());
    }
    Ok(Report { features, notes, ..Report::new(table.title.clone(), asked, dataset, Lead::Tables) }.with(table))
}

/// The nodes and links that the routes of a report pass, as features.
pub(super) fn passed(network: &Network, report: &Report) -> Vec<Feature> {
    let links: HashSet<&str> = report.itineraries.iter().flat_map(|i| &i.legs).flat_map(|leg| leg.links.iter().map(String::as_str)).collect();
    let ends = network.links().filter(|(_, link)| links.contains(link.code.as_str())).flat_map(|(_, link)| [link.from, link.to]);
    let nodes: HashSet<&str> = ends.map(|id| network.node(id).code.as_str()).collect();
    let of = |(what, codes): (Listing, &HashSet<&str>)| {
        let (columns, mut rows) = split(network.table(what.file()));
        rows.retain(|row| codes.contains(code(|column| cell_of(&columns, row, column)).as_str()));
        features(network, what, &table(what, columns, &rows))
    };
    [(Listing::Nodes, &nodes), (Listing::Links, &links)].into_iter().flat_map(of).collect()
}

fn table(what: Listing, columns: Vec<String>, rows: &[Vec<String>]) -> Table {
    let cell = |column: &String, text: &String| match text.as_str() {
        "" => Cell::Empty,
        _ if NUMBERS.contains(&column.as_str()) && text.parse::<f64>().is_ok() => Cell::Written(text.clone()),
        _ => Cell::Text(text.clone()),
    };
    Table {
        name: what.name().to_owned(),
        title: format!("{} {}", rows.len(), what.name()),
        rows: rows.iter().map(|row| columns.iter().zip(row).map(|(c, t)| cell(c, t)).collect()).collect(),
        columns,
    }
}

/// The header of a table, and its rows.
fn split(mut rows: Vec<Vec<String>>) -> (Vec<String>, Vec<Vec<String>>) {
    let columns = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    (columns, rows)
}

/// The cell of a row under a column, empty where there is none.
fn cell_of(columns: &[String], row: &[String], column: &str) -> String {
    columns.iter().position(|c| c == column).map(|i| row[i].clone()).unwrap_or_default()
}

/// What names a row: its code, or that of a link as it is made up when the cell is empty.
fn code(text: impl Fn(&str) -> String) -> String {
    let code = text("code");
    if code.is_empty() { made_up_code(&text("from"), &text("to"), &text("mode")) } else { code }
}

/// The codes of what is in use on a day: open links and their ends and services, corridors without a gap, projects that are open.
fn in_use(network: &Network, what: Listing, day: Date, columns: &[String], rows: &[Vec<String>]) -> Result<HashSet<String>, Error> {
    let open = || network.links().map(|(_, link)| link).filter(|link| link.is_open(day));
    let node = |id| network.node(id).code.clone();
    Ok(match what {
        Listing::Links => open().map(|link| link.code.clone()).collect(),
        Listing::Nodes => open().flat_map(|link| [node(link.from), node(link.to)]).collect(),
        Listing::Services => open().filter_map(|link| Some(network.service(link.service?).code.clone())).collect(),
        Listing::Corridors => {
            let joined: HashSet<[NodeId; 2]> = open().flat_map(|link| [[link.from, link.to], [link.to, link.from]]).collect();
            let whole = |c: &&Corridor| c.chain.windows(2).all(|pair| joined.contains(pair));
            network.corridors().map(|(_, c)| c).filter(whole).map(|c| c.code.clone()).collect()
        }
        Listing::Projects => {
            let open = |row: &&Vec<String>| parse_date(&cell_of(columns, row, "open_from")).is_some_and(|from| from <= day);
            rows.iter().filter(open).map(|row| cell_of(columns, row, "code")).collect()
        }
        other => {
            let fix = "--as-of goes with nodes, links, services, corridors and projects";
            return Err(Error::Usage(format!("the rows of `{}` are not in use from one day to another; {fix}", other.name())));
        }
    })
}

/// The shipped scenarios as rows, header first.
fn scenarios() -> Vec<Vec<String>> {
    let mut rows = vec![["code", "name", "date", "source", "note"].map(str::to_owned).to_vec()];
    rows.extend(SHIPPED.iter().filter_map(|(code, text)| {
        let s = Scenario::parse(code, text).ok()?;
        Some(vec![(*code).to_owned(), s.name, s.date, s.source, s.note])
    }));
    rows
}

/// Whether a row holds `column=value`, or a word anywhere, in any spelling.
fn matches(columns: &[String], row: &[String], word: &str) -> bool {
    match word.split_once('=') {
        Some((column, value)) if columns.iter().any(|c| c == column) => {
            columns.iter().zip(row).any(|(c, text)| c == column && (text.eq_ignore_ascii_case(value) || text.split('|').any(|t| fold(t) == fold(value))))
        }
        _ => {
            let key = fold(word);
            row.iter().any(|text| fold(text).contains(&key))
        }
    }
}

fn features(network: &Network, what: Listing, table: &Table) -> Vec<Feature> {
    let nodes: HashMap<&str, NodeId> = network.nodes().map(|(id, n)| (n.code.as_str(), id)).collect();
    let links: HashMap<&str, LinkId> = network.links().map(|(id, l)| (l.code.as_str(), id)).collect();
    let drawn = |id: &LinkId| network.line(*id);
    let points =
        |codes: &str, separator: char| -> Vec<_> { codes.split(separator).filter_map(|c| nodes.get(c.trim())).map(|id| network.node(*id).position).collect() };
    let feature = |row: &Vec<Cell>| {
        let text = |column: &str| table.columns.iter().position(|c| c == column).map(|i| row[i].to_string()).unwrap_or_default();
        let link = |code: &str| links.get(code);
        let (kind, mode, shape) = match what {
            Listing::Nodes => ("node", None, Shape::Points(points(&text("code"), '|'))),
            Listing::Links => ("link", Mode::parse(&text("mode")), Shape::Lines(link(&code(text)).map(drawn).into_iter().collect())),
            Listing::Places => ("place", None, Shape::Points(points(&text("members"), '|'))),
            Listing::Regions => ("region", None, Shape::Points(points(&text("gateways"), '|'))),
            Listing::Transfers => ("transfer", None, Shape::Points(points(&text("node"), '|'))),
            Listing::Borders => ("border", Some(Mode::Rail), Shape::Lines(link(&text("link")).map(drawn).into_iter().collect())),
            Listing::Services => {
                let on = network.links().filter(|(_, l)| l.service.is_some_and(|s| network.service(s).code == text("code")));
                ("service", Mode::parse(&text("mode")), Shape::Lines(on.map(|(id, _)| drawn(&id)).collect()))
            }
            Listing::Corridors => {
                let corridor = network.corridors().find(|(_, c)| c.code == text("code"));
                ("corridor", Some(Mode::Rail), Shape::Lines(corridor.map(|(_, c)| c.links.iter().map(drawn).collect()).unwrap_or_default()))
            }
            Listing::Projects => {
                let lines: Vec<_> = text("links").split('|').filter_map(link).map(drawn).collect();
                ("project", Some(Mode::Rail), if lines.is_empty() { Shape::Points(points(&text("nodes"), '|')) } else { Shape::Lines(lines) })
            }
            _ => ("row", None, Shape::Nowhere),
        };
        let empty = matches!(&shape, Shape::Points(p) if p.is_empty()) || matches!(&shape, Shape::Lines(l) if l.is_empty());
        Feature { shape: if empty { Shape::Nowhere } else { shape }, kind, mode, properties: table.columns.iter().cloned().zip(row.iter().cloned()).collect() }
    };
    table.rows.iter().map(feature).collect()
}
