//! Drawing sums, in blocks on all cores.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use super::law::{Law, Sampler};

/// Draws of one block; each block and cause has a generator of its own.
const BLOCK: usize = 500;

/// One random factor with mean one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Names its random stream: the same seed and stream give the same factors.
    pub stream: u64,
    /// How it is spread.
    pub law: Law,
}

/// A fixed amount plus means, each times the factor of its cause (by index).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// What never varies.
    pub fixed: u64,
    /// Cause and mean of each term.
    pub terms: Vec<(usize, u64)>,
}

/// Draws every sum `count` times. The `i`-th draws of all sums share their factors.
///
/// O(count x (causes + terms)), on all cores; the result does not depend on their number.
pub fn draw(causes: &[Cause], sums: &[Sum], seed: u64, count: usize) -> Vec<Vec<u64>> {
    let samplers: Vec<Sampler> = causes.iter().map(|c| c.law.sampler()).collect();
    let blocks: Vec<Vec<Vec<u64>>> = (0..count.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let size = BLOCK.min(count - block * BLOCK);
            let mut drawn: Vec<Vec<u64>> = sums.iter().map(|s| vec![s.fixed; size]).collect();
            let mut factors = vec![0.0; size];
            for (i, (cause, sampler)) in causes.iter().zip(&samplers).enumerate() {
                let mut rng = generator(seed, cause.stream, block as u64);
                factors.iter_mut().for_each(|f| *f = sampler.factor(&mut rng));
                for (values, sum) in drawn.iter_mut().zip(sums) {
                    for (_, mean) in sum.terms.iter().filter(|(cause, _)| *cause == i) {
                        values.iter_mut().zip(&factors).for_each(|(v, f)| *v += (*mean as f64 * f).round() as u64);
                    }
                }
            }
            drawn
        })
        .collect();
    (0..sums.len()).map(|s| blocks.iter().flat_map(|block| block[s].iter().copied()).collect()).collect()
}

fn generator(seed: u64, stream: u64, block: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    for (bytes, value) in key.chunks_exact_mut(8).zip([seed, stream, block]) {
        bytes.copy_from_slice(&value.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{Beta, ContinuousCDF, Normal};

    use super::super::Sample;
    use super::*;

    const COUNT: usize = 40_000;

    /// One sum of laws, each with its mean.
    fn sample(terms: &[(Law, u64)]) -> Sample {
        let causes: Vec<Cause> = terms.iter().enumerate().map(|(i, t)| Cause { stream: i as u64, law: t.0 }).collect();
        let sum = Sum { fixed: 0, terms: terms.iter().enumerate().map(|(i, t)| (i, t.1)).collect() };
        Sample::new(draw(&causes, &[sum], 7, COUNT).swap_remove(0))
    }

    /// The share of draws below a quantile is the quantile's own, within four standard errors.
    fn has_quantiles(sample: &Sample, quantile: impl Fn(f64) -> f64) {
        for p in [0.05, 0.2, 0.5, 0.8, 0.95] {
            let share = sample.at_most(quantile(p).round() as u64) as f64 / COUNT as f64;
            let error = 4.0 * (p * (1.0 - p) / COUNT as f64).sqrt();
            assert!((share - p).abs() < error, "{p}: {share}");
        }
    }

    #[test]
    fn draws_have_the_mean_and_variance_of_the_closed_forms() {
        let interruption = Law::Interruption { share: 12_000, low: 720, likely: 2_160, high: 10_080 };
        for law in [Law::Uniform, Law::pert(6, 12, 36), Law::pert(0, 0, 5), Law::pert(3, 9, 9), interruption, Law::Certain, Law::pert(4, 4, 4)] {
            let sample = sample(&[(law, 1_000_000)]);
            let (mean, variance) = (1e6, law.variance() * 1e12);
            assert!((sample.mean() as f64 - mean).abs() <= 5.0 * (variance / COUNT as f64).sqrt(), "{law:?}: {}", sample.mean());
            let deviation = sample.deviation() as f64;
            assert!((deviation - variance.sqrt()).abs() <= 0.03 * variance.sqrt(), "{law:?}: {deviation} for {}", variance.sqrt());
        }
        assert_eq!(Law::pert(4, 4, 4), Law::Certain);
        // h^2 / 12 for a wait over a headway of h, whose mean is h / 2.
        assert!((Law::Uniform.variance() * 500.0 * 500.0 - 1000.0 * 1000.0 / 12.0).abs() < 1e-6);
        // (mean - low)(high - mean) / 7 for PERT.
        assert!((Law::pert(6, 12, 36).variance() * 15.0 * 15.0 - 9.0 * 21.0 / 7.0).abs() < 1e-9);
    }

    #[test]
    fn quantiles_are_those_of_the_closed_forms() {
        let beta = Beta::new(1.0 + 4.0 * 6.0 / 30.0, 1.0 + 4.0 * 24.0 / 30.0).unwrap();
        has_quantiles(&sample(&[(Law::pert(600, 1_200, 3_600), 1_500_000)]), |p| 600_000.0 + 3_000_000.0 * beta.inverse_cdf(p));
        has_quantiles(&sample(&[(Law::Uniform, 500_000)]), |p| 1_000_000.0 * p);
        // Two equal uniform waits: the triangular distribution.
        let triangular = |p: f64| if p < 0.5 { (2.0 * p).sqrt() } else { 2.0 - (2.0 * (1.0 - p)).sqrt() };
        has_quantiles(&sample(&[(Law::Uniform, 500_000), (Law::Uniform, 500_000)]), |p| 1_000_000.0 * triangular(p));
        // Sixty alike are all but normal.
        let law = Law::pert(10, 20, 30);
        let normal = Normal::new(60e6, (60.0 * law.variance()).sqrt() * 1e6).unwrap();
        has_quantiles(&sample(&[(law, 1_000_000); 60]), |p| normal.inverse_cdf(p));
    }

    #[test]
    fn a_sum_has_the_distribution_of_the_convolution() {
        // Exact by sums over a grid of quantiles: PERT plus uniform, both cut into equal chances.
        let beta = Beta::new(3.0, 3.0).unwrap();
        let at: Vec<f64> = (0..1_000).map(|i| (f64::from(i) + 0.5) / 1_000.0).collect();
        let first: Vec<f64> = at.iter().map(|p| (20.0 + 40.0 * beta.inverse_cdf(*p)) * 1e4).collect();
        let mut all: Vec<f64> = first.iter().flat_map(|a| at.iter().map(move |b| a + b * 6e5)).collect();
        all.sort_by(f64::total_cmp);
        has_quantiles(&sample(&[(Law::pert(20, 40, 60), 400_000), (Law::Uniform, 300_000)]), |p| all[(p * all.len() as f64) as usize]);
    }

    #[test]
    fn an_interruption_is_met_as_often_as_said_and_its_rest_is_uniform() {
        let law = Law::Interruption { share: 25_000, low: 100, likely: 100, high: 100 };
        let mean = law.natural_mean().unwrap();
        assert!((mean - 0.25 * 50.0).abs() < 1e-9, "half of the length is left on average");
        let sample = sample(&[(law, 12_500)]);
        let met = COUNT as f64 - sample.at_most(0) as f64;
        assert!((met / COUNT as f64 - 0.25).abs() < 0.01, "{met}");
        assert!((sample.quantile(99) as i64 - 96_000).abs() < 1_500, "{}: 96 % of the length at the 99th percentile", sample.quantile(99));
    }

    #[test]
    fn draws_do_not_depend_on_threads_or_on_what_else_is_drawn() {
        let cause = |stream| Cause { stream, law: Law::pert(stream, 2 * stream, 9 * stream) };
        let causes = [cause(1), cause(2), cause(3)];
        let sums = [Sum { fixed: 5, terms: vec![(0, 900), (1, 400)] }, Sum { fixed: 0, terms: vec![(1, 400), (2, 77)] }];
        let on = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| draw(&causes, &sums, 1, 1_234));
        let all = on(1);
        assert_eq!(all, on(3));
        let alone = Sum { fixed: 0, terms: vec![(0, 400), (1, 77)] };
        assert_eq!(draw(&causes[1..], &[alone], 1, 1_234)[0], all[1]);
        assert_ne!(draw(&causes, &sums, 2, 1_234), all, "another seed");
        assert!(draw(&causes, &sums, 1, 0)[0].is_empty());
    }
}
