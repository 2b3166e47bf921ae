//! The tables of `impact`.

use super::{Cases, Project};
use crate::analysis::gains::{Gains, HOURS, MEASURES, change, greatest_first, mean_columns, pair_cells, pair_columns, share};
use crate::analysis::panel::{Od, Panel};
use crate::analysis::variants::{Answers, Found, Variants};
use crate::network::{Network, NodeId};
use crate::report::{Cell, Table};

/// The region whose ports make a Caspian crossing.
const CASPIAN: &str = "CASPIAN";
/// A route without the project that is this many times as long is implausible.
const DETOUR: u64 = 2;

fn names(columns: &str) -> Vec<String> {
    columns.split_whitespace().map(str::to_owned).collect()
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

/// One row for each project.
pub(super) fn projects(panel: &Panel, projects: &[Project], cases: &Cases) -> Table {
    let of = |before: &Answers, after: &Answers| Gains::of(panel, before, after, |_| true);
    let hours = &MEASURES[HOURS];
    let rows = projects.iter().zip(&cases.each).map(|(project, case)| {
        let (last, alone, left_out) = (of(&case.left_out, &cases.all), of(&cases.none, &case.alone), of(&cases.none, &case.left_out));
        let mut row =
            vec![text(&project.code), text(&project.name), text(&project.status), Cell::count(last.pairs), Cell::count(last.better), Cell::count(last.worse)];
        row.extend([share(last.zero, last.weight), Cell::count(last.changed), Cell::count(last.connected), Cell::count(last.cut_off)]);
        row.extend(last.means());
        row.extend([alone.mean_more(HOURS), last.mean_more(HOURS), left_out.mean_more(HOURS), hours.signed(last.mean(HOURS) - alone.mean(HOURS))]);
        row
    });
    let mut columns = names("project name status pairs better worse zero_percent routes_changed connected cut_off");
    columns.extend(mean_columns());
    columns.extend(names("alone_more_h last_more_h left_out_more_h interaction_h"));
    Table::new("projects", "Each project: with and without it, the other projects there", &columns, rows.collect())
}

/// All projects together against none.
pub(super) fn system(panel: &Panel, cases: &Cases) -> Table {
    let all = Gains::of(panel, &cases.none, &cases.all, |_| true);
    let sum: i64 = cases.each.iter().map(|case| Gains::of(panel, &cases.none, &case.alone, |_| true).mean(HOURS)).sum();
    let hours = &MEASURES[HOURS];
    let mut row = vec![
        Cell::count(cases.each.len()),
        Cell::count(all.pairs),
        Cell::count(all.better),
        share(all.zero, all.weight),
        Cell::count(all.changed),
        Cell::count(all.connected),
    ];
    row.extend(all.means());
    row.extend([hours.signed(sum), hours.signed(all.mean(HOURS) - sum)]);
    let mut columns = names("projects pairs better zero_percent routes_changed connected");
    columns.extend(mean_columns());
    columns.extend(names("sum_of_alone_more_h interaction_h"));
    Table::new("system", "All projects together, against none of them", &columns, vec![row])
}

/// One row for each project and country that a pair begins or ends in.
pub(super) fn countries(network: &Network, panel: &Panel, projects: &[Project], cases: &Cases) -> Table {
    let mut countries: Vec<_> = panel.pairs.iter().flat_map(|p| [p.from, p.to]).filter_map(|n| network.node(n).country).collect();
    countries.sort_unstable();
    countries.dedup();
    let mut rows = Vec::new();
    for (project, case) in projects.iter().zip(&cases.each) {
        for &country in &countries {
            let ends = |pair: &Od| [pair.from, pair.to].iter().any(|n| network.node(*n).country == Some(country));
            let gains = Gains::of(panel, &case.left_out, &cases.all, ends);
            if !gains.any() && gains.worse == 0 {
                continue;
            }
            let mut row = vec![text(&project.code), text(&network.country(country).code), Cell::count(gains.pairs), share(gains.zero, gains.weight)];
            row.extend(gains.means());
            rows.push(row);
        }
    }
    let mut columns = names("project country pairs zero_percent");
    columns.extend(mean_columns());
    Table::new("countries", "By country that a pair begins or ends in (countries where nothing changes left out)", &columns, rows)
}

/// One row for each project and pair that it changes.
pub(super) fn pairs(network: &Network, panel: &Panel, projects: &[Project], cases: &Cases, variants: &Variants) -> Table {
    let ports: Vec<NodeId> = network.regions().filter(|(_, r)| r.code == CASPIAN).flat_map(|(_, r)| r.gateways.clone()).collect();
    let mut rows = Vec::new();
    for (project, case) in projects.iter().zip(&cases.each) {
        let mut changed = Vec::new();
        for (pair, (before, after)) in panel.pairs.iter().zip(case.left_out.iter().zip(&cases.all)) {
            if before != after {
                let (before, after) = (before.as_deref(), after.as_deref());
                let mut row = vec![text(&network.node(pair.from).name), text(&network.node(pair.to).name), text(&project.code), Cell::whole(pair.weight)];
                row.push(text(if before.map(|f| &f.edges) == after.map(|f| &f.edges) { "no" } else { "yes" }));
                row.push(text(&doubts(before, after, &ports, variants)));
                let impacts = (before.map(|f| &f.impact), after.map(|f| &f.impact));
                row.extend(pair_cells(impacts.0, impacts.1));
                changed.push((change(impacts.0, impacts.1), row));
            }
        }
        rows.extend(greatest_first(changed));
    }
    let mut columns = names("from to project weight route_changed doubt");
    columns.extend(pair_columns());
    Table::new("pairs", "Pairs that change", &columns, rows)
}

/// Why the case without a project is not what anybody would have done.
fn doubts(before: Option<&Found>, after: Option<&Found>, ports: &[NodeId], variants: &Variants) -> String {
    let Some(before) = before else { return "no route without".to_owned() };
    let mut doubts = Vec::new();
    if after.is_some_and(|a| before.impact.length.get() > DETOUR * a.impact.length.get()) {
        doubts.push("without: detour over 2x");
    }
    if variants.boardings(before, ports) > 1 {
        doubts.push("without: two Caspian crossings");
    }
    doubts.join("; ")
}

/// What the projects do, with the source of each row.
pub(super) fn effects(network: &Network, projects: &[Project]) -> Table {
    let row = |project: &Project, index: usize| {
        let effect = &network.effects()[index];
        let from = effect.from.map(|d| d.to_string()).unwrap_or_default();
        [project.code.as_str(), &effect.what, &from, &effect.evidence.sources, effect.evidence.confidence.name()].map(text).to_vec()
    };
    let rows = projects.iter().flat_map(|p| p.effects.iter().map(move |i| row(p, *i))).collect();
    Table::new("effects", "What the projects do", &names("project effect from source confidence"), rows)
}
