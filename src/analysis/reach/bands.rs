//! Isochrones, and their like by any criterion.

use super::hinterland::{Trucks, areas, shape};
use super::{in_unit, names, of_place, open, point, reached, via};
use crate::analysis::route::basis;
use crate::analysis::{dataset, value};
use crate::area::{Source, squared_km};
use crate::error::Error;
use crate::impact::Criterion;
use crate::network::Network;
use crate::report::{Cell, Feature, Figures, Lead, Report, Table};
use crate::request::{ReachRequest, Request};
use crate::units::{Duration, Length, Money, parse_fixed};

/// A limit as written, and in the smallest unit of the criterion.
struct Band {
    text: String,
    limit: u64,
}

pub(super) fn answer(network: &Network, request: &ReachRequest) -> Result<Report, Error> {
    let bands = read(request)?;
    let routing = open(network, request)?;
    let query = &routing.query;
    let title = format!("Within reach {} by {}", of_place(query, request.inbound), query.by.name());
    let request_value = value(&Request::Reach(request.clone()));
    let mut report = Report::new(title, request_value, dataset(network, query.as_of, request.route.geometry), Lead::Tables);

    let nodes = reached(&routing, request.inbound);
    let trucks = Trucks::new(network, query, request.truck_km);
    let radii = |value: u64| bands.iter().map(|band| band.limit.checked_sub(value).map_or(0.0, |left| trucks.radius(left))).collect();
    let within_last = nodes.iter().filter(|n| bands.last().is_some_and(|b| n.value <= b.limit));
    let sources: Vec<Source> = within_last.clone().map(|n| Source { at: network.node(n.node).position, radii: radii(n.value) }).collect();
    let areas = areas(&sources);

    let (unit, _) = in_unit(query.by, 0);
    let band_columns = ["band", "within", &format!("limit_{unit}"), "nodes", "area_km2"].map(str::to_owned).to_vec();
    let mut band_rows = Vec::new();
    for (i, (band, area)) in bands.iter().zip(&areas).enumerate() {
        let inside = nodes.iter().filter(|n| n.value <= band.limit).count();
        band_rows.push(vec![
            Cell::count(i + 1),
            Cell::Text(band.text.clone()),
            Cell::Number(in_unit(query.by, band.limit).1),
            Cell::count(inside),
            Cell::whole(squared_km(area)),
        ]);
    }
    let node_columns =
        ["within", "code", "name", "country", "duration_h", "haul_h", "dwell_h", "cost_usd", "length_km", "co2e_kg", "via"].map(str::to_owned).to_vec();
    let mut node_rows = Vec::new();
    let mut points = Vec::new();
    for node in within_last {
        let band = bands.iter().find(|b| node.value <= b.limit).map_or("", |b| &b.text);
        let [code, name, country] = names(network, node.node);
        let total = &node.total;
        let hours = |d: Duration| Cell::Number(Figures::hours(d));
        let mut row = vec![Cell::Text(band.to_owned()), code, name, country, hours(total.duration()), hours(total.haul), hours(total.dwell)];
        row.extend([total.cost.usd(), total.length.km(), total.emissions.kg()].map(Cell::Number));
        row.push(Cell::Text(via(&routing, node)));
        points.push(point(network, node.node, &node_columns, &row));
        node_rows.push(row);
    }
    if request.route.geometry {
        // The widest first, so that the narrower lie on top.
        for (row, area) in band_rows.iter().zip(&areas).rev().filter(|(_, area)| !area.0.is_empty()) {
            let mut properties: Vec<(String, Cell)> = band_columns.iter().cloned().zip(row.iter().cloned()).collect();
            properties.push(("name".to_owned(), Cell::Text(format!("within {}", row[1]))));
            report.features.push(Feature { shape: shape(area), kind: "band", mode: None, properties });
        }
        report.features.extend(points);
    }
    let place = of_place(query, request.inbound);
    report.answered = nodes.iter().any(|n| n.path.is_some());
    if !report.answered {
        report.notes.push(format!("no route {place}: nothing is left of the network on these terms"));
    }
    report.tables.push(Table { name: "bands".to_owned(), title: "Bands, each with those before it".to_owned(), columns: band_columns, rows: band_rows });
    report.tables.push(Table { name: "nodes".to_owned(), title: format!("Nodes within reach {place}"), columns: node_columns, rows: node_rows });
    report.notes.push(trucks.note);
    report.notes.push(basis(network, query));
    Ok(report)
}

/// Reads the bands, narrowest first.
fn read(request: &ReachRequest) -> Result<Vec<Band>, Error> {
    let by = request.route.by;
    let mut bands = request.within.iter().map(|text| band(by, text.trim())).collect::<Result<Vec<_>, _>>()?;
    bands.sort_by_key(|b| b.limit);
    bands.dedup_by_key(|b| b.limit);
    Ok(bands)
}

fn band(by: Criterion, text: &str) -> Result<Band, Error> {
    let plain = |unit: &str| text.strip_suffix(unit).unwrap_or(text);
    let (limit, example) = match by {
        Criterion::Time => (Duration::parse_span(text).map(Duration::get), "days or hours with their unit, such as 10d or 240h"),
        Criterion::Cost => (Money::parse_usd(plain("usd")).map(Money::get), "US dollars, such as 3000usd"),
        Criterion::Distance => (Length::parse_km(plain("km")).map(Length::get), "kilometres, such as 2500km"),
        Criterion::Co2e => (parse_fixed(plain("kg"), 3), "kilograms of CO2e, such as 900kg"),
        Criterion::Generalised => (Money::parse_usd(plain("usd")).map(|m| m.get().saturating_mul(1440)), "US dollars, such as 5000usd"),
    };
    let hint = || Error::Usage(format!("--within `{text}` is no limit by {}; write {example}", by.name()));
    let limit = limit.filter(|l| *l > 0).ok_or_else(hint)?;
    Ok(Band { text: text.to_owned(), limit })
}
