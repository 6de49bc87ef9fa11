//! `countersign`: what operators run by hand, with the credentials they have.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for people")]
#![expect(clippy::disallowed_methods, reason = "only here is the environment read")]

mod check_policy;
mod invite_woocommerce;
mod redact;
mod verify_journal;
mod woocommerce_secret;

use std::{env, process::ExitCode};

use countersign_runtime::now;

const USAGE: &str = "\
countersign: what operators run by hand

  countersign check-policy FILE...   checks policies such as config/prod.toml, and tells all problems together
  countersign verify-journal         reads the whole journal and checks the MAC of every entry
  countersign redact [--explain]     masks what is personal or secret in the lines on standard input; see redact --help
  countersign woocommerce-secret ID  prints the secret for the webhooks of the WooCommerce store with this id
  countersign invite-woocommerce ID URL
                                     prints the link with which the merchant of the WooCommerce store at this address
                                     connects it under this id; it is good for three days

verify-journal, woocommerce-secret and invite-woocommerce take STAGE, AWS_REGION and credentials from the environment, as the functions do;
verify-journal also JOURNAL_TABLE and AUDIT_SECRET, woocommerce-secret WOOCOMMERCE_WEBHOOK_SECRET, invite-woocommerce
PUBLIC_URL and OAUTH_SECRET (names of secrets, not secrets). verify-journal exits with 1 if an entry was altered.";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["check-policy", files @ ..] if !files.is_empty() => check_policy::run(files),
        ["woocommerce-secret", store] => woocommerce_secret::run(store, &|name| env::var(name).ok()).await,
        ["invite-woocommerce", store, url] => {
            invite_woocommerce::run((store, url), now(), &|name| env::var(name).ok()).await
        }
        ["verify-journal"] => verify_journal::run(&|name| env::var(name).ok()).await,
        ["redact"] => return redact::run(false),
        ["redact", "--explain"] => return redact::run(true),
        ["redact", "--help"] => Ok(redact::HELP.to_owned()),
        ["redact", ..] => Err(redact::HELP.to_owned()),
        ["--help"] => Ok(USAGE.to_owned()),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}
