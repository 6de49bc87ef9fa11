use std::time::Duration;

use tokio::time::Instant;

use super::*;
use crate::aws::{Fault, Trouble};

#[tokio::test]
async fn a_lost_answer_leaves_the_effect_and_the_sdk_tries_again() {
    let aws = start().await;
    let function = Caller::with(&aws, &aws.sdk_config_for(FUNCTION));
    let mark = aws.calls().mark();
    aws.faults().inject(Fault::new(Trouble::CutAfter).on("PutItem").times(1));

    let put = function.put("evt_1").await;

    assert_eq!(put, refused("ConditionalCheckFailedException"), "the second try met the first one's effect");
    let statuses: Vec<_> = aws.calls().since(mark).iter().map(|call| call.status).collect();
    assert_eq!(statuses, [None, Some(400)]);
}

#[tokio::test]
async fn a_cut_before_the_effect_leaves_nothing_behind() {
    let aws = start().await;
    let function = Caller::new(&aws, FUNCTION);
    aws.faults().inject(Fault::new(Trouble::CutBefore).on("PutItem"));

    function.put("evt_1").await.unwrap_err();

    assert_eq!(function.get("evt_1").await, Ok(false));
}

#[tokio::test]
async fn each_service_fails_and_throttles_in_its_own_words_and_without_effect() {
    let aws = start().await;
    let function = Caller::new(&aws, FUNCTION);
    for (trouble, dynamodb, sqs, secrets) in [
        (Trouble::InternalError, "InternalServerError", "InternalFailure", "InternalServiceError"),
        (
            Trouble::Throttled,
            "ProvisionedThroughputExceededException",
            "RequestThrottled",
            "ThrottlingException",
        ),
    ] {
        aws.faults().inject(Fault::new(trouble));
        let answers = (function.put("evt_1").await, function.send().await, function.read(SECRET).await);
        assert_eq!(answers, (refused(dynamodb), refused(sqs), refused(secrets)));
        aws.faults().clear();
    }
    assert_eq!(function.get("evt_1").await, Ok(false));
}

#[tokio::test]
async fn a_fault_strikes_only_what_it_names_and_only_so_often() {
    let aws = start().await;
    let (function, other) = (Caller::new(&aws, FUNCTION), Caller::new(&aws, "partner-delivery"));
    let trouble = Trouble::Refused { status: 400, code: "TestException".to_owned() };
    aws.faults().inject(Fault::new(trouble).on("PutItem").by(FUNCTION).at(TABLE).times(2));

    assert_eq!(other.put("evt_1").await, Ok(()));
    assert_eq!(function.get("evt_1").await, Ok(true));
    assert!(!aws.faults().is_spent());
    for _ in 0..2 {
        assert_eq!(function.put("evt_2").await, refused("TestException"));
    }
    assert!(aws.faults().is_spent());
    assert_eq!(function.put("evt_2").await, Ok(()));
}

#[tokio::test]
async fn a_delay_comes_before_whatever_else_strikes() {
    let aws = start().await;
    let function = Caller::new(&aws, FUNCTION);
    let trouble = Trouble::Refused { status: 400, code: "TestException".to_owned() };
    aws.faults().inject(Fault::new(Trouble::Delay(Duration::from_millis(50))).times(1));
    aws.faults().inject(Fault::new(trouble).times(1));

    let started = Instant::now();
    assert_eq!(function.put("evt_1").await, refused("TestException"));

    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn calls_can_be_spared_and_the_next_held_before_or_after_it_takes_effect() {
    for (trouble, effect) in [(Trouble::HoldBefore, false), (Trouble::HoldAfter, true)] {
        let aws = start().await;
        let function = Caller::new(&aws, FUNCTION);
        let mut held = aws.faults().held();
        aws.faults().inject(Fault::new(trouble).on("PutItem").after(1).times(1));

        function.put("evt_1").await.unwrap();
        // Given up by its caller once it is held, as by one that dies.
        tokio::select! {
            put = function.put("evt_2") => panic!("it was answered: {put:?}"),
            held = held.wait_for(|held| *held == 1) => drop(held.unwrap()),
        }

        assert!(aws.faults().is_spent());
        assert_eq!(function.get("evt_2").await, Ok(effect));
        function.put("evt_3").await.unwrap();
    }
}
