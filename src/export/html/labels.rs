//! Names on the map; the page places them so that none covers another.

use geo::Coord;
use serde_json::{Value, json};

use super::canvas::Canvas;
use super::ground::basemap;
use crate::report::Backdrop;

/// Places of the network that a map can name, the busiest.
const MOST_PLACES: usize = 2_000;

/// A name that belongs to the answer.
pub(super) struct Name {
    pub at: Coord,
    pub text: String,
    /// `end` or `stop`.
    pub class: &'static str,
    /// Pixels that its symbols take to each side.
    pub half: i32,
    /// The routes it belongs to.
    pub routes: String,
}

/// All names, the most important first: x, y, text, class, pixels kept free beside the point, routes.
pub(super) fn labels(canvas: &Canvas, own: &[Name], backdrop: Option<&Backdrop>) -> Value {
    let near = canvas.view.size().x.max(canvas.view.size().y) * 1.5;
    let seen = |at: &Coord| (*at - canvas.view.middle()).x.hypot((*at - canvas.view.middle()).y) < near;
    let mut out: Vec<Value> = Vec::new();
    let mut add = |at: Coord, text: &str, class: &str, half: i32, routes: &str| {
        out.push(json!([at.x.round() as i64, at.y.round() as i64, text, class, half, routes]));
    };
    for class in ["end", "stop"] {
        for name in own.iter().filter(|n| n.class == class) {
            add(name.at, &name.text, name.class, name.half, &name.routes);
        }
    }
    let map = basemap();
    let mut ground: Vec<_> = map.labels.iter().map(|l| (l, canvas.point(Coord { x: l.lon, y: l.lat }))).filter(|(_, at)| seen(at)).collect();
    ground.sort_by_key(|(l, _)| l.rank);
    for (label, at) in ground {
        add(at, &label.name, &format!("{} r{}", label.kind, label.rank), 0, "");
    }
    let mut places: Vec<_> = backdrop.iter().flat_map(|b| &b.places).filter(|p| own.iter().all(|n| n.text != p.name)).collect();
    places.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    for place in places.into_iter().take(MOST_PLACES) {
        let at = canvas.point(place.position);
        if seen(&at) {
            let rank = match place.weight {
                6.. => 1,
                5 => 2,
                3..=4 => 3,
                _ => 4,
            };
            add(at, &place.name, &format!("place r{rank}"), 4, "");
        }
    }
    Value::Array(out)
}
