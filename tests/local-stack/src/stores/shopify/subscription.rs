use std::time::Duration;

use super::ShopifyStore;
use crate::stores::{Answer, Delivery, Gateway, NoAnswer};

/// The waits between tries. Shopify says eight retries in four hours, further and further apart; these are ours.
pub const RETRY_STEPS: [Duration; 8] = [
    Duration::from_mins(1),
    Duration::from_mins(2),
    Duration::from_mins(4),
    Duration::from_mins(8),
    Duration::from_mins(15),
    Duration::from_mins(30),
    Duration::from_hours(1),
    Duration::from_hours(2),
];

/// So many failures in a row cost an API-made subscription its life.
const FAILURES_ALLOWED: u32 = 8;

/// How a subscription came to be, which decides whether it can be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeBy {
    /// `webhookSubscriptionCreate`: deleted after eight failures in a row.
    AdminApi,
    /// The app's own configuration file: stays whatever happens.
    AppConfiguration,
}

/// A store's standing order to send one topic to one address.
#[derive(Debug)]
pub struct Subscription {
    made_by: MadeBy,
    failures_in_a_row: u32,
}

/// One delivery and the tries it has had.
#[derive(Debug)]
pub struct Journey {
    /// Sent unchanged every time, so its webhook id stays the same.
    pub delivery: Delivery,
    failures: usize,
}

/// What a try has led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The gateway has answered 2xx.
    Delivered,
    /// The next try is due after this time, which a test need not wait for.
    RetryAfter(Duration),
    /// All tries were in vain: this event is lost.
    GivenUp,
    /// The subscription has been removed: this event and all later ones are lost.
    Unsubscribed,
}

impl Journey {
    /// A delivery that has not set out yet.
    pub fn new(delivery: Delivery) -> Self {
        Self { delivery, failures: 0 }
    }
}

impl Subscription {
    /// A new one, without failures.
    pub fn new(made_by: MadeBy) -> Self {
        Self { made_by, failures_in_a_row: 0 }
    }

    /// Whether the store still sends anything.
    pub fn is_alive(&self) -> bool {
        self.made_by == MadeBy::AppConfiguration || self.failures_in_a_row < FAILURES_ALLOWED
    }

    /// Makes the next try, unless the subscription has been removed.
    pub async fn attempt(&mut self, store: &ShopifyStore, gateway: &Gateway, journey: &mut Journey) -> Step {
        if !self.is_alive() {
            return Step::Unsubscribed;
        }
        let answer = store.send(gateway, &journey.delivery).await;
        self.count(journey, is_success(&answer))
    }

    fn count(&mut self, journey: &mut Journey, success: bool) -> Step {
        if success {
            self.failures_in_a_row = 0;
            return Step::Delivered;
        }
        self.failures_in_a_row += 1;
        journey.failures += 1;
        match RETRY_STEPS.get(journey.failures - 1) {
            _ if !self.is_alive() => Step::Unsubscribed,
            Some(wait) => Step::RetryAfter(*wait),
            None => Step::GivenUp,
        }
    }
}

/// Any 2xx; a redirect is a failure and is not followed.
fn is_success(answer: &Result<Answer, NoAnswer>) -> bool {
    answer.as_ref().is_ok_and(|answer| (200..300).contains(&answer.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journey() -> Journey {
        Journey::new(Delivery { headers: Vec::new(), body: "{}".into() })
    }

    fn fail(subscription: &mut Subscription, journey: &mut Journey, times: usize) -> Vec<Step> {
        (0..times).map(|_| subscription.count(journey, false)).collect()
    }

    #[test]
    fn eight_retries_are_spread_over_four_hours() {
        assert_eq!(RETRY_STEPS.iter().sum::<Duration>(), Duration::from_hours(4));
        let steps = fail(&mut Subscription::new(MadeBy::AppConfiguration), &mut journey(), 9);
        let waits: Vec<_> = RETRY_STEPS.map(Step::RetryAfter).into_iter().chain([Step::GivenUp]).collect();
        assert_eq!(steps, waits);
    }

    #[test]
    fn eight_failures_in_a_row_remove_a_subscription_made_by_api() {
        let mut subscription = Subscription::new(MadeBy::AdminApi);
        let mut steps = fail(&mut subscription, &mut journey(), 4);
        steps.extend(fail(&mut subscription, &mut journey(), 3));
        assert!(steps.iter().all(|step| matches!(step, Step::RetryAfter(_))), "{steps:?}");
        assert!(subscription.is_alive());
        assert_eq!(fail(&mut subscription, &mut journey(), 1), [Step::Unsubscribed]);
        assert!(!subscription.is_alive());
    }

    #[test]
    fn a_success_in_between_forgives_the_failures_before() {
        let mut subscription = Subscription::new(MadeBy::AdminApi);
        fail(&mut subscription, &mut journey(), 7);
        assert_eq!(subscription.count(&mut journey(), true), Step::Delivered);
        fail(&mut subscription, &mut journey(), 7);
        assert!(subscription.is_alive());
    }

    #[test]
    fn a_subscription_in_the_apps_configuration_is_never_removed() {
        let mut subscription = Subscription::new(MadeBy::AppConfiguration);
        (0..5).for_each(|_| drop(fail(&mut subscription, &mut journey(), 9)));
        assert!(subscription.is_alive());
    }
}
