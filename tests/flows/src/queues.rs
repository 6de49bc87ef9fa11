//! What the queues hold.

use aws_sdk_sqs::types::{Message, QueueAttributeName};

use crate::System;

/// The queue of deliveries.
pub const DELIVERIES: &str = "countersign-local-deliveries";

/// Where messages end that nobody can handle.
pub const CRASHED: &str = "countersign-local-deliveries-crashed";

/// The queue of what stores tell of themselves.
pub(crate) const LIFECYCLE: &str = "countersign-local-lifecycle";

/// Where a pipe or a schedule leaves what it could not hand on, and where nothing of a store may end.
pub(crate) const DROPPED: [&str; 3] = [
    "countersign-local-journal-pipe-dropped",
    "countersign-local-schedule-failed",
    "countersign-local-lifecycle-crashed",
];

const COUNTS: [QueueAttributeName; 3] = [
    QueueAttributeName::ApproximateNumberOfMessages,
    QueueAttributeName::ApproximateNumberOfMessagesDelayed,
    QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
];

impl System {
    /// How many messages a queue holds, visible or not.
    pub async fn messages(&self, queue: &str) -> usize {
        let sqs = self.stack().aws.sqs();
        let attributes = sqs.get_queue_attributes().queue_url(self.queue_url(queue));
        let answer = attributes.set_attribute_names(Some(COUNTS.into())).send().await.unwrap();
        answer.attributes.unwrap_or_default().values().map(|count| count.parse::<usize>().unwrap()).sum()
    }

    /// Puts a message into a queue.
    pub async fn enqueue(&self, queue: &str, body: &str) {
        let send = self.stack().aws.sqs().send_message().queue_url(self.queue_url(queue));
        send.message_body(body).send().await.unwrap();
    }

    /// Takes up to ten visible messages for a moment, as somebody who is not the poller.
    pub async fn peek(&self, queue: &str) -> Vec<Message> {
        let sqs = aws_sdk_sqs::Client::new(&self.stack().aws.sdk_config_for("onlooker"));
        let receive = sqs.receive_message().queue_url(self.queue_url(queue)).visibility_timeout(0);
        receive.max_number_of_messages(10).send().await.unwrap().messages.unwrap_or_default()
    }

    /// How long a message stays hidden when its receiver dies: six minutes by the template, too long for a test.
    pub async fn hide_for(&self, seconds: u32) {
        let set = self.stack().aws.sqs().set_queue_attributes().queue_url(self.queue_url(DELIVERIES));
        let set = set.attributes(QueueAttributeName::VisibilityTimeout, seconds.to_string());
        set.send().await.unwrap();
    }

    fn queue_url(&self, name: &str) -> String {
        format!("{}/{}/{name}", self.stack().aws.endpoint(), local_stack::aws::ACCOUNT)
    }
}
