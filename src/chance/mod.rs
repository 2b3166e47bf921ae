//! Sums of random terms: laws with a known mean and variance, reproducible draws, and what is read off them.
//! Knows no freight word and imports nothing of ours.
//!
//! A [`Cause`] is one random factor with mean one. A [`Sum`] is a fixed amount plus means, each times the
//! factor of its cause; terms of the same cause move together, different causes are independent. Amounts are
//! integers, each term is rounded once, and every cause has its own random stream, so a sum's draws are the same
//! whatever else is drawn and on however many threads.

mod draw;
mod law;
mod summary;

pub use draw::{Cause, Sum, draw};
pub use law::Law;
pub use summary::{Histogram, Sample, apportion};
