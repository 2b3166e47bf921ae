//! How a random factor is spread around its mean.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution, Pert, StandardUniform};

/// Hundred-thousandths, the unit of a share.
const WHOLE: f64 = 100_000.0;

/// The law of a factor with mean one. Ranges are in any unit: only their proportions count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// Always one.
    Certain,
    /// The PERT distribution, which is a beta distribution on a range (Malcolm, Roseboom, Clark and Fazar
    /// 1959, "Application of a technique for research and development program evaluation",
    /// doi:10.1287/opre.7.5.646).
    Pert {
        /// Least value.
        low: u64,
        /// Most likely value.
        likely: u64,
        /// Greatest value.
        high: u64,
    },
    /// Anything between nothing and twice the mean: the wait for what comes at even intervals.
    Uniform,
    /// Nothing, or with a chance of `share` in 100,000 what is left of an interruption that is found under way.
    /// Its length is PERT. It is found with a chance in proportion to its length, at any moment of it alike
    /// (Cox 1962, "Renewal Theory").
    Interruption {
        /// Chance in hundred-thousandths.
        share: u64,
        /// Least length.
        low: u64,
        /// Most likely length.
        likely: u64,
        /// Greatest length.
        high: u64,
    },
}

impl Law {
    /// PERT on a range, or certain when the range is a point.
    pub fn pert(low: u64, likely: u64, high: u64) -> Self {
        if low < high { Self::Pert { low, likely: likely.clamp(low, high), high } } else { Self::Certain }
    }

    /// The mean in the unit of the range, where there is one: what a figure in that unit is multiplied by to
    /// have the factor.
    pub fn natural_mean(&self) -> Option<f64> {
        match *self {
            Self::Certain | Self::Uniform => None,
            Self::Pert { low, likely, high } => Some(Shape::new(low, likely, high).moment(1)),
            Self::Interruption { share, low, likely, high } => Some(share as f64 / WHOLE * Shape::new(low, likely, high).rest(1)),
        }
    }

    /// The variance of the factor, exact. Where the mean is one it is also the squared coefficient of variation.
    pub fn variance(&self) -> f64 {
        match *self {
            Self::Certain => 0.0,
            Self::Uniform => 1.0 / 3.0,
            Self::Pert { low, likely, high } => {
                let shape = Shape::new(low, likely, high);
                shape.moment(2) / shape.moment(1).powi(2) - 1.0
            }
            Self::Interruption { share, low, likely, high } => {
                let shape = Shape::new(low, likely, high);
                shape.rest(2) / shape.rest(1).powi(2) / (share as f64 / WHOLE) - 1.0
            }
        }
    }

    /// Prepares drawing. A law that cannot be drawn (an empty range, no chance) is certain.
    pub(super) fn sampler(&self) -> Sampler {
        let drawn = match *self {
            Self::Certain => None,
            Self::Uniform => Some(Sampler::Uniform),
            Self::Pert { low, likely, high } => {
                let mean = Shape::new(low, likely, high).moment(1);
                Pert::new(low as f64, high as f64).with_mode(likely as f64).ok().map(|pert| Sampler::Pert { pert, mean })
            }
            Self::Interruption { share, low, likely, high } => {
                let shape = Shape::new(low, likely, high);
                let (a, b) = shape.beta();
                // A beta law found in proportion to low + width x is a mixture of two beta laws.
                let plain = shape.low / shape.moment(1);
                Beta::new(a, b).ok().zip(Beta::new(a + 1.0, b).ok()).map(|laws| Sampler::Interruption { share: share as f64 / WHOLE, shape, plain, laws })
            }
        };
        drawn.unwrap_or(Sampler::Certain)
    }
}

/// A PERT law on a range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    low: f64,
    likely: f64,
    width: f64,
}

impl Shape {
    fn new(low: u64, likely: u64, high: u64) -> Self {
        Self { low: low as f64, likely: likely as f64, width: high as f64 - low as f64 }
    }

    /// The parameters of the beta law; they add up to six.
    fn beta(&self) -> (f64, f64) {
        let rise = if self.width > 0.0 { 4.0 * (self.likely - self.low) / self.width } else { 2.0 };
        (1.0 + rise, 5.0 - rise)
    }

    /// The mean of the `n`-th power, `n` up to 3.
    fn moment(&self, n: u32) -> f64 {
        let (a, _) = self.beta();
        let of_beta = [1.0, a / 6.0, a * (a + 1.0) / 42.0, a * (a + 1.0) * (a + 2.0) / 336.0];
        let choose = [[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0], [1.0, 2.0, 1.0, 0.0], [1.0, 3.0, 3.0, 1.0]][n as usize];
        (0..=n).map(|i| choose[i as usize] * self.low.powi((n - i) as i32) * self.width.powi(i as i32) * of_beta[i as usize]).sum()
    }

    /// The mean of the `n`-th power of what is left of a length found under way, `n` up to 2.
    fn rest(&self, n: u32) -> f64 {
        self.moment(n + 1) / (f64::from(n + 1) * self.moment(1))
    }
}

/// Draws from a law.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sampler {
    Certain,
    Uniform,
    Pert { pert: Pert<f64>, mean: f64 },
    Interruption { share: f64, shape: Shape, plain: f64, laws: (Beta<f64>, Beta<f64>) },
}

impl Sampler {
    /// One factor.
    pub fn factor(&self, rng: &mut ChaCha8Rng) -> f64 {
        let mut unit = || -> f64 { StandardUniform.sample(rng) };
        match self {
            Self::Certain => 1.0,
            Self::Uniform => 2.0 * unit(),
            Self::Pert { pert, mean } => pert.sample(rng) / mean,
            Self::Interruption { share, shape, plain, laws } => {
                if unit() >= *share {
                    return 0.0;
                }
                let (left, which) = (unit(), unit());
                let x = if which < *plain { laws.0.sample(rng) } else { laws.1.sample(rng) };
                left * (shape.low + shape.width * x) / (share * shape.rest(1))
            }
        }
    }
}
