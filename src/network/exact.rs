//! Long lists read into memory of just their size.
//!
//! Beyond a megabyte serde lets a list grow step by step, lest a forged length ask for too much. What is read here is the program's
//! own, or checked by a digest before, and growing would take twice the memory.

use std::fmt::{self, Formatter};
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

/// Reads a list of known length: `#[serde(deserialize_with = "exact::list")]`.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    struct Exact<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Exact<T> {
        type Value = Vec<T>;

        fn expecting(&self, out: &mut Formatter) -> fmt::Result {
            out.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
            let mut out = Vec::new();
            // A length that no memory can hold is no panic: the list then ends too early.
            let _ = out.try_reserve_exact(items.size_hint().unwrap_or_default());
            while let Some(item) = items.next_element()? {
                out.push(item);
            }
            Ok(out)
        }
    }

    from.deserialize_seq(Exact(PhantomData))
}
