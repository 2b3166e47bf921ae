//! Lines over one figure, with marks where something happens.

use super::axes::{Frame, LINE, Scale, number};
use super::canvas::{Anchor, FAINT, series as paint, width};
use super::style;
use crate::report::{Chart, Series};
use crate::units::Decimal;

const HEIGHT: f64 = 320.0;

pub(super) fn draw(chart: &Chart, series: &[Series], marks: &[Decimal], alone: bool) -> String {
    let points = || series.iter().flat_map(|s| &s.points);
    let mut frame = Frame::new(chart, HEIGHT, marks.len().min(2), |[left, top, right, bottom]| {
        (Scale::over(points().map(|p| number(p.0)), left, right), Scale::over(points().map(|p| number(p.1)), bottom, top))
    });
    let [_, top, _, bottom] = frame.inner;
    // Marks that are close take turns in two lines.
    let mut free_from = [f64::NEG_INFINITY; 2];
    for mark in marks {
        let (at, words) = (frame.x.at(number(*mark)), mark.to_string());
        frame.canvas.line(&format!("M{at:.1} {top:.1}V{bottom:.1}"), FAINT, 1.0, "4 3");
        let half = width(&words) / 2.0;
        if let Some(row) = (0..2).find(|row| at - half > free_from[*row]) {
            frame.canvas.text((at, top - 6.0 - LINE * row as f64), Anchor::Middle, FAINT, &words);
            free_from[row] = at + half + 4.0;
        }
    }
    // The best one lies on top.
    for (i, line) in series.iter().enumerate().rev() {
        let path = frame.path(&line.points);
        frame.canvas.line(&path, paint(i + 1), 2.5, style::dashes_of_rank(i + 1));
    }
    for (i, line) in series.iter().enumerate() {
        frame.legend(paint(i + 1), style::dashes_of_rank(i + 1), &line.name);
    }
    frame.finish(&chart.title, alone)
}
