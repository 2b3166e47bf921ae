//! Planar networks of any size, the same for the same seed: what is measured at scale.
//!
//! Nodes stand on a grid, each moved at random by less than a third of a cell, so that no two links cross. A random spanning tree
//! joins all of them; further links between neighbours are drawn until there are three for every two nodes, as in
//! a railway network with its junctions. A length is the geodesic times a factor from 1.02 to 1.40.

use std::io::{BufWriter, Write};
use std::path::Path;

use corridor::geography::{Position, geodesic};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Degrees that the network covers: Eurasia.
const WEST: f64 = 20.0;
const EAST: f64 = 120.0;
const SOUTH: f64 = 25.0;
const NORTH: f64 = 60.0;

/// A network of nodes and links between them, lengths in metres.
pub struct Planar {
    pub nodes: Vec<Position>,
    pub links: Vec<(usize, usize, u64)>,
}

impl Planar {
    /// Makes a network of so many links (at least three).
    pub fn new(links: usize, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let columns = (((links * 2 / 3) as f64 * (EAST - WEST) / (NORTH - SOUTH)).sqrt() as usize).max(2);
        let rows = (links * 2 / 3).div_ceil(columns).max(2);
        let (width, height) = ((EAST - WEST) / columns as f64, (NORTH - SOUTH) / rows as f64);
        let mut moved = || (share(&mut random) - 0.5) * 0.66;
        let mut nodes = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let x = WEST + (column as f64 + 0.5 + moved()) * width;
                nodes.push(Position { x, y: SOUTH + (row as f64 + 0.5 + moved()) * height });
            }
        }
        let right = (0..nodes.len()).filter(|i| i % columns + 1 < columns).map(|i| (i, i + 1));
        let mut pairs: Vec<(usize, usize)> = right.chain((0..nodes.len() - columns).map(|i| (i, i + columns))).collect();
        for i in (1..pairs.len()).rev() {
            pairs.swap(i, random.next_u64() as usize % (i + 1));
        }
        // The first pair to join two parts is of the tree.
        let mut part: Vec<usize> = (0..nodes.len()).collect();
        let (tree, others): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|&(a, b)| {
            let (a, b) = (root(&mut part, a), root(&mut part, b));
            part[a] = b;
            a != b
        });
        let mut chosen: Vec<(usize, usize)> = tree.into_iter().chain(others).take(links).collect();
        chosen.sort_unstable();
        let mut measured = |(a, b): (usize, usize)| {
            let metres = geodesic(nodes[a], nodes[b]).get() as f64 * (1.02 + 0.38 * share(&mut random));
            (a, b, (metres as u64).max(100))
        };
        let links = chosen.into_iter().map(&mut measured).collect();
        Self { nodes, links }
    }

    /// The code of a node.
    pub fn code(node: usize) -> String {
        format!("N{node:06}")
    }

    /// Writes it as a network of two files.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let file = |name| std::fs::File::create(folder.join(name)).map(BufWriter::new);
        let mut nodes = file("nodes.csv")?;
        writeln!(nodes, "code,name,country,lon,lat")?;
        for (i, at) in self.nodes.iter().enumerate() {
            writeln!(nodes, "{},Junction {i},,{:.5},{:.5}", Self::code(i), at.x, at.y)?;
        }
        nodes.flush()?;
        let mut links = file("links.csv")?;
        writeln!(links, "from,to,mode,length_km")?;
        for &(a, b, metres) in &self.links {
            writeln!(links, "{},{},rail,{}.{:03}", Self::code(a), Self::code(b), metres / 1000, metres % 1000)?;
        }
        links.flush()
    }

    /// Random pairs of different nodes.
    pub fn pairs(&self, count: usize, seed: u64) -> Vec<(usize, usize)> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut node = || random.next_u64() as usize % self.nodes.len();
        std::iter::repeat_with(|| (node(), node())).filter(|(a, b)| a != b).take(count).collect()
    }
}

/// A random number from 0 to 1.
fn share(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// The part that a node belongs to.
fn root(part: &mut [usize], mut node: usize) -> usize {
    while part[node] != node {
        part[node] = part[part[node]];
        node = part[node];
    }
    node
}
