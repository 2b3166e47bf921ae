//! What all plots over two figures share: scales, ticks, frame, legend.

use super::canvas::{Anchor, Canvas, FAINT, GRID, INK, Paint, wrapped};
use super::labels::Label;
use crate::export::grouped;
use crate::report::Chart;
use crate::units::Decimal;

/// Width of a picture.
pub(super) const WIDTH: f64 = 760.0;
/// Room left of the frame for the labels of an axis.
pub(super) const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
/// Height of a line of text.
pub(super) const LINE: f64 = 18.0;
/// Ticks that an axis should have at most.
const TICKS: f64 = 7.0;

/// A figure as a place on paper.
pub(super) fn number(d: Decimal) -> f64 {
    d.value as f64 / 10f64.powi(d.places as i32)
}

/// A straight scale from figures to places on paper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// From the least to the greatest of some figures, onto a stretch of paper.
    pub fn over(values: impl Iterator<Item = f64>, start: f64, end: f64) -> Self {
        let (from, to) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        let (from, to) = if from.is_finite() { (from, to) } else { (0.0, 1.0) };
        Self { from, to: if to > from { to } else { from + 1.0 }, start, end }
    }

    /// The same with room at both ends, never below zero.
    pub fn roomy(self) -> Self {
        let room = (self.to - self.from) * 0.08;
        Self { from: (self.from - room).max(0.0), to: self.to + room, ..self }
    }

    /// Where a figure stands.
    pub fn at(&self, value: f64) -> f64 {
        self.start + (value - self.from) / (self.to - self.from) * (self.end - self.start)
    }

    /// Round values, steps of 1, 2 or 5 times a power of ten, with their labels.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let span = self.to - self.from;
        let rough = span / TICKS;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|f| f * power).find(|s| *s >= rough).unwrap_or(rough);
        let places = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
        let label = |v: f64| if places == 0 { grouped(v.round() as u64) } else { format!("{v:.places$}") };
        let first = (self.from / step).ceil() as i64;
        (first..).map(|i| i as f64 * step).take_while(|v| *v <= self.to + step * 1e-6).map(|v| (v, label(v))).collect()
    }
}

/// A plot over two figures: the picture begun, with title, grid and axes.
pub(super) struct Frame {
    pub canvas: Canvas,
    pub x: Scale,
    pub y: Scale,
    /// Left, top, right, bottom.
    pub inner: [f64; 4],
    /// Where the next line of the legend goes.
    pub below: f64,
}

impl Frame {
    /// Draws the frame of a chart. `marks` leaves room above for lines of labels.
    pub fn new(chart: &Chart, height: f64, lines_above: usize, scales: impl Fn([f64; 4]) -> (Scale, Scale)) -> Self {
        let mut canvas = Canvas::new(WIDTH);
        let mut top = heading(&mut canvas, &chart.title);
        canvas.text((8.0, top), Anchor::Start, FAINT, &chart.y_label);
        top += 16.0 + LINE * lines_above as f64;
        let inner = [LEFT, top, WIDTH - RIGHT, top + height];
        let (x, y) = scales(inner);
        for (v, label) in y.ticks() {
            canvas.line(&format!("M{:.1} {:.1}H{:.1}", inner[0], y.at(v), inner[2]), GRID, 1.0, "");
            canvas.text((inner[0] - 8.0, y.at(v) + 4.5), Anchor::End, FAINT, &label);
        }
        for (v, label) in x.ticks() {
            canvas.line(&format!("M{:.1} {:.1}v5", x.at(v), inner[3]), FAINT, 1.0, "");
            canvas.text((x.at(v), inner[3] + 20.0), Anchor::Middle, FAINT, &label);
        }
        canvas.line(&format!("M{:.1} {:.1}H{:.1}", inner[0], inner[3], inner[2]), FAINT, 1.0, "");
        canvas.text((inner[2], inner[3] + 38.0), Anchor::End, FAINT, &chart.x_label);
        Self { canvas, x, y, inner, below: inner[3] + 64.0 }
    }

    /// Path data through figures.
    pub fn path(&self, points: &[(Decimal, Decimal)]) -> String {
        let at = |p: &(Decimal, Decimal)| format!("{:.1} {:.1}", self.x.at(number(p.0)), self.y.at(number(p.1)));
        format!("M{}", points.iter().map(at).collect::<Vec<_>>().join("L"))
    }

    /// One entry of the legend: a piece of line and its name.
    pub fn legend(&mut self, paint: Paint, dashes: &str, name: &str) {
        self.canvas.line(&format!("M{LEFT:.1} {:.1}h36", self.below - 4.5), paint, 3.0, dashes);
        for line in wrapped(name, WIDTH - LEFT - 70.0) {
            self.canvas.text((LEFT + 46.0, self.below), Anchor::Start, INK, &line);
            self.below += LINE;
        }
    }

    /// The thin line to a label that stands apart.
    pub fn thread(&mut self, label: &Label) {
        if let Some([from, to]) = label.thread {
            self.canvas.line(&format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, to.0, to.1), FAINT, 0.8, "");
        }
    }

    /// The picture.
    pub fn finish(self, title: &str, alone: bool) -> String {
        self.canvas.finish(title, self.below, alone)
    }
}

/// Draws the title and gives the base line of what comes next.
pub(super) fn heading(canvas: &mut Canvas, title: &str) -> f64 {
    let mut y = 24.0;
    for line in wrapped(title, (canvas.width - 20.0) / 1.25) {
        canvas.heading((8.0, y), &line);
        y += LINE + 2.0;
    }
    y + 8.0
}
