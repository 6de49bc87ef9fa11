//! Where requests to a shop arrive.

use std::sync::{Arc, Mutex, MutexGuard};

use platforms::shopify::Platform;
use uuid::Uuid;

use super::{graphql, lock, now, pages, token};
use crate::sites::{
    Answer, Place,
    page::page,
    site::{Asked, Work},
};

const TOKEN: &str = "/admin/oauth/access_token";
const API: &str = "/admin/api/";

pub(super) struct Desk {
    pub(super) platform: Arc<Mutex<Platform>>,
    pub(super) domain: String,
    pub(super) app_url: String,
}

impl Work for Desk {
    fn place(&self, path: &str) -> Place {
        match path {
            TOKEN => Place::Token,
            _ if path.starts_with(API) => Place::Api,
            _ => Place::Pages,
        }
    }

    async fn work(&self, asked: &Asked) -> Answer {
        let answer = match (asked.method.as_str(), asked.path.as_str()) {
            ("POST", TOKEN) => token::answer(&mut self.platform(), &self.domain, asked, now()),
            (_, path) if path.starts_with(API) => {
                graphql::answer(&mut self.platform(), &self.domain, asked, now())
            }
            (method, path) => pages::answer(self, method, path, asked),
        };
        answer.with("X-Request-Id", &Uuid::new_v4().to_string())
    }
}

impl Desk {
    pub(super) fn platform(&self) -> MutexGuard<'_, Platform> {
        lock(&self.platform)
    }
}

pub(super) fn not_found() -> Answer {
    page(404, "There is no page here", "")
}
