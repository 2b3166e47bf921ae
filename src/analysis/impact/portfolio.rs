//! Many projects as a portfolio: how many gain alone and in the system, and what becomes of shipment time, beside
//! published figures of the same shape. Nothing is tuned towards them.

use super::Cases;
use crate::analysis::gains::{Gains, HOURS, percent, share};
use crate::analysis::panel::Panel;
use crate::analysis::records;
use crate::network::Network;
use crate::report::{Cell, Table};
use crate::units::Decimal;

/// Our figures, and the published ones of the same code (`published.csv`, kind `portfolio`).
pub(super) fn table(network: &Network, panel: &Panel, cases: &Cases) -> Table {
    let any = |gains: Gains| gains.any();
    let everybody = |before, after| Gains::of(panel, before, after, |_| true);
    let alone = cases.each.iter().filter(|c| any(everybody(&cases.none, &c.alone))).count();
    let last = cases.each.iter().filter(|c| any(everybody(&c.left_out, &cases.all))).count();
    let (all, whole) = (everybody(&cases.none, &cases.all), cases.each.len());
    let of = |n: usize| format!("{n} of {whole}");
    let projects = |n: usize| share(n as u128, whole as u128);
    let most = Cell::signed(true, Decimal { value: all.most, places: 1 });
    let ours = [
        ("projects_that_gain_alone", projects(alone), "% of projects", of(alone)),
        ("projects_that_gain_in_system", projects(last), "% of projects", of(last)),
        ("shipment_time_mean", percent(all.before[HOURS], all.after[HOURS]), "% of time", format!("{} pairs", all.pairs)),
        ("shipment_time_most", most, "% of time", "the pair that gains most".to_owned()),
    ];
    let published = records(network, "published.csv");
    let mut rows = Vec::new();
    for (figure, value, unit, basis) in ours {
        let mut beside: Vec<_> = published.iter().filter(|p| p.text("kind") == "portfolio" && p.text("from") == figure).collect();
        beside.sort_by_key(|p| p.text("code"));
        let first = [Cell::Text(figure.to_owned()), value, Cell::Text(unit.to_owned()), Cell::Text(basis)];
        for (i, row) in beside.iter().enumerate() {
            let cells = ["value", "to", "source", "note"].map(|c| Cell::Text(row.text(c).to_owned()));
            let ours = if i == 0 { first.to_vec() } else { vec![first[0].clone(), Cell::Empty, Cell::Empty, Cell::Empty] };
            rows.push(ours.into_iter().chain(cells).collect());
        }
        if beside.is_empty() {
            rows.push(first.into_iter().chain([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]).collect());
        }
    }
    let columns = ["figure", "ours", "unit", "of", "published", "published_for", "source", "note"];
    Table { name: "portfolio".to_owned(), title: "The portfolio, beside published figures".to_owned(), columns: columns.map(str::to_owned).to_vec(), rows }
}
