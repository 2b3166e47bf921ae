//! How far a long answer is, on stderr and only when a terminal is there.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that shows nothing before it is told of a step, and never anything into a pipe or file.
pub(super) fn bar(quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} variants, {eta} to go").unwrap_or_else(|_| ProgressStyle::default_bar());
    // stderr of indicatif is hidden by itself where no terminal is.
    ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr()).with_style(style)
}

/// Moves the bar.
pub(super) fn show(bar: &ProgressBar, done: usize, of: usize) {
    bar.set_length(of as u64);
    bar.set_position(done as u64);
}
