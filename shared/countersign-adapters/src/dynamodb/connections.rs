//! Reads the connections table.

use aws_sdk_dynamodb::Client;
use countersign_core::{
    ports::{Connection, Connections, ReadError},
    store::Store,
};

use super::{
    item::{find_text, text},
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
    /// A store without a row is open: its webhooks prove that it was connected, or is being connected now.
    async fn connection(&self, store: &Store) -> Result<Connection, ReadError> {
        let get = self.client.get_item().table_name(&self.table).key("store", text(store.to_string()));
        let answer = get.send().await.map_err(|error| to_error(&error))?;
        let status = answer.item.as_ref().map(|item| find_text(item, "status"));
        match status {
            None | Some(Some("connected")) => Ok(Connection::Open),
            Some(Some("disconnected")) => Ok(Connection::Closed),
            Some(_) => Err(ReadError::Unreadable("status")),
        }
    }
}
