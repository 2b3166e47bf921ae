//! A report in words: the question as a sentence, the answer in two, and how it was found.
//!
//! All figures are the report's own, rounded as its tables round them.

mod amount;
mod answer;
mod many;
mod method;
mod question;
mod whole;

pub(super) use answer::answer;
pub(super) use method::method;
pub(super) use question::question;
