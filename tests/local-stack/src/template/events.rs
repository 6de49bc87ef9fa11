//! `Events` of a SAM function: routes, queues and schedules written inside the function.

use std::time::Duration;

use super::{
    EventSource, Route, Schedule, Template, TemplateError,
    assemble::{Context, Resource},
    http::DEFAULT_TIMEOUT,
    messaging,
    node::Node,
    schedule,
};

/// Properties that are played, or that change nothing here.
const KNOWN: &[&str] = &[
    "DeadLetterConfig",
    "Description",
    "Enabled",
    "FlexibleTimeWindow",
    "Input",
    "Name",
    "OmitName",
    "RetryPolicy",
    "RoleArn",
    "Schedule",
    "ScheduleExpression",
    "State",
];

/// Adds what `function` declares in its `Events` to the model.
pub(super) fn read(
    function: &Resource,
    context: &Context<'_>,
    model: &mut Template,
) -> Result<(), TemplateError> {
    let Some(events) = function.properties().get("Events") else { return Ok(()) };
    let binary = context.functions.iter().find(|known| known.logical_id == function.id);
    let binary = binary.map(|known| known.binary.clone()).unwrap_or_default();
    for (name, event) in events.entries()? {
        let kind = event.require("Type")?;
        let properties = event.require("Properties")?;
        match kind.text()?.as_str() {
            "HttpApi" => model.routes.push(http(&properties, binary.clone())?),
            "SQS" => model.event_sources.push(sqs(&properties, binary.clone(), context)?),
            "ScheduleV2" | "Schedule" => {
                model.schedules.push(clock(&function.id, name, &properties, binary.clone())?);
            }
            unknown => return Err(kind.problem(format!("the local stack does not play `{unknown}` events"))),
        }
    }
    Ok(())
}

fn http(event: &Node<'_>, function: String) -> Result<Route, TemplateError> {
    event.only(&["ApiId", "Method", "Path", "PayloadFormatVersion", "TimeoutInMillis"])?;
    if let Some(version) = event.get("PayloadFormatVersion") {
        version.must_be("2.0")?;
    }
    let key = format!("{} {}", event.require("Method")?.text()?, event.require("Path")?.text()?);
    let key = key.parse().map_err(|invalid| event.problem(format!("{invalid}")))?;
    let timeout = event.get("TimeoutInMillis").map(|node| node.number()).transpose()?;
    let timeout = timeout.map_or(DEFAULT_TIMEOUT, |millis| Duration::from_millis(millis.into()));
    Ok(Route { key, function, timeout })
}

fn sqs(event: &Node<'_>, function: String, context: &Context<'_>) -> Result<EventSource, TemplateError> {
    let queue = context.queue(&event.require("Queue")?)?;
    messaging::event_source(event, "Queue", queue, function)
}

fn clock(
    function_id: &str,
    name: &str,
    event: &Node<'_>,
    function: String,
) -> Result<Schedule, TemplateError> {
    event.only(KNOWN)?;
    schedule::check_active(event)?;
    let expression = event.get("ScheduleExpression").or_else(|| event.get("Schedule"));
    let expression = expression.ok_or_else(|| event.problem("`ScheduleExpression` is missing"))?;
    let named = event.get("Name").map(|node| node.text()).transpose()?;
    Ok(Schedule {
        name: named.unwrap_or_else(|| format!("{function_id}{name}")),
        function,
        cadence: schedule::cadence(&expression)?,
        input: event.require("Input")?.text()?,
    })
}
