//! Time-distance and cost-distance diagrams: lines that climb as freight moves, upright where it stands or pays.

use super::axes::{Frame, LEFT, LINE, Scale, number};
use super::canvas::{Anchor, INK, series as paint, width};
use super::labels::Places;
use super::style;
use crate::report::{Chart, Climb, Step};

const HEIGHT: f64 = 460.0;
/// Steps lower than this share of the axis are marked without words.
const LEAST: f64 = 0.012;
/// Height of a label of two lines.
const TALL: f64 = 29.0;
/// Size of labels to that of text.
const SMALL: f64 = 12.0 / 13.0;

pub(super) fn draw(chart: &Chart, climbs: &[Climb], alone: bool) -> String {
    let points = || climbs.iter().flat_map(|c| &c.points);
    let mut frame = Frame::new(chart, HEIGHT, 0, |[left, top, right, bottom]| {
        (Scale::over(points().map(|p| number(p.0)), left, right), Scale::over(points().map(|p| number(p.1)), bottom, top))
    });
    let [left, top, right, bottom] = frame.inner;
    let mut places = Places::new([left + 2.0, top - 14.0, right + 20.0, bottom - 2.0]);
    for (i, climb) in climbs.iter().enumerate().rev() {
        let path = frame.path(&climb.points);
        frame.canvas.line(&path, paint(i + 1), if i == 0 { 3.0 } else { 2.0 }, style::dashes_of_rank(i + 1));
        let at: Vec<(f64, f64)> = climb.points.iter().map(|p| (frame.x.at(number(p.0)), frame.y.at(number(p.1)))).collect();
        at.windows(2).for_each(|pair| places.avoid(pair[0], pair[1]));
    }
    let mut kinds: Vec<&str> = Vec::new();
    for climb in climbs.iter().rev() {
        for step in &climb.steps {
            let (x, low, high) = ends(&frame, climb, step);
            let middle = (x, f64::midpoint(low, high));
            frame.canvas.mark(middle, step.kind, &format!("{}: {}", step.place, step.words));
            places.take([x - 6.0, middle.1 - 6.0, x + 6.0, middle.1 + 6.0]);
            if !kinds.contains(&step.kind) {
                kinds.push(step.kind);
            }
        }
    }
    // The best route has the first choice of places, and its highest steps before others.
    let mut written: Vec<(i64, &str, &str)> = Vec::new();
    for climb in climbs {
        let mut steps: Vec<(&Step, (f64, f64, f64))> = climb.steps.iter().map(|s| (s, ends(&frame, climb, s))).collect();
        steps.retain(|(_, (_, low, high))| low - high > LEAST * HEIGHT);
        steps.sort_by(|(_, a), (_, b)| (b.1 - b.2).total_cmp(&(a.1 - a.2)));
        for (step, (x, low, high)) in steps {
            let same = (x as i64, step.place.as_str(), step.words.as_str());
            if !written.contains(&same) && label(&mut frame, &mut places, step, (x, low, high)) {
                written.push(same);
            }
        }
    }
    for (i, climb) in climbs.iter().enumerate() {
        frame.legend(paint(i + 1), style::dashes_of_rank(i + 1), &climb.name);
    }
    marks(&mut frame, &kinds);
    frame.finish(&chart.title, alone)
}

/// Where a step stands: x, and y of its foot and head.
fn ends(frame: &Frame, climb: &Climb, step: &Step) -> (f64, f64, f64) {
    let y = |i: usize| climb.points.get(i).map_or(frame.inner[3], |p| frame.y.at(number(p.1)));
    let x = climb.points.get(step.at).map_or(frame.inner[0], |p| frame.x.at(number(p.0)));
    (x, y(step.at.saturating_sub(1)), y(step.at))
}

/// Writes place and words of a step beside it; `false` when nothing is free.
fn label(frame: &mut Frame, places: &mut Places, step: &Step, (x, low, high): (f64, f64, f64)) -> bool {
    let wide = width(&step.place).max(width(&step.words)) * SMALL + 2.0;
    let y = f64::midpoint(low, high);
    // Beside its middle, above to the left of a line that climbs, below to the right of it, or over its head.
    let candidates = (0..9).flat_map(|i| {
        let (near, away) = (9.0, f64::from(i) * 9.0);
        let (above, below, head) = (y - away - TALL / 2.0, y + away - TALL / 2.0, high - away - TALL - 3.0);
        let at = |left: f64, top: f64, cost: f64| ([left, top, left + wide, top + TALL], cost);
        [
            at(x - near - away - wide, above, away + 6.0),
            at(x - near - wide, above, away + 6.0),
            at(x + near, below, away),
            at(x + near + away, below, away),
            at(x - wide + 9.0, head, away + 12.0),
            at(x - 9.0, head, away + 14.0),
        ]
    });
    let Some(label) = places.place((x, y), candidates) else { return false };
    frame.thread(&label);
    let ((at, anchor), top) = (label.side(x), label.place[1]);
    frame.canvas.label((at, top + 11.5), anchor, true, &step.place);
    frame.canvas.label((at, top + 25.5), anchor, false, &step.words);
    true
}

/// What the marks mean; kinds that look alike share an entry.
fn marks(frame: &mut Frame, kinds: &[&str]) {
    let mut entries: Vec<(&str, String)> = Vec::new();
    for kind in style::MARKERS.iter().filter(|k| kinds.contains(*k)) {
        let (words, look) = (kind.replace('_', " "), |k: &str| (style::marker(k).0, style::shape(k)));
        match entries.iter_mut().find(|(k, _)| look(k) == look(kind)) {
            Some((_, names)) => *names = format!("{names}, {words}"),
            None => entries.push((kind, words)),
        }
    }
    let mut x = LEFT + 6.0;
    for (kind, words) in entries {
        frame.canvas.mark((x, frame.below - 4.5), kind, "");
        frame.canvas.text((x + 12.0, frame.below), Anchor::Start, INK, &words);
        x += width(&words) + 30.0;
    }
    frame.below += LINE;
}
