//! Where one corridor stops beating another.

use geo::{Geodesic, Length as _};

use super::hinterland::{Trucks, areas};
use super::own_way::by_corridor;
use super::{in_unit, names, of_place, open, point};
use crate::analysis::route::basis;
use crate::analysis::terms::difference;
use crate::analysis::{dataset, value};
use crate::area::{Field, Source, equal};
use crate::error::Error;
use crate::network::{Network, NodeId};
use crate::query::{avoided, corridor_links};
use crate::report::{Cell, Feature, Lead, Report, Shape, Table};
use crate::request::{ReachRequest, Request};

pub(super) fn answer(network: &Network, request: &ReachRequest, a: &str, b: &str) -> Result<Report, Error> {
    let links = [corridor_links(network, a)?, corridor_links(network, b)?];
    if links[0] == links[1] {
        return Err(Error::Usage(format!("`{a}` and `{b}` are the same corridor; name two")));
    }
    let over = request.over.as_deref().map(|name| avoided(network, name)).transpose()?;
    let routing = open(network, request)?;
    let query = &routing.query;
    let place = of_place(query, request.inbound);
    let title = format!("Where {a} stops beating {b} {place} by {}", query.by.name());
    let request_value = value(&Request::Reach(request.clone()));
    let mut report = Report::new(title, request_value, dataset(network, query.as_of, request.route.geometry), Lead::Tables);

    let first = by_corridor(&routing, request.inbound, a, &links[1])?;
    let second = by_corridor(&routing, request.inbound, b, &links[0])?;
    let both = first.iter().filter_map(|(node, value)| Some((*node, [*value, *second.get(node)?])));
    let mut nodes: Vec<(NodeId, [u64; 2])> = both.filter(|(node, _)| over.as_ref().is_none_or(|o| o.covers_node(*node))).collect();
    nodes.sort_by_key(|(node, by)| (i128::from(by[0]) - i128::from(by[1]), *node));
    if nodes.is_empty() {
        report.answered = false;
        report.notes.push(format!("no route {place} by both {a} and {b} to any node on these terms"));
        return Ok(report);
    }
    let trucks = Trucks::new(network, query, request.truck_km);
    let at = |node: NodeId| network.node(node).position;
    let field = |i: usize| Field { sources: nodes.iter().map(|(node, by)| (at(*node), by[i] as f64)).collect(), rate: trucks.rate, most: trucks.most };
    let sources: Vec<Source> = nodes.iter().map(|(node, _)| Source { at: at(*node), radii: vec![trucks.most] }).collect();
    let area = areas(&sources).pop().unwrap_or_else(|| geo::MultiPolygon::new(Vec::new()));
    let lines = equal(&field(0), &field(1), &area);
    let length_km = (lines.iter().map(|l| Geodesic.length(l)).sum::<f64>() / 1000.0).round() as u64;

    let (unit, _) = in_unit(query.by, 0);
    let columns: Vec<String> =
        ["better", "code", "name", "country"].into_iter().map(str::to_owned).chain(["a", "b", "b_less_a"].map(|c| format!("{c}_{unit}"))).collect();
    let mut better = [0, 0];
    let mut rows = Vec::new();
    for (node, by) in &nodes {
        let winner = match by[0].cmp(&by[1]) {
            std::cmp::Ordering::Less => Some((0, a)),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some((1, b)),
        };
        if let Some((i, _)) = winner {
            better[i] += 1;
        }
        let [code, name, country] = names(network, *node);
        let [first, second] = by.map(|v| in_unit(query.by, v).1);
        let winner = Cell::Text(winner.map_or("as good", |w| w.1).to_owned());
        rows.push(vec![winner, code, name, country, Cell::Number(first), Cell::Number(second), difference(first.value, second.value, first.places)]);
    }
    if request.route.geometry {
        if !lines.is_empty() {
            let text = |name: &str, value: String| (name.to_owned(), Cell::Text(value));
            let length = ("length_km".to_owned(), Cell::whole(length_km));
            let name = text("name", format!("{a} and {b} are as good"));
            let properties = vec![name, text("a", a.to_owned()), text("b", b.to_owned()), text("by", query.by.name().to_owned()), length];
            report.features.push(Feature { shape: Shape::Lines(lines.iter().map(|l| l.0.clone()).collect()), kind: "break_even", mode: None, properties });
        }
        report.features.extend(nodes.iter().zip(&rows).map(|((node, _), row)| point(network, *node, &columns, row)));
    }
    let line =
        if lines.is_empty() { "there is no line between them on land".to_owned() } else { format!("the line between them is {length_km} km long on land") };
    report.notes.push(format!("{a} (a) is better at {} nodes and {b} (b) at {}; {line}.", better[0], better[1]));
    report.notes.push(
        "A way is by a corridor when it runs along the middle third of the longest stretch that the corridor does not share with the other; before and behind that it is the best."
            .to_owned(),
    );
    report.tables.push(Table { name: "nodes".to_owned(), title: format!("Nodes by what {b} (b) takes more than {a} (a)"), columns, rows });
    report.notes.push(trucks.note);
    report.notes.push(basis(network, query));
    Ok(report)
}
