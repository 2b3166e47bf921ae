//! Routes as straight lines from top to bottom, with their stations and events.

use super::axes::{LINE, WIDTH, heading};
use super::canvas::{Anchor, Canvas, FAINT, INK, series, wrapped};
use super::style;
use crate::report::{Chart, Stop, Strand};

/// Lines side by side.
const ACROSS: usize = 3;
/// From the left of a column to its line, and from there to its words.
const LINE_AT: f64 = 18.0;
const WORDS_AT: f64 = 18.0;
/// Height of a line of small words.
const SMALL: f64 = 16.0;

pub(super) fn draw(chart: &Chart, strands: &[Strand], alone: bool) -> String {
    let mut canvas = Canvas::new(WIDTH);
    let mut top = heading(&mut canvas, &chart.title);
    let across = strands.len().clamp(1, ACROSS);
    let wide = (WIDTH - 8.0) / across as f64;
    for (row, some) in strands.chunks(across).enumerate() {
        let bottoms: Vec<f64> =
            some.iter().enumerate().map(|(i, s)| strand(&mut canvas, s, row * across + i + 1, (8.0 + wide * i as f64, top), wide)).collect();
        top = bottoms.into_iter().fold(top, f64::max) + LINE;
    }
    canvas.finish(&chart.title, top, alone)
}

/// Draws one line in a column; gives where it ends.
fn strand(canvas: &mut Canvas, strand: &Strand, rank: usize, (left, top): (f64, f64), wide: f64) -> f64 {
    let (x, words, room) = (left + LINE_AT, left + LINE_AT + WORDS_AT, wide - LINE_AT - WORDS_AT - 12.0);
    let mut y = top;
    for line in wrapped(&strand.name, (wide - 12.0) / 1.1) {
        canvas.bold((left, y), Anchor::Start, &line);
        y += LINE;
    }
    y += 8.0;
    for (i, stop) in strand.stops.iter().enumerate() {
        let here = y;
        let (after, events) = self::words(canvas, stop, words, here, room);
        let Some(span) = strand.spans.get(i) else {
            canvas.disc((x, here - 4.5), 6.5, INK, true);
            stop.events.iter().zip(events).for_each(|(event, y)| canvas.mark((x, y), event.0, ""));
            return after;
        };
        let mut next = after + 4.0;
        for line in wrapped(&span.words, room) {
            canvas.text((words, next), Anchor::Start, FAINT, &line);
            next += SMALL;
        }
        let mut small = Vec::new();
        for name in &span.through {
            canvas.text((words, next), Anchor::Start, FAINT, &format!("· {name}"));
            small.push(next - 4.5);
            next += SMALL;
        }
        next += 10.0;
        canvas.line(&format!("M{x:.1} {:.1}V{:.1}", here - 4.5, next - 4.5), series(rank), 5.0, style::dashes_in_svg(span.mode));
        for at in small {
            canvas.disc((x, at), 3.0, INK, true);
        }
        // Over the line that ends here and the one that begins.
        canvas.disc((x, here - 4.5), 6.5, INK, true);
        stop.events.iter().zip(events).for_each(|(event, y)| canvas.mark((x, y), event.0, ""));
        y = next;
    }
    y
}

/// Writes the name of a stop and what happens there; gives the next base line, and where each event's mark goes.
fn words(canvas: &mut Canvas, stop: &Stop, left: f64, top: f64, room: f64) -> (f64, Vec<f64>) {
    canvas.bold((left, top), Anchor::Start, &stop.name);
    let (mut y, mut marks) = (top + LINE, Vec::new());
    for (_, event) in &stop.events {
        marks.push(y - 4.5);
        for line in wrapped(event, room) {
            canvas.text((left, y), Anchor::Start, INK, &line);
            y += SMALL;
        }
    }
    (y, marks)
}
