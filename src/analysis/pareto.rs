//! The exact set of routes that no other beats in every chosen measure.

use super::describe::itinerary_report;
use super::route::basis;
use super::routing::Routing;
use super::{charts, dataset, value};
use crate::error::Error;
use crate::impact::{Impact, Measure};
use crate::network::Network;
use crate::report::{Cell, Figures, ItineraryReport, Lead, Report, Table};
use crate::request::{ParetoRequest, Request, RouteRequest};
use crate::solve::{self, Costs, FORBIDDEN, MEASURES};

/// Distinct alternatives that are looked at as near misses.
const NEAR_MISSES: usize = 8;

pub(super) fn answer(network: &Network, request: &ParetoRequest) -> Result<Report, Error> {
    let criteria = &request.criteria;
    let twice = criteria.iter().enumerate().any(|(i, c)| criteria[..i].contains(c));
    if !(2..=MEASURES).contains(&criteria.len()) || twice {
        let accepted: Vec<&str> = Measure::ALL.iter().map(|m| m.name()).collect();
        return Err(Error::Usage(format!("a Pareto set takes two to four different criteria of {}", accepted.join(", "))));
    }
    let routing = Routing::new(network, &request.route)?;
    let query = &routing.query;
    let names: Vec<&str> = criteria.iter().map(|c| c.name()).collect();
    let title = format!("{}: routes that no other beats in {}", query.ends(), names.join(", "));
    let mut report = Report::new(title, value(&Request::Pareto(request.clone())), dataset(network, query.as_of, request.route.geometry), Lead::Tables);

    let of = |impact: &Impact| -> Costs { std::array::from_fn(|i| criteria.get(i).map_or(0, |m| m.of(impact))) };
    let graph = routing.states.graph();
    let weights: Vec<Costs> = graph
        .raw_edges()
        .iter()
        .zip(&routing.weights)
        .map(|(edge, w)| if *w == FORBIDDEN { [FORBIDDEN; MEASURES] } else { of(&edge.weight.total()) })
        .collect();
    let found = solve::pareto(graph, &weights, &routing.roots, &routing.targets);
    if found.paths.is_empty() {
        report.notes.push(routing.why_none());
        report.answered = false;
        return Ok(report);
    }
    let whole = found.paths.len();
    let points = solve::thin(found.paths, request.epsilon);
    let least: Costs = std::array::from_fn(|i| points.iter().map(|p| p.0[i]).min().unwrap_or(0));

    let mut rows = Vec::new();
    for (i, (costs, path)) in points.iter().enumerate() {
        let itinerary = routing.itinerary(path)?;
        let described = itinerary_report(network, query, &request.route, i + 1, &itinerary);
        let wins: Vec<&str> = (0..criteria.len()).filter(|c| costs[*c] == least[*c]).map(|c| names[c]).collect();
        let mut row = vec![Cell::count(i + 1), Cell::Text(if wins.is_empty() { "a trade-off".to_owned() } else { wins.join(", ") })];
        row.extend(figures(&itinerary.total));
        row.push(Cell::Text(described.route()));
        rows.push(row);
        report.itineraries.push(described);
    }
    report.tables.push(Table {
        name: "points".to_owned(),
        title: format!("{} of {whole} routes that no other beats", points.len()),
        columns: columns("wins"),
        rows,
    });
    let misses = near_misses(&routing, request, &points, &of)?;
    report.charts.push(charts::pareto(&query.ends(), [criteria[0], criteria[1]], &report.itineraries, &misses));
    report.tables.extend((!misses.is_empty()).then(|| near_miss_table(&misses)));
    let thinned = if request.epsilon > 0 {
        format!("The set of {whole} is thinned to {}: each point left out is within {} % of a kept one in every measure.", points.len(), request.epsilon)
    } else {
        "The set is exact.".to_owned()
    };
    report.notes.push(format!("{thinned} {} labels were made.", found.labels));
    report.notes.push(basis(network, query));
    Ok(report)
}

fn columns(second: &str) -> Vec<String> {
    ["rank", second, "length_km", "duration_h", "cost_usd", "co2e_kg", "borders", "gauge_changes", "transshipments", "route"].map(str::to_owned).to_vec()
}

fn figures(total: &Impact) -> Vec<Cell> {
    let count = |n: u32| Cell::whole(u64::from(n));
    vec![
        Cell::Number(total.length.km()),
        Cell::Number(Figures::hours(total.duration())),
        Cell::Number(total.cost.usd()),
        Cell::Number(total.emissions.kg()),
        count(total.borders),
        count(total.gauge_changes),
        count(total.transshipments),
    ]
}

/// Distinct alternatives that are not in the set; the rank of each is that of the point that beats it.
fn near_misses(
    routing: &Routing,
    request: &ParetoRequest,
    points: &[(Costs, solve::Path)],
    of: &dyn Fn(&Impact) -> Costs,
) -> Result<Vec<ItineraryReport>, Error> {
    let wide = RouteRequest { k: NEAR_MISSES, ..request.route.clone() };
    let mut out = Vec::new();
    for path in routing.alternatives(&wide).paths {
        let total: Impact = path.edges.iter().map(|e| routing.states.arc(*e).total()).sum();
        let costs = of(&total);
        let beats = |p: &Costs| *p != costs && p.iter().zip(&costs).all(|(a, b)| a <= b);
        let Some(rank) = points.iter().position(|p| beats(&p.0)) else { continue };
        out.push(itinerary_report(routing.network, &routing.query, &wide, rank + 1, &routing.itinerary(&path)?));
    }
    Ok(out)
}

fn near_miss_table(misses: &[ItineraryReport]) -> Table {
    let row = |(i, miss): (usize, &ItineraryReport)| {
        let mut row = vec![Cell::count(i + 1), Cell::count(miss.rank)];
        row.extend(figures(&miss.totals.0));
        row.push(Cell::Text(miss.route()));
        row
    };
    let title = "Near misses: distinct routes that a point of the set beats in every measure".to_owned();
    Table { name: "near_misses".to_owned(), title, columns: columns("beaten_by"), rows: misses.iter().enumerate().map(row).collect() }
}
