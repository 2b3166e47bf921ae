//! Areas on the map: what lies within reach of sources, and where two fields are equal. Knows no freight word and
//! imports nothing of ours.

mod field;
mod spread;

pub use field::{Field, equal};
pub use spread::{Source, spread, squared_km};
