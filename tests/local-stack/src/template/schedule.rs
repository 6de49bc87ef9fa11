//! `AWS::Scheduler::Schedule`, and schedule expressions wherever they stand.
//!
//! Rules: EventBridge Scheduler User Guide, "Schedule types in EventBridge Scheduler".

use std::time::Duration;

use super::{
    Cadence, Schedule, TemplateError,
    assemble::{Context, Resource},
    node::Node,
};

/// Properties that are played, or that change nothing here.
const KNOWN: &[&str] = &[
    "Description",
    "FlexibleTimeWindow",
    "GroupName",
    "Name",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "State",
    "Target",
];

pub(super) fn read(resource: &Resource, context: &Context<'_>) -> Result<Schedule, TemplateError> {
    let schedule = resource.properties();
    schedule.only(KNOWN)?;
    check_active(&schedule)?;
    let target = schedule.require("Target")?;
    target.only(&["Arn", "DeadLetterConfig", "Input", "RetryPolicy", "RoleArn"])?;
    Ok(Schedule {
        name: context.resolver.name(&resource.id)?,
        function: context.function(&target.require("Arn")?)?,
        cadence: cadence(&schedule.require("ScheduleExpression")?)?,
        input: target.require("Input")?.text()?,
    })
}

/// A schedule that is switched off would be played as if it were on.
pub(super) fn check_active(schedule: &Node<'_>) -> Result<(), TemplateError> {
    if let Some(state) = schedule.get("State") {
        state.must_be("ENABLED")?;
    }
    schedule.get("Enabled").map_or(Ok(()), |enabled| enabled.must_be("true"))
}

pub(super) fn cadence(expression: &Node<'_>) -> Result<Cadence, TemplateError> {
    let text = expression.text()?;
    let inside = |kind: &str| text.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(cron) = inside("cron") {
        return Ok(Cadence::Cron(cron.to_owned()));
    }
    let rate = inside("rate").and_then(rate);
    rate.map(Cadence::Every)
        .ok_or_else(|| expression.problem("must be such as `rate(5 minutes)` or `cron(…)`"))
}

fn rate(text: &str) -> Option<Duration> {
    let (count, unit) = text.trim().split_once(' ')?;
    let count: u64 = count.parse().ok().filter(|count| *count > 0)?;
    let seconds = match unit.trim() {
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3_600,
        "day" | "days" => 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(count * seconds))
}
