//! Where requests to the shop arrive.

use std::sync::Arc;

use super::{Shared, pages, rest};
use crate::sites::{
    Answer, Place,
    site::{Asked, Work},
};

pub(super) struct Desk {
    pub(super) shared: Arc<Shared>,
}

impl Work for Desk {
    fn place(&self, path: &str) -> Place {
        if path.starts_with(rest::ROOT) { Place::Api } else { Place::Pages }
    }

    async fn work(&self, asked: &Asked) -> Answer {
        if asked.path.starts_with(rest::ROOT) {
            rest::answer(&mut self.shared.store(), asked)
        } else {
            pages::answer(&self.shared, asked).await
        }
    }
}
