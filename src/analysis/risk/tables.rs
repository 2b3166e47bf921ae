//! The draws as tables and a chart.

use super::drawn::{Drawn, Measured};
use crate::chance::Sample;
use crate::report::{Cell, Chart, ItineraryReport, Plot, Table};
use crate::units::{Decimal, Duration, Money};

/// Bins of the histogram at most.
const BINS: u64 = 24;

fn number(value: u64, places: u32) -> Cell {
    Cell::Number(Decimal { value, places })
}

fn rank(route: usize) -> Cell {
    number(route as u64 + 1, 0)
}

/// Days to a hundredth.
fn days(minutes: u64) -> Decimal {
    Decimal { value: (minutes * 100 + 720) / 1440, places: 2 }
}

fn usd(cents: u64) -> Cell {
    Cell::Number(Money::new(cents).usd())
}

/// `part` of `whole` in percent, to a tenth.
fn percent(part: u64, whole: u64) -> Cell {
    number((part * 1000 + whole / 2) / whole.max(1), 1)
}

pub(super) fn distribution(drawn: &Drawn, itineraries: &[ItineraryReport]) -> Table {
    let columns = [
        "rank",
        "planned_days",
        "mean_days",
        "sd_days",
        "p50_days",
        "p80_days",
        "p95_days",
        "mean_usd",
        "p50_usd",
        "p80_usd",
        "p95_usd",
        "best_percent",
        "route",
    ];
    let of = |sample: &Sample, unit: fn(u64) -> Cell| [50, 80, 95].map(|p| unit(sample.quantile(p)));
    let in_days = |minutes| Cell::Number(days(minutes));
    let row = |route: usize| {
        let (time, cost) = (drawn.time(route), drawn.cost(route));
        let mut row = vec![rank(route), in_days(drawn.planned(route).get()), in_days(time.mean()), in_days(time.deviation())];
        row.extend(of(time, in_days));
        row.push(usd(cost.mean()));
        row.extend(of(cost, usd));
        row.extend([percent(drawn.wins[route], drawn.draws()), Cell::Text(itineraries[route].route())]);
        row
    };
    let title = format!("Time and cost by route (best: share of the draws in which it is best by {})", drawn.measured.noun().trim_start_matches("the "));
    Table::new("distribution", title, &columns, (0..drawn.routes()).map(row).collect())
}

pub(super) fn chances(drawn: &Drawn, limits: &[(String, Duration)], itineraries: &[ItineraryReport]) -> Table {
    let mut columns = vec!["rank"];
    columns.extend(limits.iter().map(|l| l.0.as_str()));
    columns.push("route");
    let row = |route: usize| {
        let mut row = vec![rank(route)];
        row.extend(limits.iter().map(|l| percent(drawn.time(route).at_most(l.1.get()), drawn.draws())));
        row.push(Cell::Text(itineraries[route].route()));
        row
    };
    Table::new("chances", "Chance of arriving in time".to_owned(), &columns, (0..drawn.routes()).map(row).collect())
}

/// What the spread of a measure comes from on some routes, most of it first; shares below 0.05 % are left out.
pub(super) fn spread(drawn: &Drawn, of: Measured, routes: &[usize]) -> Table {
    let (name, mean, deviation, unit): (_, _, _, fn(u64) -> Decimal) = match of {
        Measured::Time => ("time_spread", "mean_h", "sd_h", |minutes| Duration::new(minutes).hours()),
        Measured::Cost => ("cost_spread", "mean_usd", "sd_usd", |cents| Money::new(cents).usd()),
        Measured::Generalised => ("generalised_spread", "mean_usd", "sd_usd", |cents| Money::new(cents).usd()),
    };
    let mut rows = Vec::new();
    for &route in routes {
        let mut shares: Vec<_> = drawn.figures(route).iter().zip(drawn.shares(route, of)).filter(|(_, share)| *share > 0).collect();
        shares.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
        rows.extend(shares.into_iter().map(|(figure, share)| {
            let mean = drawn.mean(figure, of);
            let deviation = (mean as f64 * figure.law.variance().sqrt()).round() as u64;
            let [mean, deviation] = [mean, deviation].map(|v| Cell::Number(unit(v)));
            vec![rank(route), number(share, 1), Cell::Text(figure.what.clone()), Cell::Text(figure.part.to_owned()), mean, deviation]
        }));
    }
    Table::new(
        name,
        format!("What the spread of {} comes from (shares of the variance)", of.noun()),
        &["rank", "percent", "what", "part", mean, deviation],
        rows,
    )
}

/// How the draws of the best route are spread, as a table and a chart.
pub(super) fn histogram(drawn: &Drawn, title: &str) -> (Table, Chart) {
    let sample = drawn.measure(0);
    // Widths of 1, 2 and 5 times a power of ten of a quarter of a day, or of a dollar.
    let (unit, columns, x_label, in_unit): (u64, _, _, fn(u64) -> Decimal) = match drawn.measured {
        Measured::Time => (360, ["from_days", "to_days", "percent"], "days from hand-over to delivery", days),
        Measured::Cost => (100, ["from_usd", "to_usd", "percent"], "USD", |cents| Money::new(cents).usd()),
        Measured::Generalised => (100, ["from_usd", "to_usd", "percent"], "USD of generalised cost", |cents| Money::new(cents).usd()),
    };
    let steps: &[u64] =
        if drawn.measured == Measured::Time { &[1, 2, 4, 8, 20, 40, 80, 200, 400] } else { &[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] };
    let bins = sample.histogram(steps.iter().map(|s| s * unit), BINS);
    let edge = |i: usize| bins.from + bins.width * i as u64;
    let rows =
        bins.counts.iter().enumerate().map(|(i, n)| vec![Cell::Number(in_unit(edge(i))), Cell::Number(in_unit(edge(i + 1))), percent(*n, drawn.draws())]);
    let heading = format!("Route 1: {} of the draws", drawn.measured.noun());
    let quantile = |p: u64| (format!("p{p}"), in_unit(sample.quantile(p)));
    let chart = Chart {
        name: "histogram",
        title: title.to_owned(),
        x_label: x_label.to_owned(),
        y_label: "draws".to_owned(),
        plot: Plot::Histogram {
            edges: (0..=bins.counts.len()).map(|i| in_unit(edge(i))).collect(),
            counts: bins.counts.clone(),
            marks: vec![("mean".to_owned(), in_unit(sample.mean())), quantile(50), quantile(80), quantile(95)],
        },
    };
    (Table::new("histogram", heading, &columns, rows.collect()), chart)
}
