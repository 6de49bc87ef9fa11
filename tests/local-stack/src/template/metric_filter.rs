//! `AWS::Logs::MetricFilter`: which lines of which function are counted, and under what name.

use super::{
    MetricFilter, TemplateError,
    assemble::{Context, Resource},
};
use crate::log_filter::FilterPattern;

pub(super) fn read(resource: &Resource, context: &Context<'_>) -> Result<MetricFilter, TemplateError> {
    let filter = resource.properties();
    filter.only(&["FilterPattern", "LogGroupName", "MetricTransformations"])?;
    let pattern = filter.require("FilterPattern")?;
    let transformations = filter.require("MetricTransformations")?.items();
    let [transformation] = transformations.as_slice() else {
        return Err(filter.problem("the local stack plays one transformation"));
    };
    transformation.only(&["DefaultValue", "MetricName", "MetricNamespace", "MetricValue"])?;
    transformation.require("MetricValue")?.must_be("1")?;
    Ok(MetricFilter {
        function: context.function_that_logs_to(&filter.require("LogGroupName")?)?,
        pattern: FilterPattern::parse(&pattern.text()?).map_err(|problem| pattern.problem(problem))?,
        metric: transformation.require("MetricName")?.text()?,
    })
}
