//! Points where nothing happens are dropped: two parts of the same kind that meet by themselves become one, vertices kept.

use super::join::Part;

/// Joins the parts that meet where nothing else does. `kept` joints stay; `mergeable` says whether lines of a kind may be joined.
/// Gives the parts, and how many closed loops were left out (they lead nowhere).
pub(super) fn contract(mut parts: Vec<Part>, joints: usize, kept: impl Fn(u32) -> bool, mergeable: impl Fn(u32) -> bool) -> (Vec<Part>, u64) {
    let mut at: Vec<[u32; 2]> = vec![[u32::MAX; 2]; joints];
    let mut degree = vec![0u32; joints];
    for (i, part) in parts.iter().enumerate() {
        for joint in [part.from, part.to] {
            let d = &mut degree[joint as usize];
            if *d < 2 {
                at[joint as usize][*d as usize] = i as u32;
            }
            *d += 1;
        }
    }
    let through = |joint: u32, parts: &[Part]| {
        let [a, b] = at[joint as usize];
        degree[joint as usize] == 2 && a != b && !kept(joint) && parts[a as usize].traits == parts[b as usize].traits && mergeable(parts[a as usize].traits)
    };
    let mut used = vec![false; parts.len()];
    let mut out = Vec::with_capacity(parts.len());
    let mut loops = 0;
    let mut walk = |first: usize, start: u32, parts: &mut [Part], used: &mut [bool]| {
        let mut whole = Part { from: start, to: start, points: Vec::new(), traits: parts[first].traits };
        let mut next = first;
        loop {
            used[next] = true;
            let part = &mut parts[next];
            let mut points = std::mem::take(&mut part.points);
            if part.from == whole.to {
                whole.to = part.to;
            } else {
                points.reverse();
                whole.to = part.from;
            }
            if whole.points.is_empty() {
                whole.points = points
            } else {
                whole.points.extend(points.into_iter().skip(1))
            }
            let [a, b] = at[whole.to as usize];
            let other = if a as usize == next { b } else { a } as usize;
            if whole.to == start || !through(whole.to, parts) || used.get(other).copied().unwrap_or(true) {
                break;
            }
            next = other;
        }
        if whole.from == whole.to { loops += 1 } else { out.push(whole) }
    };
    for i in 0..parts.len() {
        let ends = [parts[i].from, parts[i].to];
        if let Some(start) = ends.into_iter().find(|j| !through(*j, &parts))
            && !used[i]
        {
            // A line that is run one way keeps its direction.
            let start = if through(ends[0], &parts) { start } else { ends[0] };
            walk(i, start, &mut parts, &mut used);
        }
    }
    // What is left are rings that nothing meets.
    for i in 0..parts.len() {
        if !used[i] {
            walk(i, parts[i].from, &mut parts, &mut used);
        }
    }
    (out, loops)
}
