//! Making, finding, describing and emptying queues.

use super::{
    queue::{Queue, Record},
    settings::{Settings, unknown_attribute},
    state::State,
    wire::{
        CreateQueue, Done, GetQueueAttributes, GetQueueUrl, ListQueues, PurgeQueue, QueueAttributes,
        QueueUrl, QueueUrls, SetQueueAttributes,
    },
};
use crate::aws::{answer::Refusal, clock::Millis, needs::queue_arn};

/// Only one purge in so long.
const PURGE_PAUSE: Millis = 60_000;

/// Every attribute that can be asked for, whether it is set or not.
const READABLE: [&str; 17] = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "DelaySeconds",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "LastModifiedTimestamp",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "Policy",
    "QueueArn",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
];

impl State {
    pub(super) fn create_queue(&mut self, ask: CreateQueue, now: Millis) -> Result<QueueUrl, Refusal> {
        let name = ask.queue_name;
        check_name(&name)?;
        if let Some(queue) = self.queues.get(&name) {
            let same = queue.record.settings.agree_with(&ask.attributes);
            return if same { Ok(self.url(&name)) } else { Err(name_taken()) };
        }
        let mut settings = Settings::default();
        settings.set(ask.attributes)?;
        self.check_redrive(&settings)?;
        let record = Record { name: name.clone(), created_at: now, modified_at: now, settings };
        self.save_record(&record)?;
        self.queues.insert(name.clone(), Queue::new(record, Vec::new()));
        Ok(self.url(&name))
    }

    pub(super) fn queue_url(&mut self, ask: &GetQueueUrl) -> Result<QueueUrl, Refusal> {
        self.queue(&ask.queue_name)?;
        Ok(self.url(&ask.queue_name))
    }

    /// Pages only when asked to; the token is the name to go on after.
    pub(super) fn list_queues(&self, ask: &ListQueues) -> Result<QueueUrls, Refusal> {
        let most = ask.max_results.unwrap_or(1_000);
        if !(1..=1_000).contains(&most) {
            let message = "Value for parameter MaxResults is invalid. Reason: Must be between 1 and 1000.";
            return Err(Refusal::new("InvalidParameterValue", message));
        }
        let after = ask.next_token.as_deref().unwrap_or_default();
        let fits = |name: &&String| name.starts_with(&ask.queue_name_prefix) && name.as_str() > after;
        let names: Vec<_> = self.queues.keys().filter(fits).collect();
        let last = names.get(most - 1).filter(|_| ask.max_results.is_some() && names.len() > most);
        let next_token = last.map(ToString::to_string);
        Ok(QueueUrls {
            queue_urls: names.iter().take(most).map(|name| self.url(name).queue_url).collect(),
            next_token,
        })
    }

    pub(super) fn queue_attributes(
        &mut self,
        ask: &GetQueueAttributes,
        now: Millis,
    ) -> Result<QueueAttributes, Refusal> {
        let known = |name: &&String| *name == "All" || READABLE.contains(&name.as_str());
        if let Some(unknown) = ask.attribute_names.iter().find(|name| !known(name)) {
            return Err(unknown_attribute(unknown));
        }
        let asked = |name: &str| ask.attribute_names.iter().any(|asked| asked == "All" || asked == name);
        let queue = self.queue(&ask.queue_url)?;
        queue.sweep(now);
        let mut attributes = queue.record.settings.effective();
        attributes.extend(observed(queue, now));
        attributes.retain(|name, _| asked(name));
        self.save(&ask.queue_url)?;
        Ok(QueueAttributes { attributes })
    }

    pub(super) fn set_queue_attributes(
        &mut self,
        ask: SetQueueAttributes,
        now: Millis,
    ) -> Result<Done, Refusal> {
        let mut settings = self.queue(&ask.queue_url)?.record.settings.clone();
        settings.set(ask.attributes)?;
        self.check_redrive(&settings)?;
        let queue = self.queue(&ask.queue_url)?;
        queue.record.settings = settings;
        queue.record.modified_at = now;
        let record = queue.record.clone();
        self.save_record(&record)?;
        Ok(Done {})
    }

    pub(super) fn purge_queue(&mut self, ask: &PurgeQueue, now: Millis) -> Result<Done, Refusal> {
        let queue = self.queue(&ask.queue_url)?;
        if queue.purged_at.is_some_and(|at| now < at + PURGE_PAUSE) {
            let message = "Only one PurgeQueue operation is allowed every 60 seconds.";
            return Err(Refusal { status: 403, ..Refusal::new("PurgeQueueInProgress", message) });
        }
        queue.purged_at = Some(now);
        queue.messages.purge();
        self.save(&ask.queue_url)?;
        Ok(Done {})
    }
}

fn observed(queue: &Queue, now: Millis) -> [(&'static str, String); 6] {
    let counts = queue.messages.count(now);
    let Record { name, created_at, modified_at, .. } = &queue.record;
    [
        ("ApproximateNumberOfMessages", counts.visible.to_string()),
        ("ApproximateNumberOfMessagesNotVisible", counts.in_flight.to_string()),
        ("ApproximateNumberOfMessagesDelayed", counts.delayed.to_string()),
        ("CreatedTimestamp", (created_at / 1_000).to_string()),
        ("LastModifiedTimestamp", (modified_at / 1_000).to_string()),
        ("QueueArn", queue_arn(name)),
    ]
}

/// Up to 80 letters, digits, hyphens and underscores.
fn check_name(name: &str) -> Result<(), Refusal> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if (1..=80).contains(&name.len()) && name.bytes().all(fits) {
        return Ok(());
    }
    let message = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.";
    Err(Refusal::new("InvalidParameterValue", message))
}

fn name_taken() -> Refusal {
    let message = "A queue already exists with the same name and a different value for an attribute.";
    Refusal::new("QueueNameExists", message)
}
