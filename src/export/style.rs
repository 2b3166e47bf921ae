//! Colours and symbols, once for every format that draws.

use crate::network::Mode;

/// Line colours by rank, told apart by colour-blind people (Okabe and Ito 2008, "Color Universal Design").
const RANK: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/// The colour of an itinerary.
pub(super) fn of_rank(rank: usize) -> &'static str {
    RANK[(rank.max(1) - 1) % RANK.len()]
}

/// The same on a dark ground.
const RANK_DARK: [&str; 6] = ["#4ba3e3", "#ff8a3d", "#2fc296", "#e39cc4", "#f2b83f", "#8fd0f5"];

/// The colour of an itinerary on a dark ground.
pub(super) fn of_rank_dark(rank: usize) -> &'static str {
    RANK_DARK[(rank.max(1) - 1) % RANK_DARK.len()]
}

/// Dashes of an itinerary's line in a chart, so that colour is never all there is.
pub(super) fn dashes_of_rank(rank: usize) -> &'static str {
    ["", "9 4", "3 3", "12 3 3 3", "6 2", "2 5"][(rank.max(1) - 1) % RANK.len()]
}

/// The colour of a part of a bar: the terms of a route, in their order. Light enough for black words.
pub(super) fn of_part(index: usize) -> &'static str {
    ["#56a5d8", "#a6d8f5", "#b8b8b8", "#ee8a4a", "#d99bbf", "#4fc3a1", "#f0c54a"][index % 7]
}

/// The colour of a link by mode on a dark ground.
pub(super) fn of_mode_dark(mode: Mode) -> &'static str {
    match mode {
        Mode::Rail => "#c3c9cf",
        Mode::Ferry => RANK_DARK[0],
        Mode::Sea => RANK_DARK[5],
        Mode::Road => RANK_DARK[4],
    }
}

/// A thin line along the middle of a route's own, so that colour is never all there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Core {
    /// Of the colour of paper, else of ink.
    pub light: bool,
    /// Pixels, in a line of four.
    pub width: f64,
    /// Dashes, drawn with round ends; empty is solid.
    pub dashes: &'static str,
}

/// Cores by rank; the best route has none.
const CORES: [Option<Core>; 6] = [
    None,
    Some(Core { light: true, width: 1.4, dashes: "" }),
    Some(Core { light: true, width: 2.2, dashes: "0 6" }),
    Some(Core { light: false, width: 1.4, dashes: "" }),
    Some(Core { light: false, width: 2.4, dashes: "0 8" }),
    Some(Core { light: true, width: 1.4, dashes: "8 6" }),
];

/// Which core an itinerary has; the second six have others on the same colours.
fn core_index(rank: usize) -> usize {
    let i = rank.max(1) - 1;
    (i + i / CORES.len() * 3) % CORES.len()
}

/// The core of an itinerary's line.
pub(super) fn core_of_rank(rank: usize) -> Option<Core> {
    CORES[core_index(rank)]
}

/// All cores by the name of their class.
pub(super) fn cores() -> impl Iterator<Item = (String, Core)> {
    CORES.iter().enumerate().filter_map(|(i, core)| Some((format!("p{i}"), (*core)?)))
}

/// The classes of an itinerary in pages, which know its colour by day and by night, and its core.
pub(super) fn class_of_rank(rank: usize) -> String {
    format!("c{} p{}", (rank.max(1) - 1) % RANK.len() + 1, core_index(rank))
}

/// The colour of a link by mode.
pub(super) fn of_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Rail => "#555555",
        Mode::Ferry => "#0072b2",
        Mode::Sea => "#117e8c",
        Mode::Road => "#e69f00",
    }
}

/// What a comparison finds on a link, each with its colour.
pub(super) const CHANGES: [(&str, &str); 3] = [("gained", "#009e73"), ("lost", "#d55e00"), ("kept", "#777777")];

/// The colour of a line that belongs to no itinerary: by what happened to it, else by mode.
pub(super) fn of_line(kind: &str, mode: Option<Mode>) -> &'static str {
    if kind == "break_even" {
        return RANK[1];
    }
    let change = CHANGES.iter().find(|c| c.0 == kind).map(|c| c.1);
    change.unwrap_or_else(|| mode.map_or("#555555", of_mode))
}

/// Its width in pixels: changes stand out from what stays.
pub(super) fn width_of_line(kind: &str) -> u64 {
    if kind == "break_even" {
        return 4;
    }
    if matches!(kind, "gained" | "lost") { 4 } else { 2 }
}

/// Line width in pixels: the best itinerary stands out.
pub(super) fn width_of_rank(rank: usize) -> u64 {
    if rank == 1 { 5 } else { 3 }
}

/// Line opacity in tenths.
pub(super) fn opacity_of_rank(rank: usize) -> u64 {
    if rank == 1 { 9 } else { 7 }
}

/// The highest `emphasis` of a feature; 1 is the lowest.
pub(super) const MOST_EMPHASIS: u64 = 4;

/// The colour of a feature that says how much it matters (ColorBrewer OrRd: Harrower and Brewer 2003).
pub(super) fn of_emphasis(emphasis: u64) -> &'static str {
    match emphasis {
        0 | 1 => "#fdbb84",
        2 => "#fc8d59",
        3 => "#d7301f",
        _ => "#7f0000",
    }
}

/// The line width in pixels of a feature that says how much it matters.
pub(super) fn width_of_emphasis(emphasis: u64) -> u64 {
    1 + 2 * emphasis.clamp(1, MOST_EMPHASIS)
}

/// Dash pattern of a mode for formats that have one (pixels on and off); empty is solid.
pub(super) fn dashes(mode: Mode) -> &'static str {
    match mode {
        Mode::Rail => "",
        Mode::Ferry => "4;2",
        Mode::Sea => "6;3",
        Mode::Road => "1;2",
    }
}

/// The same for an SVG line of 5 pixels.
pub(super) fn dashes_in_svg(mode: Mode) -> &'static str {
    match mode {
        Mode::Rail => "",
        Mode::Ferry => "10 4",
        Mode::Sea => "5 5",
        Mode::Road => "2 4",
    }
}

/// The shape of a marker where symbols of Maki are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Triangle,
    Diamond,
    Square,
    Star,
    Circle,
}

impl Shape {
    /// Its name in QGIS.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Triangle => "triangle",
            Self::Diamond => "diamond",
            Self::Square => "square",
            Self::Star => "star",
            Self::Circle => "circle",
        }
    }
}

/// The shape of an event or end.
pub(super) fn shape(kind: &str) -> Shape {
    match kind {
        "border_crossing" => Shape::Triangle,
        "gauge_change" => Shape::Diamond,
        "transshipment" | "wait" => Shape::Square,
        "end" => Shape::Star,
        _ => Shape::Circle,
    }
}

/// Marker of an event or end: colour and Maki symbol.
pub(super) fn marker(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "border_crossing" => ("#d55e00", "embassy"),
        "gauge_change" => ("#cc79a7", "rail"),
        "transshipment" => ("#009e73", "harbor"),
        "wait" => ("#56b4e9", "ferry"),
        "loading" | "unloading" => ("#777777", "warehouse"),
        "end" => ("#000000", "star"),
        _ => ("#555555", "circle"),
    }
}

/// Colour of a marker on a dark ground.
pub(super) fn marker_dark(kind: &str) -> &'static str {
    match kind {
        "border_crossing" => RANK_DARK[1],
        "gauge_change" => RANK_DARK[3],
        "transshipment" => RANK_DARK[2],
        "wait" => RANK_DARK[5],
        "end" => "#e6edf3",
        _ => "#9aa4ae",
    }
}

/// Every kind of marker, for legends and style files.
pub(super) const MARKERS: [&str; 7] = ["loading", "border_crossing", "gauge_change", "transshipment", "wait", "unloading", "end"];

/// Fills of areas, the nearest the darkest (ColorBrewer YlGnBu, Harrower and Brewer 2003, doi:10.1179/000870403235002042).
const BAND: [&str; 5] = ["#253494", "#2c7fb8", "#41b6c4", "#a1dab4", "#ffffcc"];

/// The class of a band in pages.
pub(super) fn class_of_band(band: usize) -> String {
    format!("b{}", (band.max(1) - 1) % BAND.len() + 1)
}

/// All bands, for style sheets.
pub(super) const BANDS: usize = BAND.len();

/// The fill of a band, 1 for the nearest.
pub(super) fn of_band(band: usize) -> &'static str {
    BAND[(band.max(1) - 1) % BAND.len()]
}
