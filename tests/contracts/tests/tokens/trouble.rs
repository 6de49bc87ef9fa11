//! What becomes of leases and fenced writes when AWS fails them.

use contracts::{
    clock,
    items::scan,
    rows::{LEASE, Rows, all_writes, ending, granted, intention, lease, new_current, note, shop, wish},
    stack::{AUDIT, CALLER, CONNECTIONS, Stack},
};
use countersign_core::{
    ports::{
        Acquired, CurrentRows, DisconnectRows, DueStores, Ending, Mark, MarkRows, RowError, TokenLeases,
        Written,
    },
    tokens::Step,
};
use local_stack::aws::{Fault, Grant, Trouble};

use crate::{calls, lose_an_answer};

#[tokio::test]
async fn a_lease_whose_answer_was_lost_is_granted_to_its_own_claimant_once() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    lose_an_answer(&stack);
    assert_eq!(lease(&rows, 1, clock::now()).await.fence, 1);
    assert!(stack.aws.faults().is_spent());
    assert_eq!(calls(&stack, "UpdateItem"), 2);
    let other = rows.acquire(&wish(&shop(1), 2, clock::now())).await.unwrap();
    assert!(matches!(other, Acquired::Held));
}

#[tokio::test]
async fn somebody_elses_lease_is_not_taken_for_ones_own() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    lease(&rows, 1, clock::now()).await;
    lose_an_answer(&stack);
    let other = rows.acquire(&wish(&shop(1), 2, clock::now())).await.unwrap();
    assert!(matches!(other, Acquired::Held));
}

#[tokio::test]
async fn the_row_that_a_lost_lease_brings_is_the_row_as_it_stands() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let held = lease(&rows, 1, clock::now()).await;
    let (change, noted) = new_current(&held, 1);
    rows.make_current(&held, &change, &noted).await.unwrap();
    rows.release(&held, &ending()).await.unwrap();
    lose_an_answer(&stack);
    let (_, row) = granted(&rows, &wish(&shop(1), 2, clock::now())).await;
    assert_eq!(Some(row), rows.row(&shop(1)).await.unwrap());
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_done() {
    for lost in 0..5 {
        let stack = Stack::start().await;
        let rows = stack.token_rows();
        let held = lease(&rows, 1, clock::now()).await;
        let operation = ["UpdateItem", "TransactWriteItems"];
        let operation = operation[usize::from((1..4).contains(&lost))];
        let fault = Fault::new(Trouble::CutAfter).by(CALLER).on(operation);
        let (change, noted) = new_current(&held, 1);
        stack.aws.faults().inject(fault.times(1));
        let written = match lost {
            0 => rows.intend(&held, &intention(&held)).await,
            1 => rows.make_current(&held, &change, &noted).await,
            2 => rows.mark(&held, Mark::Unavailable, &note(&held, Step::Unavailable)).await,
            3 => rows.disconnect(&held, &note(&held, Step::Disconnected)).await,
            _ => rows.release(&held, &ending()).await,
        };
        assert_eq!(written.unwrap(), Written::Done, "{lost}");
        assert!(stack.aws.faults().is_spent(), "{lost}");
        let count = scan(&stack.dynamodb(), AUDIT).await.len();
        assert_eq!(count, usize::from((1..4).contains(&lost)), "{lost}");
    }
}

#[tokio::test]
async fn a_release_that_was_lost_is_not_another_release() {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    let held = lease(&rows, 1, clock::now()).await;
    lose_an_answer(&stack);
    assert_eq!(rows.release(&held, &ending()).await.unwrap(), Written::Done);
    for other in [Ending { failures: 4, ..ending() }, Ending { due_at: None, ..ending() }] {
        assert_eq!(rows.release(&held, &other).await.unwrap(), Written::Stale);
    }
    let next = lease(&rows, 2, clock::now()).await;
    assert_eq!(rows.release(&held, &ending()).await.unwrap(), Written::Stale, "it has passed on");
    assert_eq!(rows.release(&next, &ending()).await.unwrap(), Written::Done);
    assert_eq!(rows.release(&held, &ending()).await.unwrap(), Written::Stale, "that was another's");
}

/// The client names a transaction; so a repeat is answered as the first try was, also if the lease has passed on since.
#[tokio::test]
async fn a_lost_transaction_is_done_although_the_lease_has_passed_on() {
    let stack = Stack::start().await;
    let (rows, held) = (stack.token_rows(), lease(&stack.token_rows(), 1, clock::now()).await);
    let faults = stack.aws.faults();
    faults.inject(Fault::new(Trouble::CutAfter).by(CALLER).on("TransactWriteItems").times(1));
    let (change, noted) = new_current(&held, 1);
    let (written, _) = tokio::join!(rows.make_current(&held, &change, &noted), async {
        while !faults.is_spent() {
            tokio::task::yield_now().await;
        }
        lease(&stack.token_rows(), 2, clock::now() + LEASE).await
    });
    assert_eq!(written.unwrap(), Written::Done);
    let row = rows.row(&shop(1)).await.unwrap().unwrap();
    assert_eq!((row.fence, row.generation), (2, 1));
}

#[tokio::test]
async fn trouble_that_passes_is_survived() {
    for passing in [Trouble::Throttled, Trouble::InternalError, Trouble::CutBefore] {
        let stack = Stack::start().await;
        let rows = stack.token_rows();
        for operation in ["UpdateItem", "TransactWriteItems"] {
            stack.aws.faults().inject(Fault::new(passing.clone()).by(CALLER).on(operation).times(2));
        }
        let held = lease(&rows, 1, clock::now()).await;
        for (what, written) in all_writes(&rows, &held).await {
            assert_eq!(written, Written::Done, "{passing:?}: {what}");
        }
        assert!(stack.aws.faults().is_spent());
    }
}

async fn errors(rows: &(impl Rows + DueStores)) -> Vec<RowError> {
    let stranger = countersign_core::tokens::Lease {
        store: shop(1),
        owner: countersign_core::tokens::Owner::new([1; 16]),
        fence: 1,
        until: clock::now(),
    };
    let (change, noted) = new_current(&stranger, 1);
    vec![
        rows.row(&shop(1)).await.unwrap_err(),
        rows.acquire(&wish(&shop(1), 1, clock::now())).await.unwrap_err(),
        rows.intend(&stranger, &intention(&stranger)).await.unwrap_err(),
        rows.make_current(&stranger, &change, &noted).await.unwrap_err(),
        rows.release(&stranger, &ending()).await.unwrap_err(),
        rows.due(0, clock::now(), 10).await.unwrap_err(),
    ]
}

#[tokio::test]
async fn an_outage_is_unavailable() {
    let stack = Stack::start().await;
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    for error in errors(&stack.token_rows()).await {
        assert!(matches!(error, RowError::Unavailable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_function_that_may_not_is_refused_at_the_first_call() {
    let stack = Stack::start().await;
    stack.aws.permissions().restrict(CALLER, []);
    let errors = errors(&stack.token_rows()).await;
    for error in &errors {
        assert!(matches!(error, RowError::Refused(_)), "{error:?}");
    }
    assert_eq!(stack.aws.calls().all().by(CALLER).len(), errors.len());
}

/// What the installer and the refresher need of DynamoDB, and nothing else.
#[tokio::test]
async fn these_permissions_are_enough() {
    let stack = Stack::start().await;
    let table = |name: &str| format!("arn:aws:dynamodb:*:*:table/{name}");
    let grants = [
        Grant::new("dynamodb:GetItem", &table(CONNECTIONS)),
        Grant::new("dynamodb:UpdateItem", &table(CONNECTIONS)),
        Grant::new("dynamodb:PutItem", &table(AUDIT)),
        Grant::new("dynamodb:Query", &format!("{}/index/due", table(CONNECTIONS))),
    ];
    stack.aws.permissions().restrict(CALLER, grants);
    let rows = stack.token_rows();
    let held = lease(&rows, 1, clock::now()).await;
    all_writes(&rows, &held).await;
    rows.row(&shop(1)).await.unwrap();
    rows.due(0, clock::now(), 10).await.unwrap();
}
