//! Dense ids, one type per noun: an index into the network's list of that noun, held one higher so that an id that may be
//! missing takes no more room.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The id of the item at `index`.
            pub const fn new(index: usize) -> Self {
                Self(NonZeroU32::MIN.saturating_add(index as u32))
            }
            /// The position in the network's list.
            pub const fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }
    };
}

id!(/// A node.
    NodeId);
id!(/// A link.
    LinkId);
id!(/// A country.
    CountryId);
id!(/// A ferry or sea service.
    ServiceId);
id!(/// A place: a cluster of nodes under one name.
    PlaceId);
id!(/// A region.
    RegionId);
id!(/// A corridor.
    CorridorId);
id!(/// A border object: one link that changes country.
    BorderId);
id!(/// A row of `transfers.csv`: a gauge-change facility, a port, a terminal.
    TransferId);
