use std::collections::VecDeque;

use super::Behaviour;

/// What comes next: a list used up from the front, then the standing behaviour.
pub(crate) struct Script {
    next: VecDeque<Behaviour>,
    standing: Behaviour,
}

impl Default for Script {
    fn default() -> Self {
        Self { next: VecDeque::new(), standing: Behaviour::Up }
    }
}

impl Script {
    pub(crate) fn behave(&mut self, behaviour: Behaviour) {
        self.standing = behaviour;
    }

    pub(crate) fn play(&mut self, script: impl Iterator<Item = Behaviour>) {
        self.next = script.collect();
    }

    /// For a new connection: takes the next behaviour only if it is about connections, so that one entry of the
    /// script is never spent on both a connection and the request that follows on it.
    pub(crate) fn for_connection(&mut self) -> Option<Behaviour> {
        let next = self.next.front().unwrap_or(&self.standing);
        next.acts_on_connections().then(|| self.for_request())
    }

    /// For a request: takes the next behaviour, whatever it is.
    pub(crate) fn for_request(&mut self) -> Behaviour {
        self.next.pop_front().unwrap_or_else(|| self.standing.clone())
    }
}
