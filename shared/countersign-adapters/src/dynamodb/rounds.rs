//! The round over all connected stores. They are found by reading the whole table: a store's row is small, and an index for
//! this alone would cost a write with every change of any row.
//!
//! How far the round has come stands in the same table, under a name that no store has.

use aws_sdk_dynamodb::Client;
use countersign_core::{
    ports::{ConnectedPage, ConnectedStores, Entropy, Rounds, RowError, Written},
    round::Round,
    store::Store,
    tokens::{Owner, Status},
};

use super::{
    change::Change,
    item::{
        Item, Unusable, find_text, flag, get_millis, get_text, is_set, millis, number, optional_number,
        optional_text, text,
    },
    row_wire::row,
    token_rows::to_error,
    update::update_if,
};
use crate::{SystemEntropy, aws::failure};

/// Where the round stands: no platform is called so.
const ROUND: &str = "round#stores";
/// Rows that are read at once. A run is to get through a page of stores of which none answers.
const PAGE: i32 = 256;

/// The connections table as the round sees it.
pub struct DynamoRounds {
    client: Client,
    table: String,
}

impl DynamoRounds {
    /// Uses `table`, whose key is `store`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl ConnectedStores for DynamoRounds {
    async fn connected(&self, after: Option<&str>) -> Result<ConnectedPage, RowError> {
        let scan = self.client.scan().table_name(&self.table).limit(PAGE);
        let scan = after.into_iter().fold(scan, |scan, store| scan.exclusive_start_key("store", text(store)));
        let answer = scan.send().await.map_err(|error| to_error(failure("DynamoDB", &error)))?;
        let next = answer.last_evaluated_key.as_ref().map(|key| get_text(key, "store").map(str::to_owned));
        Ok(ConnectedPage {
            stores: answer.items().iter().filter_map(connected).collect(),
            next: next.transpose().map_err(unreadable)?,
        })
    }
}

impl Rounds for DynamoRounds {
    async fn round(&self) -> Result<Option<Round>, RowError> {
        let get = self.client.get_item().table_name(&self.table).key("store", text(ROUND));
        let answer = get.consistent_read(true).send().await;
        let answer = answer.map_err(|error| to_error(failure("DynamoDB", &error)))?;
        answer.item.as_ref().map(read).transpose().map_err(unreadable)
    }

    async fn keep(&self, round: &Round) -> Result<Written, RowError> {
        let writer = Owner::new((&SystemEntropy as &dyn Entropy).bytes()).to_text();
        let change = Change::default()
            .set("writer", text(&*writer))
            .set("turn", number(round.turn))
            .set("begun_at", millis(round.begun_at))
            .put("after", round.after.as_deref().map(text))
            .set("is_over", flag(round.is_over));
        let seen = round.turn.saturating_sub(1);
        let change = if seen == 0 {
            change.only_if("attribute_not_exists(#turn)", &[], [])
        } else {
            change.only_if("#turn = :seen", &[], [("seen", number(seen))])
        };
        let key = Item::from([("store".to_owned(), text(ROUND))]);
        let Err(kept) = update_if(&self.client, &self.table, key, change).await? else {
            return Ok(Written::Done);
        };
        let is_ours = find_text(&kept, "writer") == Some(&*writer);
        Ok(if is_ours { Written::Done } else { Written::Stale })
    }
}

fn read(item: &Item) -> Result<Round, Unusable> {
    Ok(Round {
        turn: optional_number(item, "turn")?.ok_or(Unusable("turn"))?,
        begun_at: get_millis(item, "begun_at")?,
        after: optional_text(item, "after")?.map(str::to_owned),
        is_over: is_set(item, "is_over")?,
    })
}

/// One row that nobody of ours wrote must not keep all others waiting.
fn connected(item: &Item) -> Option<Store> {
    let name = get_text(item, "store").ok().filter(|name| *name != ROUND)?;
    let read = Store::parse(name).ok_or(Unusable("store")).and_then(|store| Ok((store, row(item)?)));
    match read {
        Ok((store, row)) => (row.status == Some(Status::Connected) && row.current.is_some()).then_some(store),
        Err(Unusable(name)) => {
            tracing::error!(
                code = "row_damaged",
                "the connections table holds a store's row without a usable `{name}`"
            );
            None
        }
    }
}

fn unreadable(Unusable(name): Unusable) -> RowError {
    RowError::Unreadable(name)
}
