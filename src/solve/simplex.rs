//! Linear programmes that grow: as much of everything as fits, in exact integers.
//!
//! `max sum x_j  subject to  sum_j a_ij x_j <= c_i,  x >= 0`, with rows and columns added as they are met. The
//! tableau is kept in integers over one common denominator (integer pivoting: Edmonds 1967, "Systems of distinct
//! representatives and linear algebra", doi:10.6028/jres.071B.033), and the smallest index enters and leaves
//! (Bland 1977, "New finite pivoting rules for the simplex method", doi:10.1287/moor.2.2.103), so it
//! ends, and ends at the same vertex every time.

/// A programme with an optimal basis for the columns it has.
#[derive(Debug, Default)]
pub(super) struct Simplex {
    /// Rows over the slack columns, one per row: the inverse of the basis times the denominator.
    slack: Vec<Vec<i128>>,
    /// Rows over the structural columns.
    columns: Vec<Vec<i128>>,
    right: Vec<i128>,
    /// Reduced costs of slack and structural columns, and the value: all times the denominator.
    slack_cost: Vec<i128>,
    column_cost: Vec<i128>,
    value: i128,
    denominator: i128,
    /// What is basic in each row.
    basis: Vec<Variable>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Variable {
    Column(usize),
    Slack(usize),
}

impl Simplex {
    pub fn new() -> Self {
        Self { denominator: 1, ..Self::default() }
    }

    /// Adds a row that no column uses yet; rows are numbered in order.
    pub fn add_row(&mut self, capacity: u64) {
        let row = self.right.len();
        for other in &mut self.slack {
            other.push(0);
        }
        let mut own = vec![0; row + 1];
        own[row] = self.denominator;
        self.slack.push(own);
        self.columns.push(vec![0; self.column_cost.len()]);
        self.right.push(i128::from(capacity) * self.denominator);
        self.slack_cost.push(0);
        self.basis.push(Variable::Slack(row));
    }

    /// Adds a column by the rows it uses, one entry for each use, and finds the new optimum.
    ///
    /// `None` when the integers grow out of range.
    pub fn add_column(&mut self, uses: &[usize]) -> Option<()> {
        for (row, columns) in self.slack.iter().zip(&mut self.columns) {
            columns.push(uses.iter().map(|&u| row[u]).sum());
        }
        self.column_cost.push(uses.iter().map(|&u| self.slack_cost[u]).sum::<i128>() - self.denominator);
        while let Some(entering) = self.entering() {
            let row = self.leaving(entering)?;
            self.pivot(row, entering)?;
        }
        Some(())
    }

    fn entering(&self) -> Option<Variable> {
        let column = self.column_cost.iter().position(|c| *c < 0).map(Variable::Column);
        column.or_else(|| self.slack_cost.iter().position(|c| *c < 0).map(Variable::Slack))
    }

    fn entry(&self, row: usize, variable: Variable) -> i128 {
        match variable {
            Variable::Column(j) => self.columns[row][j],
            Variable::Slack(i) => self.slack[row][i],
        }
    }

    /// The row that limits a variable most; the smallest basic variable among equals.
    fn leaving(&self, entering: Variable) -> Option<usize> {
        let limits = (0..self.right.len()).filter(|&row| self.entry(row, entering) > 0);
        limits.min_by(|&a, &b| {
            let (left, right) = (self.right[a].saturating_mul(self.entry(b, entering)), self.right[b].saturating_mul(self.entry(a, entering)));
            left.cmp(&right).then(self.basis[a].cmp(&self.basis[b]))
        })
    }

    fn pivot(&mut self, row: usize, entering: Variable) -> Option<()> {
        let (pivot, old) = (self.entry(row, entering), self.denominator);
        let (slack, columns, right) = (self.slack[row].clone(), self.columns[row].clone(), self.right[row]);
        let update = |values: &mut [i128], own: &[i128], factor: i128| {
            for (value, own) in values.iter_mut().zip(own) {
                if pivot != old || *own != 0 {
                    *value = value.checked_mul(pivot)?.checked_sub(factor.checked_mul(*own)?)? / old;
                }
            }
            Some(())
        };
        for other in (0..self.right.len()).filter(|r| *r != row) {
            let factor = self.entry(other, entering);
            if factor == 0 && pivot == old {
                continue;
            }
            update(&mut self.slack[other], &slack, factor)?;
            update(&mut self.columns[other], &columns, factor)?;
            update(std::slice::from_mut(&mut self.right[other]), &[right], factor)?;
        }
        let factor = match entering {
            Variable::Column(j) => self.column_cost[j],
            Variable::Slack(i) => self.slack_cost[i],
        };
        update(&mut self.slack_cost, &slack, factor)?;
        update(&mut self.column_cost, &columns, factor)?;
        update(std::slice::from_mut(&mut self.value), &[right], factor)?;
        self.basis[row] = entering;
        self.denominator = pivot;
        Some(())
    }

    /// What all values, prices and amounts are divided by.
    pub fn denominator(&self) -> u64 {
        self.denominator.try_into().unwrap_or(1)
    }

    /// The optimum times the denominator.
    pub fn value(&self) -> u128 {
        self.value.try_into().unwrap_or(0)
    }

    /// The optimal price of each row times the denominator: what one more of it would add.
    pub fn prices(&self) -> impl Iterator<Item = u64> {
        self.slack_cost.iter().map(|c| u64::try_from(*c).unwrap_or(0))
    }

    /// The columns in use, each with its amount times the denominator, in order.
    pub fn amounts(&self) -> Vec<(usize, u128)> {
        let basic = self.basis.iter().zip(&self.right).filter_map(|(variable, amount)| match variable {
            Variable::Column(j) if *amount > 0 => Some((*j, u128::try_from(*amount).unwrap_or(0))),
            _ => None,
        });
        let mut out: Vec<(usize, u128)> = basic.collect();
        out.sort_unstable();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The three edges of a triangle, each used by two of three columns: half of each fits.
    #[test]
    fn a_vertex_may_be_fractional() {
        let mut programme = Simplex::new();
        (0..3).for_each(|_| programme.add_row(1));
        for uses in [[0, 1], [1, 2], [0, 2]] {
            programme.add_column(&uses).unwrap();
        }
        assert_eq!((programme.value(), programme.denominator()), (3, 2));
        assert_eq!(programme.amounts(), [(0, 1), (1, 1), (2, 1)]);
        assert_eq!(programme.prices().collect::<Vec<_>>(), [1, 1, 1]);
    }

    proptest! {
        /// Amounts that fit and prices that pay for every column, of the same value, prove each other optimal.
        #[test]
        fn amounts_and_prices_prove_each_other(
            capacities in prop::collection::vec(0..9u64, 1..7),
            columns in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 1..5), 1..9),
        ) {
            let mut programme = Simplex::new();
            let columns: Vec<Vec<usize>> = columns.iter().map(|c| c.iter().map(|i| i.index(capacities.len())).collect()).collect();
            // Rows come as they are met, as in use.
            let mut rows: Vec<usize> = Vec::new();
            for column in &columns {
                for &row in column {
                    if !rows.contains(&row) {
                        rows.push(row);
                        programme.add_row(capacities[row]);
                    }
                }
                let uses: Vec<usize> = column.iter().map(|r| rows.iter().position(|x| x == r).unwrap()).collect();
                programme.add_column(&uses).unwrap();
            }
            let d = u128::from(programme.denominator());
            let amounts = programme.amounts();
            let prices: Vec<u128> = programme.prices().map(u128::from).collect();
            for (i, row) in rows.iter().enumerate() {
                let used: u128 = amounts.iter().map(|(j, x)| x * columns[*j].iter().filter(|r| *r == row).count() as u128).sum();
                prop_assert!(used <= u128::from(capacities[*row]) * d, "row {i} is overfull");
            }
            for column in &columns {
                let price: u128 = column.iter().map(|r| prices[rows.iter().position(|x| x == r).unwrap()]).sum();
                prop_assert!(price >= d, "a column is worth more than its price");
            }
            let paid: u128 = rows.iter().zip(&prices).map(|(r, p)| u128::from(capacities[*r]) * p).sum();
            prop_assert_eq!(amounts.iter().map(|a| a.1).sum::<u128>(), programme.value());
            prop_assert_eq!(paid, programme.value());
        }
    }
}
