//! Every field that a line may have. A field that is not here is not written.

use super::value::Type::{
    self, Event, Name, Number, Partner, Place, Request, Store, Text, Topic, Trace, Word,
};
use super::value::Unit::{Bytes, Count, Milliseconds, Seconds};

/// One field.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) holds: Type,
}

/// In the order in which a line has them; `message` stands before what the writer adds itself.
pub(crate) const FIELDS: [Field; 20] = [
    field("message", Text),
    field("request_id", Request),
    field("trace_id", Trace),
    field("outcome", Word),
    field("code", Word),
    field("platform", Word),
    field("store", Store),
    field("topic", Topic),
    field("event_id", Event),
    field("partner", Partner),
    field("attempt", Number(Count)),
    field("wait_s", Number(Seconds)),
    field("partners", Number(Count)),
    field("count", Number(Count)),
    field("secret", Name),
    field("cause", Text),
    field("sample", Text),
    field("place", Place),
    field("ms", Number(Milliseconds)),
    field("bytes", Number(Bytes)),
];

/// The place of a field in the table.
pub(crate) fn find(name: &str) -> Option<usize> {
    FIELDS.iter().position(|field| field.name == name)
}

const fn field(name: &'static str, holds: Type) -> Field {
    Field { name, holds }
}
