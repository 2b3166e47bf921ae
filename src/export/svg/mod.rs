//! Charts as SVG: one file per kind of plot, with shared axes, labels and paints.

mod axes;
mod bars;
mod canvas;
mod features;
mod histogram;
mod labels;
mod lines;
mod map;
mod scatter;
mod schematic;
mod steps;

use std::io::Write;

use super::{Exporter, style};
use crate::error::Error;
use crate::report::{CHARTS, Chart, Frame, Plot, Report};

/// The chart that is no [`Chart`]: the routes on a map.
const MAP: &str = "map";

/// A chart of a report: the one of a name, else the first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Svg {
    /// Which chart, of [`CHARTS`].
    pub chart: Option<&'static str>,
}

impl Svg {
    /// The first chart.
    pub const FIRST: Self = Self { chart: None };
}

impl Exporter for Svg {
    fn name(&self) -> &'static str {
        "svg"
    }
    fn extension(&self) -> &'static str {
        "svg"
    }
    fn draws(&self) -> bool {
        self.chart == Some(MAP)
    }
    fn frame(&self) -> Frame {
        Frame { map: self.chart == Some(MAP), ..Frame::default() }
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        if self.chart == Some(MAP) {
            let svg = map::draw(report).ok_or_else(|| Error::Usage("this answer has nothing to draw on a map".to_owned()))?;
            out.write_all(svg.as_bytes())?;
            return Ok(());
        }
        let found = report.charts.iter().find(|c| self.chart.is_none_or(|name| name == c.name));
        let chart = found.ok_or_else(|| none(self.chart, report))?;
        out.write_all(document(chart).as_bytes())?;
        Ok(())
    }
}

/// Why there is nothing to draw.
fn none(asked: Option<&str>, report: &Report) -> Error {
    let names: Vec<&str> = report.charts.iter().map(|c| c.name).collect();
    Error::Usage(match (asked, names.as_slice()) {
        (Some(name), [_, ..]) => format!("this answer has no chart `{name}`; it has {}", names.join(", ")),
        _ => "this answer has no chart; route, transit, pareto, sweep, risk and critical have some, other formats fit all".to_owned(),
    })
}

/// The chart as an SVG element to stand in a page: it takes the page's font and `color-scheme`, and its
/// ground from the page's `--paper`.
pub fn draw(chart: &Chart) -> String {
    plot(chart, false)
}

/// The chart as a file of its own, by day or night as its viewer has it.
pub fn document(chart: &Chart) -> String {
    plot(chart, true)
}

fn plot(chart: &Chart, alone: bool) -> String {
    debug_assert!(CHARTS.iter().any(|c| c.0 == chart.name), "`{}` is missing from CHARTS", chart.name);
    match &chart.plot {
        Plot::Lines { series, marks } => lines::draw(chart, series, marks, alone),
        Plot::Steps(climbs) => steps::draw(chart, climbs, alone),
        Plot::Bars { categories, parts } => bars::draw(chart, categories, parts, alone),
        Plot::Scatter(spots) => scatter::draw(chart, spots, alone),
        Plot::Histogram { edges, counts, marks } => histogram::draw(chart, edges, counts, marks, alone),
        Plot::Schematic(strands) => schematic::draw(chart, strands, alone),
    }
}
