//! Every origin to every destination, or the pairs of a list: one tree per origin and criterion, on all cores.

use petgraph::Direction;
use rayon::prelude::*;

use super::dataset;
use super::panel::Resolved;
use super::routing::ground;
use crate::error::{Error, Problem};
use crate::impact::Criterion;
use crate::network::{Network, NodeId};
use crate::prepared;
use crate::query::{End, RouteQuery, end};
use crate::report::{Cell, Figures, Lead, Report, Table};
use crate::request::{MatrixRequest, Request, RouteRequest};
use crate::solve;
use crate::units::{Duration, Emissions, Length, Money};

/// A list of ends: the name of each, and the nodes that serve it.
type Ends = Vec<(String, Vec<NodeId>)>;

/// The nodes of an origin, and those of each of its destinations.
type Group<'e> = (&'e [NodeId], Vec<&'e [NodeId]>);

/// The best value of each destination, for each origin.
type Values = Vec<Vec<Option<u64>>>;

/// States that a tree reaches in the time of one search in a hierarchy.
const TREE_STATES: usize = 250;

/// The word for every node that loads freight.
const ALL: &str = "all";

pub(super) fn answer(network: &Network, request: &MatrixRequest) -> Result<Report, Error> {
    if request.criteria.is_empty() {
        return Err(Error::Usage("a matrix needs a criterion; give --by".to_owned()));
    }
    let as_of = RouteQuery::as_of(network, request.terms.as_of.as_deref())?;
    let names: Vec<&str> = request.criteria.iter().map(|by| by.name()).collect();
    let (title, tables) = if request.pairs.is_empty() { matrix(network, request)? } else { list(network, request)? };
    let title = format!("{title} by {}", names.join(", "));
    // The pairs stand in the answer; the question says how many they are.
    let mut asked = super::value(&Request::Matrix(MatrixRequest { pairs: Vec::new(), ..request.clone() }));
    if !request.pairs.is_empty() {
        asked["pairs"] = request.pairs.len().into();
    }
    let mut report = Report::new(title, asked, dataset(network, as_of, request.terms.geometry), Lead::Tables);
    report.tables = tables;
    report.notes.push("An empty value is a pair without a route.".to_owned());
    Ok(report)
}

/// Every origin to every destination.
fn matrix(network: &Network, request: &MatrixRequest) -> Result<(String, Vec<Table>), Error> {
    let origins = ends(network, "origins", &request.origins, request.terms.snap_km)?;
    let destinations = ends(network, "destinations", &request.destinations, request.terms.snap_km)?;
    let there: Vec<&[NodeId]> = destinations.iter().map(|d| d.1.as_slice()).collect();
    let groups: Vec<Group> = origins.iter().map(|o| (o.1.as_slice(), there.clone())).collect();
    let mut values = Vec::new();
    for &by in &request.criteria {
        values.push((by, solve(network, &request.terms, by, &groups)?));
    }
    let tables = if request.wide {
        values.iter().map(|(by, values)| wide(*by, &origins, &destinations, values)).collect()
    } else {
        let pairs = origins.iter().enumerate().flat_map(|(i, from)| destinations.iter().enumerate().map(move |(j, to)| (&*from.0, &*to.0, i, j)));
        vec![long(pairs, &values)]
    };
    Ok((format!("{} origins to {} destinations", origins.len(), destinations.len()), tables))
}

/// The pairs of a list, in its order; those that share an origin are solved together.
fn list(network: &Network, request: &MatrixRequest) -> Result<(String, Vec<Table>), Error> {
    network.index_names();
    let Resolved { ends, pairs } = Resolved::new(network, &request.pairs, request.terms.snap_km)?;
    // The group of each origin that has one, and the place of each pair in its group.
    let mut group_of = vec![None; ends.len()];
    let mut groups: Vec<Group> = Vec::new();
    let place = |&[from, to]: &[usize; 2]| {
        let group = *group_of[from].get_or_insert_with(|| {
            groups.push((&ends[from], Vec::new()));
            groups.len() - 1
        });
        groups[group].1.push(&ends[to]);
        (group, groups[group].1.len() - 1)
    };
    let places: Vec<(usize, usize)> = pairs.iter().map(place).collect();
    let mut values = Vec::new();
    for &by in &request.criteria {
        values.push((by, solve(network, &request.terms, by, &groups)?));
    }
    let pairs = request.pairs.iter().zip(places).map(|(pair, (group, at))| (pair.from.as_str(), pair.to.as_str(), group, at));
    Ok((format!("{} pairs", request.pairs.len()), vec![long(pairs, &values)]))
}

/// The ends of a list; all that cannot be understood are reported together.
fn ends(network: &Network, list: &str, names: &[String], snap_km: u64) -> Result<Ends, Error> {
    network.index_names();
    let (mut out, mut problems) = (Ends::new(), Vec::new());
    for (i, name) in names.iter().enumerate() {
        if name == ALL {
            out.extend(network.nodes().filter(|(_, n)| n.loads).map(|(id, n)| (n.code.clone(), vec![id])));
            continue;
        }
        match end(network, name, snap_km) {
            // Alone, a region stands for its gateways.
            Ok(end) if end.is_region && names.len() == 1 => out.extend(end.nodes.iter().map(|n| (network.node(*n).code.clone(), vec![*n]))),
            Ok(end) => out.push((name.clone(), end.nodes)),
            Err(e) => problems.push(Problem {
                file: list.to_owned(),
                line: i as u64 + 1,
                column: String::new(),
                value: name.clone(),
                what: e.to_string(),
                fix: "mend or remove the name".to_owned(),
            }),
        }
    }
    match problems.is_empty() {
        true if out.is_empty() => Err(Error::Usage(format!("there are no {list}; name a place, a region, `all`, or a file with one name a row"))),
        true => Ok(out),
        false => Err(Error::Data(problems)),
    }
}

/// The best value from the nodes of each group to those of each of its destinations.
fn solve(network: &Network, terms: &RouteRequest, by: Criterion, groups: &[Group]) -> Result<Values, Error> {
    let query = RouteQuery::between(network, &RouteRequest { by, ..terms.clone() }, End::default(), End::default())?;
    let (states, weights) = ground(network, &query);
    let searches: usize = groups.iter().map(|g| g.1.len()).sum();
    let few = searches < groups.len() * (states.graph().node_count() / TREE_STATES);
    let hierarchy = if few { prepared::hierarchy(network, &states, &weights) } else { None };
    let solved = |(nodes, destinations): &Group| {
        let roots: Vec<_> = nodes.iter().map(|n| states.start(*n)).collect();
        let tree = hierarchy.is_none().then(|| solve::tree(states.graph(), &weights, &roots, Direction::Outgoing));
        let to = |there: &&[NodeId]| {
            if there.iter().any(|n| nodes.contains(n)) {
                return Some(0);
            }
            let ends = there.iter().map(|n| states.end(*n));
            let cost = match (&hierarchy, &tree) {
                (Some(hierarchy), _) => hierarchy.cost(states.graph(), &weights, &roots, &ends.collect::<Vec<_>>()),
                (None, tree) => tree.as_ref().and_then(|tree| ends.filter_map(|end| tree.cost(end)).min()),
            };
            cost.map(Criterion::value)
        };
        destinations.iter().map(to).collect()
    };
    Ok(groups.par_iter().map(solved).collect())
}

/// A value in the unit of its column.
fn cell(by: Criterion, value: Option<u64>) -> Cell {
    let Some(value) = value else { return Cell::Empty };
    Cell::Number(match by {
        Criterion::Time => Figures::hours(Duration::new(value)),
        Criterion::Cost => Money::new(value).usd(),
        Criterion::Distance => Length::new(value).km(),
        Criterion::Co2e => Emissions::new(value).kg(),
        Criterion::Generalised => Money::new((value + 720) / 1440).usd(),
    })
}

/// The heading of a criterion among several.
const fn heading(by: Criterion) -> &'static str {
    match by {
        Criterion::Time => "time_h",
        Criterion::Cost => "cost_usd",
        Criterion::Distance => "distance_km",
        Criterion::Co2e => "co2e_kg",
        Criterion::Generalised => "generalised_usd",
    }
}

/// One row per pair, given with the place of its values.
fn long<'p>(pairs: impl Iterator<Item = (&'p str, &'p str, usize, usize)>, values: &[(Criterion, Values)]) -> Table {
    let mut columns = vec!["from".to_owned(), "to".to_owned()];
    match values {
        [_] => columns.push("value".to_owned()),
        several => columns.extend(several.iter().map(|(by, _)| heading(*by).to_owned())),
    }
    let row = |(from, to, i, j): (&str, &str, usize, usize)| {
        let ends = [Cell::text(from), Cell::text(to)];
        let figures = values.iter().map(|(by, values)| cell(*by, values[i][j]));
        ends.into_iter().chain(figures).collect()
    };
    let units: Vec<&str> = values.iter().map(|(by, _)| heading(*by)).collect();
    Table { name: "matrix".to_owned(), title: format!("Best values ({})", units.join(", ")), columns, rows: pairs.map(row).collect() }
}

fn wide(by: Criterion, origins: &Ends, destinations: &Ends, values: &Values) -> Table {
    let columns = std::iter::once("from".to_owned()).chain(destinations.iter().map(|(to, _)| to.clone())).collect();
    let row = |((from, _), values): (&(String, Vec<NodeId>), &Vec<Option<u64>>)| {
        std::iter::once(Cell::Text(from.clone())).chain(values.iter().map(|v| cell(by, *v))).collect()
    };
    Table { name: by.name().to_owned(), title: format!("Best values ({})", heading(by)), columns, rows: origins.iter().zip(values).map(row).collect() }
}
