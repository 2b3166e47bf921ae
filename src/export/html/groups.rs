//! What an answer shows on a map beside routes, in groups that a legend can name: of one kind, in one colour.

use crate::export::style;
use crate::network::Mode;
use crate::report::{Cell, Feature, Report, Shape};

/// Kinds of things from which on only the first is shown at first, as they lie over each other.
const MANY: usize = 4;

/// What the name of a group begins with whose things tell which of two is better there.
const BETTER: &str = "better: ";

/// The colour of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::export) enum Tint {
    /// That of a route.
    Rank(usize),
    /// That of links of a mode.
    Mode(Mode),
    /// That of a band of `reach`, 1 the nearest.
    Band(usize),
    /// That of text: what an answer points at beside its routes.
    Ink,
    /// That of what stays as it is.
    Quiet,
}

impl Tint {
    /// Its class in a page.
    pub fn class(self) -> String {
        match self {
            Self::Rank(rank) => style::class_of_rank(rank),
            Self::Mode(mode) => format!("m-{}", mode.name()),
            Self::Band(band) => style::class_of_band(band),
            Self::Ink => "marked".to_owned(),
            Self::Quiet => "quiet".to_owned(),
        }
    }
}

/// Features of one kind and shape.
pub(in crate::export) struct Group<'r> {
    pub name: String,
    pub tint: Tint,
    /// `areas`, `lines` or `points`.
    pub shape: &'static str,
    /// Whether it is shown at first.
    pub shown: bool,
    /// The features by their place in the report.
    pub members: Vec<(usize, &'r Feature)>,
}

/// The features that are no itineraries: areas under lines under points.
pub(in crate::export) fn groups(report: &Report) -> Vec<Group<'_>> {
    let placed = || report.features.iter().enumerate().filter_map(|(i, f)| Some((i, f, shape(f)?)));
    let mut families: Vec<String> = Vec::new();
    placed().map(|(_, f, _)| family(f)).for_each(|name| {
        if !families.contains(&name) {
            families.push(name);
        }
    });
    let mut groups: Vec<Group> = Vec::new();
    for (i, feature, shape) in placed() {
        let family = family(feature);
        let tint = if report.itineraries.is_empty() { tint(feature, &family, &families) } else { Tint::Ink };
        let name = if let Tint::Mode(mode) = tint { mode.name().to_owned() } else { family };
        match groups.iter_mut().find(|g| g.name == name && g.tint == tint && g.shape == shape) {
            Some(group) => group.members.push((i, feature)),
            None => {
                let shown = groups.is_empty() || families.len() < MANY || emphasis(feature).is_none();
                groups.push(Group { name, tint, shape, shown, members: vec![(i, feature)] });
            }
        }
    }
    groups.sort_by_key(|g| ["areas", "lines", "points"].iter().position(|s| *s == g.shape));
    groups
}

fn shape(feature: &Feature) -> Option<&'static str> {
    match feature.shape {
        Shape::Nowhere => None,
        Shape::Points(_) => Some("points"),
        Shape::Lines(_) => Some("lines"),
        Shape::Polygons(_) => Some("areas"),
    }
}

fn property<'f>(feature: &'f Feature, name: &str) -> Option<&'f Cell> {
    feature.properties.iter().find(|(key, _)| key == name).map(|(_, cell)| cell)
}

fn number(feature: &Feature, name: &str) -> Option<usize> {
    property(feature, name)?.to_string().parse().ok()
}

/// How much a feature matters, 1 to 4, where it says so; what changes matters more than what stays.
pub(in crate::export) fn emphasis(feature: &Feature) -> Option<usize> {
    number(feature, "emphasis").or_else(|| matches!(feature.kind, "gained" | "lost" | "break_even").then_some(3))
}

/// What a feature is told apart by: its kind, a band by its limit, a node by which of two things is better there.
fn family(feature: &Feature) -> String {
    let told = match feature.kind {
        "band" => property(feature, "within").map(|limit| format!("within {limit}")),
        _ => property(feature, "better").map(|which| format!("{BETTER}{which}")),
    };
    told.unwrap_or_else(|| feature.kind.replace('_', " "))
}

/// Links of one kind have the colour of their mode, several kinds each its own.
fn tint(feature: &Feature, family: &str, families: &[String]) -> Tint {
    match (feature.kind, feature.mode) {
        ("gained", _) => Tint::Rank(3),
        ("lost", _) => Tint::Rank(2),
        ("kept", _) => Tint::Quiet,
        ("band", _) => Tint::Band(number(feature, "band").unwrap_or(1)),
        ("break_even", _) => Tint::Ink,
        ("node", _) if families.iter().any(|f| f.starts_with("within ")) => Tint::Ink,
        _ if family.starts_with(BETTER) => Tint::Rank(families.iter().filter(|f| f.starts_with(BETTER)).position(|f| f == family).unwrap_or(0) + 1),
        (_, Some(mode)) if families.len() == 1 => Tint::Mode(mode),
        _ => Tint::Rank(families.iter().position(|f| f == family).unwrap_or(0) + 1),
    }
}
