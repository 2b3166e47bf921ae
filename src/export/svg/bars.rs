//! Lying bars, stacked of the same parts.

use super::axes::{LINE, Scale, WIDTH, heading, number};
use super::canvas::{Anchor, Canvas, FAINT, GRID, INK, ON_BRIGHT, width, wrapped};
use super::style;
use crate::report::Chart;
use crate::units::{Decimal, grouped};

const LEFT: f64 = 8.0;
const BAR: f64 = 26.0;
/// Room right of the longest bar for its sum.
const SUM: f64 = 70.0;

pub(super) fn draw(chart: &Chart, categories: &[String], parts: &[(String, Vec<Decimal>)], alone: bool) -> String {
    let value = |part: &(String, Vec<Decimal>), i: usize| part.1.get(i).copied().map_or(0.0, number);
    let sum = |i: usize| parts.iter().map(|p| value(p, i)).sum::<f64>();
    let scale = Scale::over((0..categories.len()).map(sum).chain([0.0]), LEFT, WIDTH - SUM);
    let shown = |v: f64| if scale.at(100.0) > WIDTH { format!("{:.1}", (v * 10.0).round() / 10.0) } else { grouped(v.round() as u64) };

    let mut canvas = Canvas::new(WIDTH);
    let mut y = heading(&mut canvas, &chart.title);
    let used: Vec<usize> = (0..parts.len()).filter(|p| (0..categories.len()).any(|i| value(&parts[*p], i) > 0.0)).collect();
    // Of one part the title says what it is.
    let told: &[usize] = if used.len() > 1 { &used } else { &[] };
    y = legend(&mut canvas, y, &told.iter().map(|p| (style::of_part(*p), parts[*p].0.as_str())).collect::<Vec<_>>());
    let top = y;
    // The grid lies beneath the bars.
    let heights: Vec<Vec<String>> = categories.iter().map(|c| wrapped(c, WIDTH - 40.0)).collect();
    let bottom = top + heights.iter().map(|lines| LINE * lines.len() as f64 + BAR + 14.0).sum::<f64>();
    for (v, label) in scale.ticks() {
        canvas.line(&format!("M{:.1} {top:.1}V{bottom:.1}", scale.at(v)), GRID, 1.0, "");
        canvas.text((scale.at(v), bottom + 16.0), if v == 0.0 { Anchor::Start } else { Anchor::Middle }, FAINT, &label);
    }
    canvas.text((WIDTH - LEFT, bottom + 16.0), Anchor::End, FAINT, &chart.x_label);
    for (i, lines) in heights.iter().enumerate() {
        for line in lines {
            y += LINE;
            canvas.text((LEFT, y - 4.0), Anchor::Start, INK, line);
        }
        let mut from = 0.0;
        for p in &used {
            let v = value(&parts[*p], i);
            if v <= 0.0 {
                continue;
            }
            let (x, wide) = (scale.at(from), scale.at(from + v) - scale.at(from));
            canvas.bar((x, y, wide, BAR), style::of_part(*p), &format!("{}: {} {}", parts[*p].0, shown(v), chart.x_label));
            // Of one part the sum beside the bar says it all.
            if used.len() > 1 && width(&shown(v)) + 6.0 < wide {
                canvas.text_on((x + wide / 2.0, y + BAR / 2.0 + 4.5), ON_BRIGHT, &shown(v));
            }
            from += v;
        }
        canvas.text((scale.at(from) + 8.0, y + BAR / 2.0 + 4.5), Anchor::Start, INK, &shown(from));
        y += BAR + 14.0;
    }
    canvas.finish(&chart.title, bottom + 30.0, alone)
}

/// Boxes with names, as many to a line as fit; gives where the next thing goes.
fn legend(canvas: &mut Canvas, mut y: f64, entries: &[(&str, &str)]) -> f64 {
    let mut x = LEFT;
    for (colour, name) in entries {
        if x + 20.0 + width(name) > WIDTH - LEFT {
            (x, y) = (LEFT, y + LINE + 2.0);
        }
        canvas.bar((x, y - 11.0, 13.0, 13.0), colour, name);
        canvas.text((x + 18.0, y), Anchor::Start, INK, name);
        x += 18.0 + width(name) + 14.0;
    }
    y + 12.0
}
