//! How often each value comes, with quantiles.

use super::axes::{Frame, LINE, Scale, number};
use super::canvas::{Anchor, INK, width};
use super::style;
use crate::report::Chart;
use crate::units::Decimal;

const HEIGHT: f64 = 300.0;

pub(super) fn draw(chart: &Chart, edges: &[Decimal], counts: &[u64], marks: &[(String, Decimal)], alone: bool) -> String {
    let total = counts.iter().sum::<u64>().max(1);
    let mut frame = Frame::new(chart, HEIGHT, marks.len().min(3), |[left, top, right, bottom]| {
        (Scale::over(edges.iter().map(|e| number(*e)), left, right), Scale::over(counts.iter().map(|c| *c as f64).chain([0.0]), bottom, top))
    });
    let [_, top, right, bottom] = frame.inner;
    for (pair, count) in edges.windows(2).zip(counts) {
        let (from, to, y) = (frame.x.at(number(pair[0])), frame.x.at(number(pair[1])), frame.y.at(*count as f64));
        let words = format!("{} to {}: {count}, {:.1} %", pair[0], pair[1], *count as f64 * 100.0 / total as f64);
        frame.canvas.bar((from, y, to - from, bottom - y), style::of_rank(6), &words);
    }
    // Each mark has a line of its own above the plot, so that close ones do not collide.
    for (i, (name, value)) in marks.iter().enumerate() {
        let (x, y) = (frame.x.at(number(*value)), top - 6.0 - LINE * (i % 3) as f64);
        let words = format!("{name}: {value}");
        let anchor = if x + width(&words) + 6.0 > right { Anchor::End } else { Anchor::Start };
        frame.canvas.line(&format!("M{x:.1} {bottom:.1}V{:.1}", y - 10.0), INK, 1.5, ["", "6 3", "2 3"][i % 3]);
        frame.canvas.label((if anchor == Anchor::End { x - 6.0 } else { x + 6.0 }, y), anchor, false, &words);
    }
    frame.finish(&chart.title, alone)
}
