//! The system stops in the middle of its work and goes on where it stopped.

use std::collections::BTreeSet;

use flows::{play, taken, until};
use local_stack::{
    aws::{Fault, Trouble},
    partner::Behaviour,
};

#[test]
fn what_waited_is_delivered_after_a_restart_and_nothing_is_replayed() {
    play(async |system| {
        let send = async || taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        let done = send().await;
        system.row(&done, "warehouse", "delivered").await;

        let warehouse = system.partner("warehouse");
        warehouse.play([Behaviour::status_with(503, &[("Retry-After", "3")])]);
        let parked = send().await;
        system.row(&parked, "warehouse", "parked").await;

        warehouse.behave(Behaviour::Down);
        let tried = send().await;
        system.line(&tried, "waiting").await;

        let stuck = Fault::new(Trouble::InternalError).on("SendMessageBatch").by("stack");
        system.stack().aws.faults().inject(stuck);
        let untold = send().await;
        let noticed = async || (!system.stack().wiring.troubles().is_empty()).then_some(());
        until("the pipe is stuck", noticed).await;

        system.restart().await;

        for event in [&tried, &untold] {
            assert_eq!(system.effects("warehouse", event).await.len(), 1);
        }
        until("the parked delivery comes back", async || {
            system.stack().wiring.fire("countersign-local-requeue-due").await.expect("the schedule");
            let effects = system.partner("warehouse").effects();
            effects.iter().any(|effect| effect.key == parked).then_some(())
        })
        .await;
        let keys: BTreeSet<_> =
            system.partner("warehouse").effects().into_iter().map(|effect| effect.key).collect();
        assert_eq!(keys, [tried, untold, parked].into());
        let lines = system.stack().lambda.logs(flows::DELIVERY);
        assert!(!lines.iter().any(|line| line.contains(&done)), "the pipe has replayed {done}");
    });
}
