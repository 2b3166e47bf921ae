//! Which corridors an itinerary follows.

use crate::itinerary::Itinerary;
use crate::network::{CorridorId, CorridorStatus, LinkId, Mode, Network};
use crate::units::Length;

/// A corridor counts as followed from this share of the route's km on, or of its own, in percent ...
const MUCH_OF_ROUTE: u64 = 50;
const MUCH_OF_CORRIDOR: u64 = 75;
/// ... and is named when it adds this share of the route's km to the corridors named before it.
const ENOUGH_MORE: u64 = 10;

/// The corridors of a network, by link.
#[derive(Debug)]
pub(super) struct Corridors {
    /// Those in use that run on a link, for each link.
    on_link: Vec<Vec<CorridorId>>,
    /// Of each corridor: its length, and whether it crosses a sea.
    whole: Vec<(Length, bool)>,
}

impl Corridors {
    /// Indexes a network. O(links of all corridors).
    pub fn new(network: &Network) -> Self {
        let mut on_link = vec![Vec::new(); network.links().len()];
        let mut whole = Vec::with_capacity(network.corridors().len());
        for (id, corridor) in network.corridors() {
            let links = || corridor.links.iter().map(|l| network.link(*l));
            whole.push((links().map(|l| l.length).sum(), corridor.links.iter().any(|l| on_water(network, *l))));
            if corridor.status != CorridorStatus::Historic {
                corridor.links.iter().for_each(|link| on_link[link.index()].push(id));
            }
        }
        Self { on_link, whole }
    }

    /// The corridors an itinerary follows, each with its km of the route: those that make up much of it, or much of
    /// which it runs along; the one with the most of its km first, then each that adds enough km not yet covered. A
    /// corridor that crosses a sea is followed only by a route that crosses it there.
    pub fn followed(&self, network: &Network, itinerary: &Itinerary) -> Vec<(CorridorId, Length)> {
        if self.whole.is_empty() {
            return Vec::new();
        }
        let mut on = vec![(Length::ZERO, false); self.whole.len()];
        for link in itinerary.links() {
            for corridor in &self.on_link[link.index()] {
                let (length, crosses) = &mut on[corridor.index()];
                *length += network.link(link).length;
                *crosses |= on_water(network, link);
            }
        }
        let long = |part: Length, whole: Length, percent: u64| part.times(100) >= whole.times(percent);
        let is_followed = |id: &CorridorId| {
            let ((on, crosses), (whole, by_sea)) = (on[id.index()], self.whole[id.index()]);
            let much = long(on, itinerary.total.length, MUCH_OF_ROUTE) || long(on, whole, MUCH_OF_CORRIDOR);
            on > Length::ZERO && (crosses || !by_sea) && much
        };
        let mut candidates: Vec<CorridorId> = network.corridors().map(|(id, _)| id).filter(is_followed).collect();
        let mut open: Vec<LinkId> = itinerary.links().collect();
        let mut out = Vec::new();
        let links_of = |id: CorridorId| &network.corridor(id).links;
        loop {
            let covers = |id: CorridorId, link: &LinkId| links_of(id).binary_search(link).is_ok();
            let adds = |id: CorridorId| open.iter().filter(|l| covers(id, l)).map(|l| network.link(*l).length).sum::<Length>();
            let Some(best) = (0..candidates.len()).max_by_key(|&i| (adds(candidates[i]), std::cmp::Reverse(i))) else { break };
            let corridor = candidates.remove(best);
            if !long(adds(corridor), itinerary.total.length, ENOUGH_MORE) {
                break;
            }
            open.retain(|l| !covers(corridor, l));
            out.push((corridor, on[corridor.index()].0));
        }
        out
    }
}

fn on_water(network: &Network, link: LinkId) -> bool {
    matches!(network.link(link).mode, Mode::Ferry | Mode::Sea)
}
