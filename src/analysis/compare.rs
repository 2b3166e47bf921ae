//! What scenarios change over many pairs of ends: whose best route is another, and by how much.

use std::collections::BTreeMap;

use super::gains::{Gains, change, greatest_first, mean_columns, pair_cells, pair_columns, share};
use super::panel::{Best, Od, Panel};
use super::{dataset, idle};
use crate::error::Error;
use crate::impact::Impact;
use crate::itinerary::Itinerary;
use crate::network::{LinkId, Network};
use crate::report::{Cell, Feature, Lead, Report, Shape, Table};
use crate::request::{CompareRequest, Request};
use crate::scenario::Scenario;

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
        report.notes.extend(idle(&changed, panel.terms.as_of).last().filter(|_| before.iter().map(total).eq(after.iter().map(total))));
        summary.push(summary_row(&scenario.name, &panel, &before, &after));
        details.extend(details_rows(network, &scenario.name, &panel, &before, &after));
        if request.panel.geometry {
            let links = |i: &Option<Itinerary>| i.iter().flat_map(Itinerary::links).collect::<Vec<LinkId>>();
            let changed = before.iter().zip(&after).filter(|(a, b)| !same(a, b)).map(|(a, b)| (links(a), links(b)));
            report.features.extend(differences(network, &scenario.name, changed));
        }
    }
    let columns = ["scenario", "pairs", "changed", "better", "worse", "cut_off", "connected", "changed_percent"];
    let columns: Vec<String> = columns.into_iter().map(str::to_owned).chain(mean_columns()).collect();
    report.tables.push(Table::new("summary", "What changes (means over the flow of the pairs that have a route in both)", &columns, summary));
    let columns = ["from", "to", "scenario", "weight", "route_changed"].into_iter().map(str::to_owned);
    let columns: Vec<String> = columns.chain(pair_columns()).chain(["countries_before", "countries_after"].map(str::to_owned)).collect();
    report.tables.push(Table::new("pairs", "Pairs whose best route or its figures change", &columns, details));
    Ok(report)
}

fn same(a: &Option<Itinerary>, b: &Option<Itinerary>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.links().eq(b.links()),
        (None, None) => true,
        _ => false,
    }
}

fn total(itinerary: &Option<Itinerary>) -> Option<Impact> {
    itinerary.as_ref().map(|i| i.total)
}

fn summary_row(name: &str, panel: &Panel, before: &Best, after: &Best) -> Vec<Cell> {
    let changes = || before.iter().zip(after);
    let changed = changes().filter(|(a, b)| !same(a, b)).count();
    let gains = Gains::over(&panel.terms, panel.pairs.iter().zip(changes()).map(|(pair, (a, b))| (pair.weight, total(a), total(b), !same(a, b))));
    let mut row = vec![Cell::text(name)];
    row.extend([gains.pairs, changed, gains.better, gains.worse, gains.cut_off, gains.connected].map(Cell::count));
    row.push(share(changed as u128, gains.pairs as u128));
    row.extend(gains.means());
    row
}

fn details_rows(network: &Network, name: &str, panel: &Panel, before: &Best, after: &Best) -> Vec<Vec<Cell>> {
    let countries = |i: &Option<Itinerary>| match i {
        Some(i) => Cell::Text(i.countries(network).into_iter().map(|c| network.country(c).code.clone()).collect::<Vec<_>>().join("|")),
        None => Cell::text("no route"),
    };
    let row = |pair: &Od, a: &Option<Itinerary>, b: &Option<Itinerary>| {
        let mut row = vec![Cell::text(&network.node(pair.from).name), Cell::text(&network.node(pair.to).name), Cell::text(name), Cell::whole(pair.weight)];
        row.push(Cell::text(if same(a, b) { "no" } else { "yes" }));
        row.extend(pair_cells(total(a).as_ref(), total(b).as_ref()));
        row.extend([countries(a), countries(b)]);
        (change(total(a).as_ref(), total(b).as_ref()), row)
    };
    let all = panel.pairs.iter().zip(before.iter().zip(after));
    let changed = all.filter(|(_, (a, b))| !same(a, b) || total(a) != total(b)).map(|(pair, (a, b))| row(pair, a, b));
    greatest_first(changed.collect()).collect()
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
