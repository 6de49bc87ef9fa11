use super::WooStore;
use crate::stores::{Answer, Delivery, Gateway, NoAnswer};

/// A failure while the count is higher than this disables the webhook: the seventh in a row.
const FAILURES_FORGIVEN: u32 = 5;

/// One row in the store's list of webhooks.
#[derive(Debug)]
pub struct Webhook {
    id: u32,
    topic: String,
    status: Status,
    failures: u32,
    ping_pending: bool,
}

/// Whether a webhook sends anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Active,
    /// It has failed too often. Nobody was told, and what happens meanwhile is not kept.
    Disabled,
}

/// What went out for one event, and what came back.
#[derive(Debug)]
pub struct Sent {
    /// The answer to the delivery.
    pub delivery: Result<Answer, NoAnswer>,
    /// The answer to the ping that goes along until one has been answered with exactly 200.
    pub ping: Option<Result<Answer, NoAnswer>>,
}

impl Webhook {
    /// An active webhook whose ping is still to be sent.
    pub fn new(id: u32, topic: &str) -> Self {
        Self { id, topic: topic.to_owned(), status: Status::Active, failures: 0, ping_pending: true }
    }

    /// Its number in the store; other stores use the same ones.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// For example `order.updated`.
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// Whether it still sends.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The failure count that the store shows.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// Switches it on, for the first time or again, and pings. The failure count stays as it was, so after having
    /// been disabled one more failure is enough.
    pub async fn activate(&mut self, store: &WooStore, gateway: &Gateway) -> Result<Answer, NoAnswer> {
        self.status = Status::Active;
        self.ping_pending = true;
        self.ping(store, gateway).await
    }

    /// Delivers once and saves the count, which pings again while a ping is pending. A disabled webhook sends
    /// nothing.
    pub async fn deliver(
        &mut self,
        store: &WooStore,
        gateway: &Gateway,
        delivery: &Delivery,
    ) -> Option<Sent> {
        if self.status == Status::Disabled {
            return None;
        }
        let delivery = store.send(gateway, delivery).await;
        self.count(delivery.as_ref().ok().map(|answer| answer.status));
        let ping = if self.ping_pending { Some(self.ping(store, gateway).await) } else { None };
        Some(Sent { delivery, ping })
    }

    async fn ping(&mut self, store: &WooStore, gateway: &Gateway) -> Result<Answer, NoAnswer> {
        let answer = store.send(gateway, &store.ping(self)).await;
        self.ping_pending = !answer.as_ref().is_ok_and(|answer| answer.status == 200);
        answer
    }

    /// Everything from 200 to 302 is a success to WooCommerce, redirects to nowhere included.
    fn count(&mut self, status: Option<u16>) {
        if status.is_some_and(|status| (200..303).contains(&status)) {
            self.failures = 0;
        } else if self.failures > FAILURES_FORGIVEN {
            self.status = Status::Disabled;
        } else {
            self.failures += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(statuses: &[Option<u16>]) -> Webhook {
        let mut webhook = Webhook::new(11, "order.created");
        for status in statuses {
            webhook.count(*status);
        }
        webhook
    }

    #[test]
    fn the_seventh_failure_in_a_row_disables() {
        assert_eq!(after(&[Some(500); 6]).status(), Status::Active);
        assert_eq!(after(&[Some(500); 7]).status(), Status::Disabled);
        assert_eq!(after(&[None; 7]).status(), Status::Disabled);
    }

    #[test]
    fn a_success_forgives_the_failures_before() {
        let webhook = after(&[[Some(500); 6].as_slice(), &[Some(200)], &[Some(500); 6]].concat());
        assert_eq!((webhook.status(), webhook.failures()), (Status::Active, 6));
    }

    #[test]
    fn redirects_count_as_success_up_to_302() {
        for (status, failures) in
            [(200, 0), (204, 0), (301, 0), (302, 0), (199, 1), (303, 1), (307, 1), (410, 1)]
        {
            assert_eq!(after(&[Some(status)]).failures(), failures, "{status}");
        }
    }

    #[test]
    fn after_having_been_disabled_one_failure_is_enough() {
        let mut webhook = after(&[Some(500); 7]);
        webhook.status = Status::Active;
        webhook.count(Some(503));
        assert_eq!(webhook.status(), Status::Disabled);
    }
}
