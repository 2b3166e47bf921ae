//! What is read off the draws of a sum.

/// Draws of one sum, sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample(Vec<u64>);

/// How many draws fall into each of neighbouring bins of one width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// Where the first bin begins: a multiple of the width.
    pub from: u64,
    /// Width of a bin.
    pub width: u64,
    /// Draws of each bin, its lower edge included.
    pub counts: Vec<u64>,
}

impl Sample {
    /// Sorts draws.
    pub fn new(mut draws: Vec<u64>) -> Self {
        draws.sort_unstable();
        Self(draws)
    }

    /// The mean, rounded half up; zero without draws.
    pub fn mean(&self) -> u64 {
        let count = self.0.len().max(1) as u128;
        ((self.total() + count / 2) / count) as u64
    }

    /// The standard deviation, rounded.
    pub fn deviation(&self) -> u64 {
        let count = self.0.len().max(1) as u128;
        let squares: u128 = self.0.iter().map(|v| u128::from(*v).pow(2)).sum();
        // count x sum of squares - (sum)^2, exact in integers.
        let spread = count * squares - self.total().pow(2);
        ((spread as f64).sqrt() / count as f64).round() as u64
    }

    /// The least draw that at least this percentage of the draws does not exceed; zero without draws.
    pub fn quantile(&self, percent: u64) -> u64 {
        let rank = (self.0.len() as u64 * percent.min(100)).div_ceil(100).max(1) as usize;
        self.0.get(rank - 1).copied().unwrap_or(0)
    }

    /// How many draws do not exceed a limit.
    pub fn at_most(&self, limit: u64) -> u64 {
        self.0.partition_point(|v| *v <= limit) as u64
    }

    /// Counts by bins of the least of some widths (in ascending order) that needs at most `most` bins; of the
    /// last width if none does.
    pub fn histogram(&self, widths: impl IntoIterator<Item = u64>, most: u64) -> Histogram {
        let (least, greatest) = (self.0.first().copied().unwrap_or(0), self.0.last().copied().unwrap_or(0));
        let bins = |width: u64| greatest / width - least / width + 1;
        let mut width = 1;
        for wider in widths {
            width = wider;
            if bins(width) <= most {
                break;
            }
        }
        let mut counts = vec![0; bins(width) as usize];
        for value in &self.0 {
            counts[(value / width - least / width) as usize] += 1;
        }
        Histogram { from: least / width * width, width, counts }
    }

    fn total(&self) -> u128 {
        self.0.iter().map(|v| u128::from(*v)).sum()
    }
}

/// Splits a whole in proportion to weights, by largest remainders: the parts add up to the whole exactly.
/// All zero when the weights are.
pub fn apportion(weights: &[f64], whole: u64) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|w| w / sum * whole as f64).collect();
    let mut parts: Vec<u64> = exact.iter().map(|e| e.floor() as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| (exact[*b].fract()).total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let missing = whole.saturating_sub(parts.iter().sum()) as usize;
    order.into_iter().cycle().take(missing).for_each(|i| parts[i] += 1);
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantiles_are_draws() {
        let sample = Sample::new(vec![50, 10, 40, 20, 30]);
        assert_eq!([0, 20, 21, 50, 80, 95, 100].map(|p| sample.quantile(p)), [10, 10, 20, 30, 40, 50, 50]);
        assert_eq!((sample.mean(), sample.deviation(), sample.at_most(40), sample.at_most(9)), (30, 14, 4, 0));
        assert_eq!((Sample::new(Vec::new()).quantile(50), Sample::new(Vec::new()).mean()), (0, 0));
    }

    #[test]
    fn bins_are_the_narrowest_that_are_few_enough() {
        let sample = Sample::new(vec![12, 19, 20, 29, 41]);
        assert_eq!(sample.histogram([5, 10, 20], 4), Histogram { from: 10, width: 10, counts: vec![2, 2, 0, 1] });
        assert_eq!(sample.histogram([5, 10, 20], 7), Histogram { from: 10, width: 5, counts: vec![1, 1, 1, 1, 0, 0, 1] });
        assert_eq!(sample.histogram([5], 1).counts.iter().sum::<u64>(), 5);
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_whole(weights in prop::collection::vec(0.0..100.0f64, 1..20), whole in 0..2000u64) {
            let parts = apportion(&weights, whole);
            let sum: f64 = weights.iter().sum();
            prop_assert_eq!(parts.iter().sum::<u64>(), if sum > 0.0 { whole } else { 0 });
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!((*part as f64 - weight / sum.max(1e-9) * whole as f64).abs() <= 1.0);
            }
        }
    }
}
