//! What CloudWatch Logs would count, by the template's metric filters.

use local_stack::template::MetricFilter;

use crate::System;

impl System {
    /// How much `metric` would be, were these lines all that `function` logged.
    pub fn count(&self, metric: &str, function: &str, lines: &[String]) -> usize {
        let counts = |filter: &&MetricFilter| filter.metric == metric && filter.function == function;
        let filters = self.stack().template.metric_filters.iter().filter(counts).collect::<Vec<_>>();
        assert!(!filters.is_empty(), "nothing of {function} is counted as {metric}");
        let counted = |line: &String| filters.iter().filter(|filter| filter.pattern.counts(line)).count();
        lines.iter().map(counted).sum()
    }
}
