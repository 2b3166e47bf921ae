//! What scenarios change over many pairs of ends: whose best route is another, and by how much.

use std::collections::BTreeMap;

use super::dataset;
use super::panel::{Best, Od, Panel};
use super::terms::difference;
use crate::error::Error;
use crate::itinerary::Itinerary;
use crate::network::{LinkId, Network};
use crate::report::{Cell, Feature, Figures, Lead, Report, Shape, Table};
use crate::request::{CompareRequest, Request};
use crate::scenario::Scenario;
use crate::units::Decimal;

pub(super) fn answer(network: &Network, request: &CompareRequest) -> Result<Report, Error> {
    if request.scenarios.is_empty() {
        return Err(Error::Usage("compare needs a scenario; see `corridor list scenarios`".to_owned()));
    }
    let panel = Panel::new(network, &request.panel)?;
    let before = panel.solve(network);
    let names: Vec<&str> = request.scenarios.iter().map(|(name, _)| name.as_str()).collect();
    let title = format!("{} pairs under {}, by {}", panel.pairs.len(), names.join(", "), panel.terms.by.name());
    let dataset = dataset(network, panel.terms.as_of, request.panel.geometry);
    let mut report = Report::new(title, super::value(&Request::Compare(request.clone())), dataset, Lead::Tables);
    let (mut summary, mut details) = (Vec::new(), Vec::new());
    for (label, text) in &request.scenarios {
        let scenario = Scenario::parse(label, text)?;
        let changed = scenario.apply(network)?;
        let after = panel.solve(&changed);
        summary.push(summary_row(&scenario.name, &before, &after));
        details.extend(details_rows(network, &scenario.name, &panel, &before, &after));
        if request.panel.geometry {
            let links = |i: &Option<Itinerary>| i.iter().flat_map(Itinerary::links).collect::<Vec<LinkId>>();
            let changed = before.iter().zip(&after).filter(|(a, b)| !same(a, b)).map(|(a, b)| (links(a), links(b)));
            report.features.extend(differences(network, &scenario.name, changed));
        }
    }
    let columns = ["scenario", "pairs", "changed", "cut_off", "connected", "changed_percent", "mean_more_h", "mean_more_usd", "mean_more_km"];
    report.tables.push(Table {
        name: "summary".to_owned(),
        title: "What changes (means over the pairs that have a route in both)".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: summary,
    });
    let columns = [
        "from",
        "to",
        "scenario",
        "before_h",
        "after_h",
        "more_h",
        "before_usd",
        "after_usd",
        "more_usd",
        "before_km",
        "after_km",
        "countries_before",
        "countries_after",
    ];
    report.tables.push(Table {
        name: "pairs".to_owned(),
        title: "Pairs whose best route changes".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: details,
    });
    Ok(report)
}

fn same(a: &Option<Itinerary>, b: &Option<Itinerary>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.links().eq(b.links()),
        (None, None) => true,
        _ => false,
    }
}

/// A mean of differences with its sign, in units of `10^-places`.
fn mean(sum_before: u64, sum_after: u64, count: u64, places: u32) -> Cell {
    let half = count / 2;
    difference((sum_before + half) / count.max(1), (sum_after + half) / count.max(1), places)
}

fn summary_row(name: &str, before: &Best, after: &Best) -> Vec<Cell> {
    let both: Vec<(&Itinerary, &Itinerary)> = before.iter().zip(after).filter_map(|(a, b)| a.as_ref().zip(b.as_ref())).collect();
    let changed = before.iter().zip(after).filter(|(a, b)| !same(a, b)).count();
    let sums = |of: &dyn Fn(&Itinerary) -> u64| both.iter().fold((0, 0), |(x, y), (a, b)| (x + of(a), y + of(b)));
    let n = both.len() as u64;
    let (h, usd, km) = (sums(&|i| Figures::hours(i.total.duration()).value / 100), sums(&|i| i.total.cost.get()), sums(&|i| i.total.length.get()));
    vec![
        Cell::Text(name.to_owned()),
        Cell::count(before.len()),
        Cell::count(changed),
        Cell::count(before.iter().zip(after).filter(|(a, b)| a.is_some() && b.is_none()).count()),
        Cell::count(before.iter().zip(after).filter(|(a, b)| a.is_none() && b.is_some()).count()),
        Cell::Number(Decimal { value: (changed as u64 * 1000 / before.len().max(1) as u64), places: 1 }),
        mean(h.0, h.1, n, 2),
        mean(usd.0, usd.1, n, 2),
        mean(km.0, km.1, n, 3),
    ]
}

fn details_rows(network: &Network, name: &str, panel: &Panel, before: &Best, after: &Best) -> Vec<Vec<Cell>> {
    let countries = |i: &Option<Itinerary>| match i {
        Some(i) => Cell::Text(i.countries(network).into_iter().map(|c| network.country(c).code.clone()).collect::<Vec<_>>().join("|")),
        None => Cell::Text("no route".to_owned()),
    };
    let row = |pair: &Od, a: &Option<Itinerary>, b: &Option<Itinerary>| {
        let figure = |i: &Option<Itinerary>, of: &dyn Fn(&Itinerary) -> Decimal| i.as_ref().map_or(Cell::Empty, |i| Cell::Number(of(i)));
        let more = |of: &dyn Fn(&Itinerary) -> u64, places| a.as_ref().zip(b.as_ref()).map_or(Cell::Empty, |(a, b)| difference(of(a), of(b), places));
        let hours = |i: &Itinerary| Figures::hours(i.total.duration());
        vec![
            Cell::Text(network.node(pair.from).name.clone()),
            Cell::Text(network.node(pair.to).name.clone()),
            Cell::Text(name.to_owned()),
            figure(a, &hours),
            figure(b, &hours),
            more(&|i| hours(i).value / 100, 2),
            figure(a, &|i| i.total.cost.usd()),
            figure(b, &|i| i.total.cost.usd()),
            more(&|i| i.total.cost.get(), 2),
            figure(a, &|i| i.total.length.km()),
            figure(b, &|i| i.total.length.km()),
            countries(a),
            countries(b),
        ]
    };
    let all = panel.pairs.iter().zip(before.iter().zip(after));
    all.filter(|(_, (a, b))| !same(a, b)).map(|(pair, (a, b))| row(pair, a, b)).collect()
}

/// The links of the changed pairs, before and after: gained, lost and kept, with the number of pairs on each.
pub(super) fn differences(network: &Network, name: &str, changed: impl Iterator<Item = (Vec<LinkId>, Vec<LinkId>)>) -> Vec<Feature> {
    let mut uses: BTreeMap<LinkId, (u64, u64)> = BTreeMap::new();
    for (before, after) in changed {
        for link in before {
            uses.entry(link).or_default().0 += 1;
        }
        for link in after {
            uses.entry(link).or_default().1 += 1;
        }
    }
    let feature = |(id, (a, b)): (LinkId, (u64, u64))| {
        let link = network.link(id);
        let change = if a == 0 {
            "gained"
        } else if b == 0 {
            "lost"
        } else {
            "kept"
        };
        let properties = vec![
            ("scenario".to_owned(), Cell::Text(name.to_owned())),
            ("change".to_owned(), Cell::Text(change.to_owned())),
            ("code".to_owned(), Cell::Text(link.code.clone())),
            ("line".to_owned(), Cell::Text(link.line.clone())),
            ("mode".to_owned(), Cell::Text(link.mode.name().to_owned())),
            ("pairs_before".to_owned(), Cell::whole(a)),
            ("pairs_after".to_owned(), Cell::whole(b)),
        ];
        Feature { shape: Shape::Lines(vec![network.line(id)]), kind: change, mode: Some(link.mode), properties }
    };
    uses.into_iter().map(feature).collect()
}
