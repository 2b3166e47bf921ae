//! Points by two figures, those that no other beats joined by the frontier.

use super::axes::{Frame, Scale, number};
use super::canvas::{Anchor, FAINT, series as paint, width};
use super::labels::Places;
use crate::report::{Chart, Spot, Standing};

const HEIGHT: f64 = 380.0;
/// Height of a label.
const TALL: f64 = 14.0;
/// Size of labels to that of text.
const SMALL: f64 = 12.0 / 13.0;

pub(super) fn draw(chart: &Chart, spots: &[Spot], alone: bool) -> String {
    let mut frame = Frame::new(chart, HEIGHT, 0, |[left, top, right, bottom]| {
        (Scale::over(spots.iter().map(|s| number(s.at.0)), left, right).roomy(), Scale::over(spots.iter().map(|s| number(s.at.1)), bottom, top).roomy())
    });
    let at = |frame: &Frame, spot: &Spot| (frame.x.at(number(spot.at.0)), frame.y.at(number(spot.at.1)));
    let mut places = Places::new([frame.inner[0], frame.inner[1] - 10.0, frame.inner[2] + 20.0, frame.inner[3]]);

    let mut frontier: Vec<(f64, f64)> = spots.iter().filter(|s| s.standing == Standing::Frontier).map(|s| at(&frame, s)).collect();
    frontier.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
    // Between two points of the frontier lies what neither reaches: a stair, not a slope.
    let mut stair: Vec<(f64, f64)> = Vec::new();
    for point in frontier {
        if let Some(last) = stair.last().copied() {
            stair.push((point.0, last.1));
        }
        stair.push(point);
    }
    stair.windows(2).for_each(|pair| places.avoid(pair[0], pair[1]));
    let path: Vec<String> = stair.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    if path.len() > 1 {
        frame.canvas.line(&format!("M{}", path.join("L")), paint(1), 1.5, "6 3");
    }
    for spot in spots {
        let (x, y) = at(&frame, spot);
        places.take([x - 6.0, y - 6.0, x + 6.0, y + 6.0]);
        let (colour, hollow) = look(spot.standing);
        frame.canvas.disc((x, y), 5.5, colour, hollow);
    }
    for spot in spots {
        let (x, y) = at(&frame, spot);
        let wide = width(&spot.name) * SMALL + 4.0;
        let candidates = (0..8).flat_map(|i| {
            let away = f64::from(i) * 8.0;
            let at = |left: f64, top: f64, cost: f64| ([left, top, left + wide, top + TALL], away + cost);
            let (above, below) = (y - 8.0 - away, y - 6.0 + away);
            let (left, right) = (x - 9.0 - wide, x + 9.0);
            [at(right, below, 0.0), at(right, above, 1.0), at(left, above, 4.0), at(left, below, 4.0), at(x - wide / 2.0, above - TALL, 8.0)]
        });
        if let Some(label) = places.place((x, y), candidates) {
            frame.thread(&label);
            let (at, anchor) = label.side(x);
            frame.canvas.label((at, label.place[1] + 11.0), anchor, spot.standing == Standing::Frontier, &spot.name);
        }
    }
    for (standing, words) in [
        (Standing::Frontier, "no other is as good in both"),
        (Standing::Kept, "another is as good in both, none in every measure asked for"),
        (Standing::Beaten, "a near miss: another is as good in every measure"),
    ] {
        if spots.iter().any(|s| s.standing == standing) {
            let (colour, hollow) = look(standing);
            let below = frame.below;
            frame.canvas.disc((frame.inner[0] + 6.0, below - 4.5), 5.5, colour, hollow);
            frame.canvas.text((frame.inner[0] + 20.0, below), Anchor::Start, FAINT, words);
            frame.below += super::axes::LINE;
        }
    }
    frame.finish(&chart.title, alone)
}

fn look(standing: Standing) -> (super::canvas::Paint, bool) {
    match standing {
        Standing::Frontier => (paint(1), false),
        Standing::Kept => (paint(1), true),
        Standing::Beaten => (FAINT, true),
    }
}
