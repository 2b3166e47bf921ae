//! The links of a network laid on the tracks of a file: an overlay with their drawn lines.

use std::io::Write;

use super::countries::Countries;
use super::draft::rows;
use super::links::{swapped, thinned};
use super::skipped::Skipped;
use super::track::Tracks;
use super::{Options, geojson};
use crate::error::Error;
use crate::geography::Position;
use crate::nearby::{length_along, near_metres};
use crate::network::{LinkId, Mode, Network};
use crate::report::{Cell, Dataset, Lead, Report, Table};
use crate::units::{Decimal, Length};

/// Points of a drawn line that guide the way along the tracks are at least this far apart.
const APART: f64 = 15_000.0;
/// Drawn lines are compared with the tracks every so many metres.
const STEP: f64 = 1_000.0;
/// This near to a track is on it, when shares are told.
const NEAR: f64 = 5_000.0;

/// How links are laid.
#[derive(Clone, Debug)]
pub struct DrapeOptions {
    /// How the tracks are read and joined, and how far from a track a link's end may lie.
    pub tracks: Options,
    /// How far the length of the track may be from the link's own, in percent.
    pub tolerance: u64,
}

/// Links laid on tracks.
#[derive(Debug)]
pub struct Draped {
    laid: Vec<Laid>,
    refused: Vec<(String, String)>,
    outside: u64,
    dataset: (String, String),
    options: DrapeOptions,
    /// What was left out of the tracks, and what else is to be said of them.
    skipped: Skipped,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Laid {
    link: String,
    length: Length,
    track: Length,
    before: Fit,
    after: Fit,
    inner: Vec<Position>,
}

/// How a drawn line lies: its metres, how many of them lie near a track, and the sum of their distances.
#[derive(Clone, Copy, Debug, Default)]
struct Fit {
    metres: f64,
    near: f64,
    off: f64,
}

impl std::ops::Add for Fit {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { metres: self.metres + other.metres, near: self.near + other.near, off: self.off + other.off }
    }
}

impl Fit {
    /// What of it lies near a track, in percent, to a tenth.
    fn share(self) -> Cell {
        if self.metres > 0.0 { Cell::Number(Decimal { value: (self.near / self.metres * 1000.0).round() as u64, places: 1 }) } else { Cell::Empty }
    }

    /// How far it lies from the tracks on average, in metres; what is not near counts as just beyond.
    fn mean(self) -> Cell {
        if self.metres > 0.0 { Cell::whole((self.off / self.metres).round() as u64) } else { Cell::Empty }
    }
}

/// Lays the railway links of a network on the lines of a GeoJSON text.
///
/// # Errors
/// As [`super::geojson`].
pub fn drape(network: &Network, text: &[u8], options: &DrapeOptions) -> Result<Draped, Error> {
    let mut read = geojson::read(text, &options.tracks)?;
    let manifest = network.manifest();
    let mut draped = Draped {
        laid: Vec::new(),
        refused: Vec::new(),
        outside: 0,
        dataset: (manifest.version.clone(), manifest.as_of.to_string()),
        options: options.clone(),
        skipped: std::mem::take(&mut read.skipped),
        notes: std::mem::take(&mut read.notes),
    };
    draped.notes.extend(swapped(&read, &Countries::new()?));
    let tracks = Tracks::new(read, options.tracks.snap.get() as f64);
    for (id, link) in network.links().filter(|(_, l)| l.mode == Mode::Rail) {
        match lay(network, id, &tracks, options) {
            Ok(laid) => draped.laid.push(laid),
            Err(Refusal::Outside) => draped.outside += 1,
            Err(Refusal::Because(reason)) => draped.refused.push((link.code.clone(), reason)),
        }
    }
    Ok(draped)
}

/// Why a link is not laid.
enum Refusal {
    /// No track near either end.
    Outside,
    Because(String),
}

fn lay(network: &Network, id: LinkId, tracks: &Tracks, options: &DrapeOptions) -> Result<Laid, Refusal> {
    let link = network.link(id);
    let drawn = network.line(id);
    let reach = options.tracks.reach.get() as f64;
    let ends = [(drawn[0], link.from), (drawn[drawn.len() - 1], link.to)];
    let far: Vec<&str> = ends.iter().filter(|(p, _)| tracks.distance(*p, reach).is_none()).map(|(_, n)| network.node(*n).code.as_str()).collect();
    match far[..] {
        [_, _] => return Err(Refusal::Outside),
        [one] => return Err(Refusal::Because(format!("no track within {} km of {one}", options.tracks.reach.km()))),
        _ => {}
    }
    let guide = spaced(&drawn);
    let (points, metres) = tracks.along(&guide, reach).map_err(|at| {
        let place = guide[at.min(guide.len() - 1)];
        Refusal::Because(format!("the tracks do not go on near {:.3}, {:.3}", place.x, place.y))
    })?;
    let track = Length::from_metres(metres);
    let off = track.get().abs_diff(link.length.get());
    if off * 100 > link.length.get() * options.tolerance && off > 3_000 {
        return Err(Refusal::Because(format!("the track is {} km long, the link {} km", track.km(), link.length.km())));
    }
    let whole: Vec<Position> = [&drawn[..1], &points, &drawn[drawn.len() - 1..]].concat();
    let inner = thinned(whole, options.tracks.simplify.get() as f64);
    let laid: Vec<Position> = [&drawn[..1], &inner, &drawn[drawn.len() - 1..]].concat();
    Ok(Laid { link: link.code.clone(), length: link.length, track, before: fit(tracks, &drawn), after: fit(tracks, &laid), inner })
}

/// The ends of a line and points of it that are some way apart.
fn spaced(line: &[Position]) -> Vec<Position> {
    let mut out = vec![line[0]];
    let mut since = 0.0;
    for pair in line.windows(2).take(line.len().saturating_sub(2)) {
        since += near_metres(pair[0], pair[1]);
        if since >= APART {
            out.push(pair[1]);
            since = 0.0;
        }
    }
    out.push(line[line.len() - 1]);
    out
}

/// How a line lies, looked at every kilometre.
fn fit(tracks: &Tracks, line: &[Position]) -> Fit {
    let mut all = Fit::default();
    for pair in line.windows(2) {
        let metres = length_along(pair);
        let steps = (metres / STEP).round().max(1.0);
        for i in 0..steps as usize {
            let share = (i as f64 + 0.5) / steps;
            let at = Position { x: pair[0].x + share * (pair[1].x - pair[0].x), y: pair[0].y + share * (pair[1].y - pair[0].y) };
            let off = tracks.distance(at, NEAR);
            let metres = metres / steps;
            all = all + Fit { metres, near: if off.is_some() { metres } else { 0.0 }, off: off.unwrap_or(NEAR) * metres };
        }
    }
    all
}

impl Draped {
    /// The files of the overlay, each by [`Draped::render`].
    pub const FILES: [&str; 2] = ["waypoints.csv", "sources.csv"];

    /// Writes one of [`Draped::FILES`].
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn render(&self, file: &str, out: &mut dyn Write) -> Result<(), Error> {
        if file == "sources.csv" {
            let track = format!("Tracks of {}", self.options.tracks.name);
            return rows(out, &["id", "citation", "url", "year", "licence"], &[["draped-track", &track, "", "", "as the file"]], |row, out| {
                out.write_record(row)
            });
        }
        rows(out, &["link", "seq", "lon", "lat", "source"], &self.laid, |laid, out| {
            let row =
                |(i, p): (usize, &Position)| [laid.link.clone(), (i + 1).to_string(), format!("{:.6}", p.x), format!("{:.6}", p.y), "draped-track".to_owned()];
            laid.inner.iter().enumerate().map(row).try_for_each(|row| out.write_record(&row))
        })
    }

    /// What was laid and what was refused, and how near to the tracks it lies.
    pub fn report(&self) -> Report {
        let count = self.laid.len();
        let title = format!("{count} links laid on the tracks of {}", self.options.tracks.name);
        let asked = serde_json::json!({
            "command": "drape",
            "track": self.options.tracks.name,
            "snap_m": self.options.tracks.snap,
            "reach_m": self.options.tracks.reach,
            "tolerance_percent": self.options.tolerance,
        });
        let (version, as_of) = self.dataset.clone();
        let mut report = Report::new(title, asked, Dataset { version, as_of, scenarios: Vec::new(), digest: String::new() }, Lead::Tables);
        let sum = |of: fn(&Laid) -> Fit| self.laid.iter().map(of).fold(Fit::default(), std::ops::Add::add);
        let (before, after) = (sum(|l| l.before), sum(|l| l.after));
        let rows = vec![
            vec![Cell::text("links laid"), Cell::count(count)],
            vec![Cell::text("links refused"), Cell::count(self.refused.len())],
            vec![Cell::text("links with no track near either end"), Cell::whole(self.outside)],
            vec![Cell::text("within 5 km of a track before, percent"), before.share()],
            vec![Cell::text("within 5 km of a track after, percent"), after.share()],
            vec![Cell::text("mean distance from a track before, metres"), before.mean()],
            vec![Cell::text("mean distance from a track after, metres"), after.mean()],
        ];
        report.tables.push(Table::new("counts", "What was done", &["what", "count"], rows));
        let laid = |l: &Laid| {
            let off = (l.track.get() as f64 / l.length.get().max(1) as f64 - 1.0) * 100.0;
            vec![
                Cell::text(&l.link),
                Cell::Number(l.length.km()),
                Cell::Number(l.track.km()),
                Cell::Written(format!("{off:.1}")),
                l.before.share(),
                l.after.share(),
                l.before.mean(),
                l.after.mean(),
            ]
        };
        let columns = ["link", "length_km", "track_km", "difference_percent", "near_before_percent", "near_after_percent", "off_before_m", "off_after_m"];
        report.tables.push(Table::new("laid", "Laid", &columns, self.laid.iter().map(laid).collect()));
        let rows = self.refused.iter().map(|(link, why)| vec![Cell::text(link), Cell::text(why)]).collect();
        report.tables.push(Table::new("refused", "Refused", &["link", "why"], rows));
        report.tables.extend(self.skipped.tables());
        report.notes.clone_from(&self.notes);
        report.holds = count > 0;
        report
    }
}
