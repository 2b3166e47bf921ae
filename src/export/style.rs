//! Colours and symbols, once for every format that draws.

use crate::network::Mode;

/// Line colours by rank, told apart by colour-blind people (Okabe and Ito 2008, "Color Universal Design").
const RANK: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/// The colour of an itinerary.
pub(super) fn of_rank(rank: usize) -> &'static str {
    RANK[(rank.max(1) - 1) % RANK.len()]
}

/// The colour of a link by mode.
pub(super) fn of_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Rail => "#555555",
        Mode::Ferry => "#0072b2",
        Mode::Sea => "#56b4e9",
        Mode::Road => "#e69f00",
    }
}

/// Line width in pixels: the best itinerary stands out.
pub(super) fn width_of_rank(rank: usize) -> u64 {
    if rank == 1 { 5 } else { 3 }
}

/// Line opacity in tenths.
pub(super) fn opacity_of_rank(rank: usize) -> u64 {
    if rank == 1 { 9 } else { 7 }
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

/// Every kind of marker, for legends and style files.
pub(super) const MARKERS: [&str; 7] = ["loading", "border_crossing", "gauge_change", "transshipment", "wait", "unloading", "end"];
