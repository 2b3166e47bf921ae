//! Labels that do not collide: each goes to the best of its free places, or nowhere.

use super::canvas::Anchor;

/// A box on paper: left, top, right, bottom.
pub(super) type Box = [f64; 4];

/// A straight line on paper.
pub(super) type Line = [(f64, f64); 2];

/// What is taken on a plot.
pub(super) struct Places {
    within: Box,
    taken: Vec<Box>,
    lines: Vec<Line>,
}

/// What a label costs for each line that it lies on, in pixels of distance.
const ON_A_LINE: f64 = 45.0;
/// The same for each line that the way to it crosses.
const OVER_A_LINE: f64 = 25.0;
/// A label this near needs no line to it.
const NEAR: f64 = 20.0;

impl Places {
    /// An empty plot.
    pub fn new(within: Box) -> Self {
        Self { within, taken: Vec::new(), lines: Vec::new() }
    }

    /// Labels avoid this line where they can.
    pub fn avoid(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.lines.push([from, to]);
    }

    /// No label may lie on this box.
    pub fn take(&mut self, place: Box) {
        self.taken.push(place);
    }

    /// The cheapest of some boxes, each with its own cost, for what is at a point; takes it. The box is free and
    /// within the plot, and so is the way of the thin line that leads to it from afar.
    pub fn place(&mut self, of: (f64, f64), candidates: impl Iterator<Item = (Box, f64)>) -> Option<Label> {
        let apart = |a: &Box, b: &Box| a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1];
        let inside = |b: &Box| b[0] >= self.within[0] && b[1] >= self.within[1] && b[2] <= self.within[2] && b[3] <= self.within[3];
        let holds = |b: &Box| b[0] <= of.0 && of.0 <= b[2] && b[1] <= of.1 && of.1 <= b[3];
        let free = |place: &Box, thread: Option<&Line>| {
            inside(place) && self.taken.iter().all(|t| apart(t, place) && thread.is_none_or(|line| holds(t) || !crosses(line, t)))
        };
        let mut best: Option<(f64, Label)> = None;
        for (place, own) in candidates {
            let thread = thread(of, &place);
            if !free(&place, thread.as_ref()) {
                continue;
            }
            let beneath = self.lines.iter().filter(|l| crosses(l, &place)).count();
            let cut = thread.map_or(0, |thread| self.lines.iter().filter(|l| meet(l, &thread)).count());
            let cost = own + ON_A_LINE * beneath as f64 + OVER_A_LINE * cut as f64;
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, Label { place, thread }));
            }
        }
        let label = best?.1;
        self.taken.push(label.place);
        self.lines.extend(label.thread);
        Some(label)
    }
}

/// Where a label stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Label {
    pub place: Box,
    /// The thin line from what it names, where it is not beside it.
    pub thread: Option<Line>,
}

impl Label {
    /// Where its lines of text begin or end, when what it names is at an x.
    pub fn side(&self, x: f64) -> (f64, Anchor) {
        let [from, _, to, _] = self.place;
        if to < x + 12.0 { (to, Anchor::End) } else { (from, Anchor::Start) }
    }
}

/// The thin line to the side of a box, unless it is near.
fn thread(of: (f64, f64), place: &Box) -> Option<Line> {
    let end = (of.0.clamp(place[0], place[2]), of.1.clamp(place[1], place[3]));
    ((end.0 - of.0).hypot(end.1 - of.1) > NEAR).then_some([of, end])
}

/// Whether two lines cross inside both of them.
fn meet(a: &Line, b: &Line) -> bool {
    let side = |[p, q]: &Line, r: (f64, f64)| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b[0]) * side(a, b[1]) < 0.0 && side(b, a[0]) * side(b, a[1]) < 0.0
}

/// Whether a line has a point in a box (Liang and Barsky 1984, doi:10.1145/357332.357333).
fn crosses(&[(x0, y0), (x1, y1)]: &Line, place: &Box) -> bool {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (p, q) in [(-dx, x0 - place[0]), (dx, place[2] - x0), (-dy, y0 - place[1]), (dy, place[3] - y0)] {
        if p == 0.0 {
            if q < 0.0 {
                return false;
            }
        } else if p < 0.0 {
            enter = enter.max(q / p);
        } else {
            leave = leave.min(q / p);
        }
    }
    enter <= leave
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_neither_collide_nor_leave_the_plot_and_shun_lines() {
        let mut places = Places::new([0.0, 0.0, 100.0, 100.0]);
        places.avoid((0.0, 15.0), (100.0, 15.0));
        let tries = || [([10.0, 10.0, 30.0, 20.0], 0.0), ([10.0, 40.0, 30.0, 50.0], 10.0), ([90.0, 40.0, 110.0, 50.0], 0.0)].into_iter();
        let mut place = || places.place((8.0, 30.0), tries()).map(|l| l.place);
        assert_eq!(place(), Some([10.0, 40.0, 30.0, 50.0]), "off the line, though farther");
        assert_eq!(place(), Some([10.0, 10.0, 30.0, 20.0]), "on the line when nothing else is free");
        assert_eq!(place(), None);
    }

    #[test]
    fn a_far_label_hangs_on_a_line_that_runs_through_no_other() {
        let mut places = Places::new([0.0, 0.0, 100.0, 100.0]);
        places.take([40.0, 0.0, 60.0, 20.0]);
        let label = places.place((10.0, 10.0), [([70.0, 5.0, 90.0, 15.0], 0.0), ([30.0, 60.0, 50.0, 70.0], 50.0)].into_iter());
        assert_eq!(label, Some(Label { place: [30.0, 60.0, 50.0, 70.0], thread: Some([(10.0, 10.0), (30.0, 60.0)]) }));
        assert!(meet(&[(0.0, 0.0), (10.0, 10.0)], &[(0.0, 10.0), (10.0, 0.0)]) && !meet(&[(0.0, 0.0), (4.0, 4.0)], &[(0.0, 10.0), (10.0, 0.0)]));
    }

    #[test]
    fn a_line_crosses_a_box_or_not() {
        let place = [10.0, 10.0, 20.0, 20.0];
        for (line, expected) in [
            ([(0.0, 0.0), (30.0, 30.0)], true),
            ([(0.0, 25.0), (30.0, 25.0)], false),
            ([(15.0, 0.0), (15.0, 9.0)], false),
            ([(12.0, 12.0), (13.0, 13.0)], true),
            ([(0.0, 15.0), (9.0, 24.0)], false),
        ] {
            assert_eq!(crosses(&line, &place), expected, "{line:?}");
        }
    }
}
