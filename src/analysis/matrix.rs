//! Every origin to every destination: one tree per origin and criterion, on all cores.

use petgraph::Direction;
use rayon::prelude::*;

use super::dataset;
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
    let origins = ends(network, "origins", &request.origins, request.terms.snap_km)?;
    let destinations = ends(network, "destinations", &request.destinations, request.terms.snap_km)?;
    let mut values = Vec::new();
    for &by in &request.criteria {
        values.push((by, solve(network, &request.terms, by, &origins, &destinations)?));
    }
    let as_of = RouteQuery::as_of(network, request.terms.as_of.as_deref())?;
    let names: Vec<&str> = request.criteria.iter().map(|by| by.name()).collect();
    let title = format!("{} origins to {} destinations by {}", origins.len(), destinations.len(), names.join(", "));
    let mut report = Report::new(title, super::value(&Request::Matrix(request.clone())), dataset(network, as_of, request.terms.geometry), Lead::Tables);
    if request.wide {
        report.tables = values.iter().map(|(by, values)| wide(*by, &origins, &destinations, values)).collect();
    } else {
        report.tables.push(long(&origins, &destinations, &values));
    }
    report.notes.push("An empty value is a pair without a route.".to_owned());
    Ok(report)
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

fn solve(network: &Network, terms: &RouteRequest, by: Criterion, origins: &Ends, destinations: &Ends) -> Result<Values, Error> {
    let query = RouteQuery::between(network, &RouteRequest { by, ..terms.clone() }, End::default(), End::default())?;
    let (states, weights) = ground(network, &query);
    let few = destinations.len() < states.graph().node_count() / TREE_STATES;
    let hierarchy = if few { prepared::hierarchy(network, &states, &weights) } else { None };
    let from = |(_, nodes): &(String, Vec<NodeId>)| {
        let roots: Vec<_> = nodes.iter().map(|n| states.start(*n)).collect();
        let tree = hierarchy.is_none().then(|| solve::tree(states.graph(), &weights, &roots, Direction::Outgoing));
        let to = |(_, there): &(String, Vec<NodeId>)| {
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
    Ok(origins.par_iter().map(from).collect())
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

fn long(origins: &Ends, destinations: &Ends, values: &[(Criterion, Values)]) -> Table {
    let mut columns = vec!["from".to_owned(), "to".to_owned()];
    match values {
        [_] => columns.push("value".to_owned()),
        several => columns.extend(several.iter().map(|(by, _)| heading(*by).to_owned())),
    }
    let mut rows = Vec::with_capacity(origins.len() * destinations.len());
    for (i, (from, _)) in origins.iter().enumerate() {
        for (j, (to, _)) in destinations.iter().enumerate() {
            let mut row = vec![Cell::Text(from.clone()), Cell::Text(to.clone())];
            row.extend(values.iter().map(|(by, values)| cell(*by, values[i][j])));
            rows.push(row);
        }
    }
    let units: Vec<&str> = values.iter().map(|(by, _)| heading(*by)).collect();
    Table { name: "matrix".to_owned(), title: format!("Best values ({})", units.join(", ")), columns, rows }
}

fn wide(by: Criterion, origins: &Ends, destinations: &Ends, values: &Values) -> Table {
    let columns = std::iter::once("from".to_owned()).chain(destinations.iter().map(|(to, _)| to.clone())).collect();
    let row = |((from, _), values): (&(String, Vec<NodeId>), &Vec<Option<u64>>)| {
        std::iter::once(Cell::Text(from.clone())).chain(values.iter().map(|v| cell(by, *v))).collect()
    };
    Table { name: by.name().to_owned(), title: format!("Best values ({})", heading(by)), columns, rows: origins.iter().zip(values).map(row).collect() }
}
