//! The few places where a planted value belongs.

use canary::{Finding, Form, Planted, View};
use local_stack::{
    aws::Service,
    record::{Place, Record},
};

use super::{PERSON, secrets::api_key_of};

/// Whether a record may hold what was found in it.
pub(super) fn is_allowed(record: &Record, found: &Finding<'_>) -> bool {
    match &record.place {
        // The mailer writes to the customer's address, and knows nothing else of them.
        Place::Partner { partner } => {
            partner == "mailer"
                && is_person(found.planted)
                && found.planted.value.contains('@')
                && is_plain(found)
        }
        // A partner is shown the key that was agreed with it, and nothing more in that header.
        Place::PartnerHeader { partner, header } => {
            header == "x-api-key" && is_plain(found) && found.planted.name == api_key_of(partner)
        }
        // Operators put secrets into the secret store; functions never do.
        Place::Aws { caller, service: Service::SecretsManager, operation } => {
            let puts = ["CreateSecret", "PutSecretValue"].contains(&operation.as_str());
            puts && caller == "stack" && !is_person(found.planted)
        }
        Place::Aws { .. } | Place::Output { .. } | Place::Runtime { .. } | Place::Answer => false,
    }
}

/// The value as it is; that the text around it can be read in other ways changes nothing.
fn is_plain(found: &Finding<'_>) -> bool {
    found.form == Form::Raw && [View::Plain, View::Percent, View::Escapes].contains(&found.view)
}

pub(super) fn is_person(planted: &Planted) -> bool {
    planted.name == PERSON
}

#[cfg(test)]
mod tests {
    use canary::Canaries;

    use super::*;
    use crate::scan::person;

    const EMAIL: &str = "bakolumi.dusi@customers.example";
    const STREET: &str = "12 Dovelupi Street";
    const KEY: &str = "test-0f1e2d3c4b5a69788796a5b4-warehouse";

    fn planted() -> Canaries {
        let key = Planted { name: api_key_of("warehouse"), value: KEY.to_owned() };
        Canaries::new([person(EMAIL.to_owned()), person(STREET.to_owned()), key])
    }

    fn is_told(place: Place, text: &str) -> bool {
        let record = Record { place, bytes: text.to_owned().into() };
        let canaries = planted();
        let found = canaries.find(&record.bytes);
        assert!(!found.is_empty(), "{text} holds nothing");
        !found.iter().all(|found| is_allowed(&record, found))
    }

    fn partner(name: &str) -> Place {
        Place::Partner { partner: name.to_owned() }
    }

    fn header(partner: &str, header: &str) -> Place {
        Place::PartnerHeader { partner: partner.to_owned(), header: header.to_owned() }
    }

    fn aws(caller: &str, service: Service, operation: &str) -> Place {
        Place::Aws { caller: caller.to_owned(), service, operation: operation.to_owned() }
    }

    #[test]
    fn only_the_mailer_may_know_an_address_and_nothing_else() {
        let body = format!("{{\"email\":\"{EMAIL}\"}}");
        assert!(!is_told(partner("mailer"), &body));
        assert!(is_told(partner("warehouse"), &body));
        assert!(is_told(partner("mailer"), &format!("{{\"email\":\"{EMAIL}\",\"street\":\"{STREET}\"}}")));
        assert!(is_told(partner("mailer"), &EMAIL.replace('@', "%40")));
        assert!(is_told(header("mailer", "x-customer"), EMAIL));
        assert!(is_told(partner("mailer"), KEY));
    }

    #[test]
    fn a_partners_key_belongs_into_one_header_to_it() {
        assert!(!is_told(header("warehouse", "x-api-key"), KEY));
        assert!(is_told(header("mailer", "x-api-key"), KEY));
        assert!(is_told(header("warehouse", "authorization"), KEY));
        assert!(is_told(partner("warehouse"), KEY));
    }

    #[test]
    fn only_operators_put_secrets_into_the_store() {
        assert!(!is_told(aws("stack", Service::SecretsManager, "PutSecretValue"), KEY));
        assert!(is_told(aws("stack", Service::SecretsManager, "PutSecretValue"), EMAIL));
        assert!(is_told(aws("partner-delivery", Service::SecretsManager, "PutSecretValue"), KEY));
        assert!(is_told(aws("stack", Service::SecretsManager, "GetSecretValue"), KEY));
        assert!(is_told(aws("stack", Service::Sqs, "SendMessage"), KEY));
    }
}
