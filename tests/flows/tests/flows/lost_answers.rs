//! What was done, but not heard of.

use std::time::Duration;

use flows::{INTAKE, play, taken, until};
use local_stack::aws::{Fault, Trouble};

#[test]
fn a_write_whose_answer_was_lost_is_accepted_and_the_stores_retry_is_a_repeat() {
    play(async |system| {
        system.warm_up().await;
        let faults = system.stack().aws.faults();
        faults.inject(Fault::new(Trouble::CutAfter).on("PutItem").by(INTAKE).times(1));
        let (delivery, mark) = (system.order_on("orders/create"), system.mark());
        let event = taken(&system.send(&delivery).await, "accepted");
        assert_eq!(system.calls(mark, INTAKE).of("PutItem").len(), 2, "the fault has not struck");
        assert_eq!(taken(&system.send(&delivery).await, "repeat"), event);
        assert_eq!(system.effects("warehouse", &event).await.len(), 1);
    });
}

/// The write happens and its answer is held up; the second try of the same request is, too. Then the process dies.
#[test]
fn an_intake_killed_between_write_and_answer_leaves_a_repeat_and_one_effect() {
    play(async |system| {
        system.warm_up().await;
        let faults = system.stack().aws.faults();
        faults.inject(Fault::new(Trouble::CutAfter).on("PutItem").by(INTAKE).times(1));
        faults.inject(Fault::new(Trouble::Delay(Duration::from_hours(1))).on("PutItem").by(INTAKE));
        let delivery = system.order_on("orders/create");
        let sending = system.send(&delivery);
        let killing = async {
            let written = async || (system.entries().await.len() == 1).then_some(());
            until("the event is written", written).await;
            system.stack().lambda.kill_all(INTAKE).await;
        };
        let (answer, ()) = tokio::join!(sending, killing);
        assert!(answer.is_ok_and(|answer| answer.status == 500), "the store must not believe it was taken");
        faults.clear();
        let event = taken(&system.send(&delivery).await, "repeat");
        assert_eq!(system.effects("warehouse", &event).await.len(), 1);
    });
}
