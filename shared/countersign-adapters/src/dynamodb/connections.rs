//! Reads the connections table.

use aws_sdk_dynamodb::Client;
use countersign_core::{
    ports::{Connection, Connections, ReadError},
    store::Store,
};

use super::{
    item::{Unusable, optional_text, text},
    journal_reader::to_error,
};

/// The state of stores as `partner-delivery` sees it.
pub struct DynamoConnections {
    client: Client,
    table: String,
}

impl DynamoConnections {
    /// Reads from `table`, whose key is `store`.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl Connections for DynamoConnections {
    /// A store without a row, or whose first installation is under way, is open: its webhooks prove that it was connected,
    /// or is being connected now. So is one that needs a new authorisation: its webhooks still come, and are proven.
    async fn connection(&self, store: &Store) -> Result<Connection, ReadError> {
        let get = self.client.get_item().table_name(&self.table).key("store", text(store.to_string()));
        let answer = get.send().await.map_err(|error| to_error(&error))?;
        let Some(item) = answer.item else { return Ok(Connection::Open) };
        match optional_text(&item, "status") {
            Ok(Some("disconnected")) => Ok(Connection::Closed),
            Ok(Some(_) | None) => Ok(Connection::Open),
            Err(Unusable(name)) => Err(ReadError::Unreadable(name)),
        }
    }
}
