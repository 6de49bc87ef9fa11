//! Every field that a line may have. A field that is not here is not written.

use super::{
    form::Form::{self, Event, Name, Partner, Place, Request, Store, Topic, Trace, Word},
    value::{
        Type::{self, Formed, Number, Text},
        Unit::{Bytes, Count, Milliseconds, Seconds},
    },
};

/// One field.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) holds: Type,
}

/// In the order in which a line has them; `message` stands before what the writer adds itself.
pub(crate) const FIELDS: [Field; 23] = [
    field("message", Text),
    formed("request_id", Request),
    formed("trace_id", Trace),
    formed("outcome", Word),
    formed("code", Word),
    formed("platform", Word),
    formed("store", Store),
    formed("topic", Topic),
    formed("event_id", Event),
    formed("partner", Partner),
    field("attempt", Number(Count)),
    field("wait_s", Number(Seconds)),
    field("partners", Number(Count)),
    field("count", Number(Count)),
    field("days_left", Number(Count)),
    formed("secret", Name),
    field("cause", Text),
    field("sample", Text),
    formed("place", Place),
    field("expires_in_s", Number(Seconds)),
    field("refresh_expires_in_s", Number(Seconds)),
    field("ms", Number(Milliseconds)),
    field("bytes", Number(Bytes)),
];

/// The place of a field in the table.
pub(crate) fn find(name: &str) -> Option<usize> {
    FIELDS.iter().position(|field| field.name == name)
}

const fn formed(name: &'static str, form: Form) -> Field {
    field(name, Formed(form))
}

const fn field(name: &'static str, holds: Type) -> Field {
    Field { name, holds }
}
