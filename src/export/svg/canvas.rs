//! A picture in the making: text, lines and shapes in paints that know light and dark.

use std::fmt::Write as _;

use super::style;

/// A colour by day and by night. Plain SVG programs read the day colour; browsers follow the `color-scheme`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    /// Name of its class.
    class: &'static str,
    light: &'static str,
    dark: &'static str,
}

impl Paint {
    /// A paint by the name of its class, by day and by night.
    pub const fn new(class: &'static str, light: &'static str, dark: &'static str) -> Self {
        Self { class, light, dark }
    }

    /// Attributes of what it fills.
    pub fn filling(self) -> String {
        fill(self)
    }

    /// Attributes of a line in it.
    pub fn drawing(self) -> String {
        stroke(self)
    }

    /// Attributes of what it fills with a rim of another.
    pub fn within(self, rim: Self) -> String {
        both(self, rim)
    }
}

/// Text and axes.
pub(super) const INK: Paint = Paint { class: "ink", light: "#24292f", dark: "#e6edf3" };
/// Second-rank text and small marks.
pub(super) const FAINT: Paint = Paint { class: "faint", light: "#59636e", dark: "#9198a1" };
/// Lines of the grid.
pub(super) const GRID: Paint = Paint { class: "grid", light: "#dfe3e8", dark: "#2f363d" };
/// The ground.
pub(super) const PAPER: Paint = Paint { class: "paper", light: "#ffffff", dark: "#0d1117" };
/// Parts of bars, which carry words in black or white; the same by day and by night.
pub(super) const ON_BRIGHT: &str = "#000000";

/// The paint of the nth series, from 1.
pub(super) fn series(rank: usize) -> Paint {
    const CLASSES: [&str; 6] = ["s1", "s2", "s3", "s4", "s5", "s6"];
    Paint { class: CLASSES[(rank.max(1) - 1) % CLASSES.len()], light: style::of_rank(rank), dark: style::of_rank_dark(rank) }
}

/// Size of text.
pub(super) const SIZE: f64 = 13.0;

/// Where a text stands to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// An SVG in the making.
pub(super) struct Canvas {
    pub width: f64,
    body: String,
    paints: Vec<Paint>,
}

impl Canvas {
    pub fn new(width: f64) -> Self {
        Self { width, body: String::new(), paints: Vec::new() }
    }

    /// The whole picture. `alone` is for a file of its own: it brings its ground and follows the viewer's day or night.
    pub fn finish(self, title: &str, height: f64, alone: bool) -> String {
        let Self { width, body, paints } = self;
        let scheme = if alone { ":root{color-scheme:light dark}" } else { "" };
        let font = if alone { " font-family=\"'Noto Sans','DejaVu Sans',Helvetica,Arial,sans-serif\"" } else { "" };
        let ground = if alone { format!("<rect width=\"{width:.0}\" height=\"{height:.0}\" {}/>", fill(PAPER)) } else { String::new() };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"corridor-chart\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\"{font} font-size=\"{SIZE:.0}\">\n<title>{}</title>\n<style>{scheme}{}</style>\n{ground}{body}</svg>\n",
            escaped(title),
            sheet(&paints)
        )
    }

    /// Makes paints of a picture's own known to the rules for day and night.
    pub fn know(&mut self, paints: &[Paint]) {
        self.paints.extend_from_slice(paints);
    }

    /// Adds elements that are written already.
    pub fn raw(&mut self, svg: &str) {
        self.body.push_str(svg);
        self.body.push('\n');
    }

    /// A line of text.
    pub fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, paint: Paint, text: &str) {
        self.write(x, y, anchor, &fill(paint), text);
    }

    /// A line of bold text.
    pub fn bold(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        self.write(x, y, anchor, &format!("font-weight=\"bold\" {}", fill(INK)), text);
    }

    /// A line of the title.
    pub fn heading(&mut self, (x, y): (f64, f64), text: &str) {
        self.write(x, y, Anchor::Start, &format!("font-weight=\"bold\" font-size=\"15\" {}", fill(INK)), text);
    }

    /// A line of text of one fixed colour, upon a coloured ground.
    pub fn text_on(&mut self, (x, y): (f64, f64), colour: &str, text: &str) {
        self.write(x, y, Anchor::Middle, &format!("fill=\"{colour}\""), text);
    }

    /// A line of text with a rim of paper, upon lines.
    pub fn label(&mut self, (x, y): (f64, f64), anchor: Anchor, bold: bool, text: &str) {
        let weight = if bold { "font-weight=\"bold\" " } else { "" };
        let (fill, rim) = (PAPER.class, INK.class);
        let paints = format!(
            "{weight}font-size=\"12\" class=\"f-{rim} l-{fill}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
            INK.light, PAPER.light
        );
        self.write(x, y, anchor, &paints, text);
    }

    fn write(&mut self, x: f64, y: f64, anchor: Anchor, attributes: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let _ = writeln!(self.body, "<text x=\"{x:.1}\" y=\"{y:.1}\"{anchor} {attributes}>{}</text>", escaped(text));
    }

    /// A line: its path data, paint, width and dashes (empty is solid).
    pub fn line(&mut self, d: &str, paint: Paint, width: f64, dashes: &str) {
        let dashes = if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
        let _ = writeln!(self.body, "<path d=\"{d}\" fill=\"none\" {} stroke-width=\"{width}\" stroke-linejoin=\"round\"{dashes}/>", stroke(paint));
    }

    /// A line whose dashes have round ends.
    pub fn round_line(&mut self, d: &str, paint: Paint, width: f64, dashes: &str) {
        let dashes = if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
        let _ = writeln!(self.body, "<path d=\"{d}\" fill=\"none\" {} stroke-width=\"{width:.1}\" stroke-linecap=\"round\"{dashes}/>", stroke(paint));
    }

    /// A filled box with a rim of paper, and words that appear when pointed at.
    pub fn bar(&mut self, (x, y, width, height): (f64, f64, f64, f64), colour: &str, words: &str) {
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{colour}\" {}><title>{}</title></rect>",
            stroke(PAPER),
            escaped(words)
        );
    }

    /// A disc: filled with a paint, or hollow with a rim of it.
    pub fn disc(&mut self, (x, y): (f64, f64), radius: f64, paint: Paint, hollow: bool) {
        let paints = if hollow { format!("{} stroke-width=\"2\"", both(PAPER, paint)) } else { format!("{} stroke-width=\"1.5\"", both(paint, PAPER)) };
        let _ = writeln!(self.body, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" {paints}/>");
    }

    /// The mark of a kind of event, and words that appear when pointed at.
    pub fn mark(&mut self, (x, y): (f64, f64), kind: &str, words: &str) {
        let (colour, shape) = (style::marker(kind).0, style::shape(kind));
        let d = match shape {
            style::Shape::Triangle => format!("M{:.1} {:.1}l5.5 10h-11z", x, y - 6.0),
            style::Shape::Diamond => format!("M{:.1} {:.1}l6 6l-6 6l-6 -6z", x, y - 6.0),
            style::Shape::Square => format!("M{:.1} {:.1}h9v9h-9z", x - 4.5, y - 4.5),
            _ => format!("M{:.1} {y:.1}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z", x - 5.0),
        };
        let title = if words.is_empty() { String::new() } else { format!("<title>{}</title>", escaped(words)) };
        let _ = writeln!(self.body, "<path d=\"{d}\" fill=\"{colour}\" {} stroke-width=\"1.5\">{title}</path>", stroke(PAPER));
    }
}

fn fill(paint: Paint) -> String {
    format!("class=\"f-{}\" fill=\"{}\"", paint.class, paint.light)
}

fn stroke(paint: Paint) -> String {
    format!("class=\"l-{}\" stroke=\"{}\"", paint.class, paint.light)
}

fn both(inside: Paint, rim: Paint) -> String {
    format!("class=\"f-{} l-{}\" fill=\"{}\" stroke=\"{}\"", inside.class, rim.class, inside.light, rim.light)
}

/// The rules that turn paints over at night. A page may give its own ground as `--paper`.
fn sheet(own: &[Paint]) -> String {
    let mut paints = vec![INK, FAINT, GRID, PAPER];
    paints.extend((1..=6).map(series));
    paints.extend_from_slice(own);
    let mut sheet = String::new();
    for Paint { class, light, dark } in paints {
        let colour = format!("light-dark({light},{dark})");
        let colour = if class == PAPER.class { format!("var(--paper,{colour})") } else { colour };
        let _ = write!(sheet, ".corridor-chart .f-{class}{{fill:{colour}}}.corridor-chart .l-{class}{{stroke:{colour}}}");
    }
    sheet
}

/// Text between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// About how wide a text is at the size of text, for fonts of the Helvetica kind; rather too wide than too narrow.
pub(super) fn width(text: &str) -> f64 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.32,
        'f' | 't' | 'r' | ' ' | '\u{a0}' | '-' | '(' | ')' | '/' => 0.4,
        'm' | 'w' | 'M' | 'W' | '%' => 0.9,
        c if c.is_ascii_uppercase() => 0.7,
        c if ('\u{2e80}'..).contains(&c) => 1.05,
        _ => 0.58,
    };
    text.chars().map(of).sum::<f64>() * SIZE
}

/// A text in lines of at most a width, broken at spaces.
pub(super) fn wrapped(text: &str, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if width(line) + width(word) + 5.0 <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
