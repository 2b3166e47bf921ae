//! The best route between two ends and the distinct alternatives to it.

use petgraph::Direction;

use super::describe::itinerary_report;
use super::routing::Routing;
use super::{charts, dataset, value};
use crate::error::Error;
use crate::impact::{Criterion, Impact};
use crate::itinerary::Itinerary;
use crate::network::{Network, NodeId};
use crate::query::{End, RouteQuery};
use crate::report::{Cell, Figures, Lead, Report, Table};
use crate::request::{AlternativesKind, Request, RouteRequest};
use crate::solve;

pub(super) fn answer(network: &Network, request: &RouteRequest) -> Result<Report, Error> {
    let routing = Routing::new(network, request)?;
    let query = &routing.query;
    let found = routing.alternatives(request);
    let title = format!("{} by {}", query.ends(), query.by.name());
    let mut report = Report::new(title, value(&Request::Route(request.clone())), dataset(network, query.as_of, request.geometry), Lead::Itineraries);
    if found.paths.is_empty() {
        report.notes.push(routing.why_none());
        report.answered = false;
        return Ok(report);
    }
    let itineraries: Vec<Itinerary> = found.paths.iter().map(|p| routing.itinerary(p)).collect::<Result<_, _>>()?;
    report.itineraries = itineraries.iter().enumerate().map(|(i, it)| itinerary_report(network, query, request, i + 1, it)).collect();
    report.charts = charts::of_routes(&query.ends(), &itineraries, &report.itineraries);
    report.tables.extend(spread_over_gateways(&routing));
    report.notes.push(basis(network, query));
    if request.alternatives == AlternativesKind::Distinct && found.paths.len() < request.k {
        report.notes.push(fewer(request, found.paths.len(), found.cut_short));
    }
    Ok(report)
}

/// Why there are fewer routes than asked for.
pub(super) fn fewer(request: &RouteRequest, found: usize, cut_short: bool) -> String {
    let more = if cut_short { "; the search for more was cut short" } else { "" };
    format!(
        "{found} of {} routes: no other differs by a country entered, a gauge-change place or a sea service, shares at most {} % of its km and costs at most {} % of the best{more}.",
        request.k, request.max_overlap, request.max_stretch
    )
}

/// What the figures of an answer are for.
pub(super) fn basis(network: &Network, query: &RouteQuery) -> String {
    let tonnes = crate::units::Decimal { value: query.cargo.net_kg, places: 3 };
    let mut text = format!(
        "Figures are for {} ({} TEU, {tonnes} t net), money in USD of {}, CO2e well-to-wheel. Times are means from hand-over to delivery.",
        query.cargo.name,
        query.cargo.teu,
        network.manifest().price_year
    );
    if query.by == Criterion::Generalised {
        text.push_str(&format!(" Generalised cost is money plus {} USD per day of transit.", query.value_of_time.usd()));
    }
    text
}

/// The best way to (or from) each gateway of a region: what "Europe" hides when only one is shown.
pub(super) fn spread_over_gateways(routing: &Routing) -> Option<Table> {
    let Routing { network, query, states, weights, roots, targets } = routing;
    let (end, direction, fixed): (&End, _, _) = match (&query.from, &query.to) {
        (_, to) if to.nodes.len() > 1 => (to, Direction::Outgoing, roots),
        (from, _) if from.nodes.len() > 1 => (from, Direction::Incoming, targets),
        _ => return None,
    };
    let tree = solve::tree(states.graph(), weights, fixed, direction);
    let reach = |node: NodeId| {
        let state = if direction == Direction::Outgoing { states.end(node) } else { states.start(node) };
        let path = tree.path(states.graph(), state)?;
        let total: Impact = path.edges.iter().map(|e| states.arc(*e).total()).sum();
        Some((tree.cost(state)?, node, total))
    };
    let mut reached: Vec<_> = end.nodes.iter().filter_map(|n| reach(*n)).collect();
    reached.sort_by_key(|&(cost, node, _)| (cost, node));
    let rows = reached.iter().map(|(_, node, total)| {
        let mut row = vec![
            Cell::Text(network.node(*node).code.clone()),
            Cell::Text(network.node(*node).name.clone()),
            Cell::Text(network.country_code(*node).to_owned()),
        ];
        row.extend(Figures(*total).pairs().iter().take(6).map(|(_, value)| Cell::Number(*value)));
        row
    });
    let columns = ["gateway", "name", "country", "length_km", "duration_h", "haul_h", "dwell_h", "cost_usd", "co2e_kg"];
    Some(Table {
        name: "gateways".to_owned(),
        title: format!("Best route by gateway of {}", end.name),
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    })
}
