//! Charts as SVG.

use std::fmt::Write as _;
use std::io::Write;

use super::{Exporter, style};
use crate::error::Error;
use crate::report::{Chart, Plot, Report, Series};
use crate::units::Decimal;

/// The first chart of a report.
#[derive(Clone, Copy, Debug)]
pub struct Svg;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 80.0;
const TOP: f64 = 50.0;
const LEGEND: f64 = 22.0;
const TICKS: f64 = 6.0;

impl Exporter for Svg {
    fn name(&self) -> &'static str {
        "svg"
    }
    fn extension(&self) -> &'static str {
        "svg"
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        let found = report.charts.iter().find_map(|chart| match &chart.plot {
            Plot::Lines { series, marks } => Some(lines(chart, series, marks)),
            _ => None,
        });
        let drawn = found.ok_or_else(|| Error::Usage("this answer has no chart; `sweep` has one, other formats fit all".to_owned()))?;
        out.write_all(drawn.as_bytes())?;
        Ok(())
    }
}

fn number(d: Decimal) -> f64 {
    d.value as f64 / 10f64.powi(d.places as i32)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn lines(chart: &Chart, series: &[Series], marks: &[Decimal]) -> String {
    let points = || series.iter().flat_map(|s| &s.points);
    let bounds = |of: &dyn Fn(&(Decimal, Decimal)) -> f64| points().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    let ((x0, x1), (y0, y1)) = (bounds(&|p| number(p.0)), bounds(&|p| number(p.1)));
    let (w, h) = (WIDTH - LEFT - 20.0, HEIGHT - TOP - 60.0);
    let x = |v: f64| LEFT + (v - x0) / (x1 - x0).max(1e-9) * w;
    let y = |v: f64| TOP + h - (v - y0) / (y1 - y0).max(1e-9) * h;
    let total = HEIGHT + LEGEND * series.len() as f64;
    let mut s = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {total}\" font-family=\"sans-serif\" font-size=\"12\"><rect width=\"{WIDTH}\" height=\"{total}\" fill=\"#fff\"/>"
    );
    let text = |s: &mut String, x: f64, y: f64, anchor: &str, t: &str| {
        let _ = write!(s, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"#333\">{}</text>", escaped(t));
    };
    text(&mut s, LEFT, 24.0, "start", &chart.title);
    for v in ticks(y0, y1) {
        let _ = write!(s, "<path d=\"M{LEFT} {0:.1}H{1:.1}\" stroke=\"#ddd\"/>", y(v), LEFT + w);
        text(&mut s, LEFT - 8.0, y(v) + 4.0, "end", &tick(v, y1 - y0));
    }
    for v in ticks(x0, x1) {
        text(&mut s, x(v), TOP + h + 18.0, "middle", &tick(v, x1 - x0));
    }
    text(&mut s, LEFT + w / 2.0, TOP + h + 38.0, "middle", &chart.x_label);
    text(&mut s, LEFT, TOP - 8.0, "middle", &chart.y_label);
    for mark in marks {
        let at = x(number(*mark));
        let _ = write!(s, "<path d=\"M{at:.1} {TOP}V{:.1}\" stroke=\"#999\" stroke-dasharray=\"4 3\"/>", TOP + h);
        text(&mut s, at, TOP - 2.0, "middle", &mark.to_string());
    }
    for (i, line) in series.iter().enumerate() {
        let d: Vec<String> = line.points.iter().map(|p| format!("{:.1} {:.1}", x(number(p.0)), y(number(p.1)))).collect();
        let colour = style::of_rank(i + 1);
        let _ = write!(s, "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"/>", d.join("L"));
        let at = HEIGHT + LEGEND * i as f64;
        let _ = write!(s, "<path d=\"M{LEFT} {at:.1}h24\" stroke=\"{colour}\" stroke-width=\"4\"/>");
        text(&mut s, LEFT + 32.0, at + 4.0, "start", &line.name);
    }
    s + "</svg>\n"
}

/// Round values from the first inside an axis on: steps of 1, 2 or 5 times a power of ten.
fn ticks(from: f64, to: f64) -> Vec<f64> {
    let rough = ((to - from) / TICKS).max(1e-9);
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|f| f * power).find(|s| *s >= rough).unwrap_or(rough);
    let first = (from / step).ceil() as i64;
    (first..).map(|i| i as f64 * step).take_while(|v| *v <= to + step * 1e-6).collect()
}

/// A tick label with as many decimals as the span of the axis needs.
fn tick(value: f64, span: f64) -> String {
    if span >= 50.0 {
        format!("{value:.0}")
    } else if span >= 5.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.3}")
    }
}
