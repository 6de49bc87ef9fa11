//! WooCommerce's keys do not end, but they are revoked, and stores stop sending after a few failures without a word. So every
//! store is checked once a day. A run goes on with the round where the last one stopped, for as long as it has time.

use std::{
    collections::BTreeMap,
    future::ready,
    time::{Duration, SystemTime},
};

use countersign_core::{
    ports::{ConnectedStores, Rounds, RowError, Written},
    round::Round,
    store::Store,
    tokens::{Renewal, RunLimits, Tally},
};
use countersign_runtime::{Diagnostic, Invocation};
use futures_util::{StreamExt, stream};
use serde::Serialize;

use crate::{
    Keeper, MARGIN, Outside,
    check::{Checked, LONGEST_CHECK},
    log,
    renew::disposition,
};

/// Stores that are asked at once; each answers from a slow machine of its own.
const AT_ONCE: usize = 32;
/// A run begins no check after this; going on to Lambda's end would ring the alarm for work that is nearly cut off.
const BEGINNING: Duration = Duration::from_secs(190);
/// A page's shops are renewed for so long, so that a token endpoint that hangs does not keep a round from going on.
const RENEWING: Duration = Duration::from_secs(100);
/// What is kept back for writing down how far the round has come.
const WRITING: Duration = Duration::from_secs(8);

/// What a run has found.
#[derive(Default, Serialize)]
pub(crate) struct Report {
    /// How many stores were found how.
    pub(crate) outcomes: BTreeMap<&'static str, usize>,
    /// How many webhooks were missing, and are made.
    webhooks_made: usize,
    /// How the round stands.
    pub(crate) round: Standing,
}

/// How the round stands after a run.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// Every store has had its turn; the next round begins a day after this one began.
    Complete,
    /// The next run goes on with it.
    #[default]
    UnderWay,
    /// The same, and the next round should have begun.
    Late,
    /// Another run goes on with it.
    Taken,
    /// The last one is over, and the next is not due.
    NotDue,
}

/// Goes on with the round.
pub(crate) async fn go_on<O: Outside>(
    keeper: &Keeper<'_, O>,
    invocation: &Invocation,
) -> Result<Report, Diagnostic> {
    let begun = keeper.now();
    // None is begun that could not end.
    let left = invocation.remaining(begun, MARGIN).saturating_sub(LONGEST_CHECK + WRITING);
    let until = begun + left.min(BEGINNING);
    let mut report = Report::default();
    report.round = walk(keeper, until, &mut report).await.map_err(|error| failed(&error))?;
    log::went_on(&report, keeper.now().duration_since(begun).unwrap_or_default());
    Ok(report)
}

/// Page after page, each written down before the next, so that a run that dies repeats no more than one.
async fn walk<O: Outside>(
    keeper: &Keeper<'_, O>,
    until: SystemTime,
    report: &mut Report,
) -> Result<Standing, RowError> {
    let kept = keeper.round.round().await?;
    let Some(mut round) = Round::to_go_on_with(kept, keeper.now()) else { return Ok(Standing::NotDue) };
    let mut tally = Tally::default();
    while keeper.now() < until {
        let page = keeper.round.connected(round.after.as_deref()).await?;
        make_ready(keeper, &page.stores, until, &mut tally).await;
        let begun = check_in_turn(keeper, &page.stores, until, report).await;
        let after = match page.stores.get(begun) {
            None => page.next,
            Some(_) if begun == 0 => break,
            Some(_) => Some(page.stores[begun - 1].to_string()),
        };
        round = round.gone_on(after);
        match keeper.round.keep(&round).await? {
            Written::Stale => return Ok(Standing::Taken),
            Written::Done if round.is_over => return Ok(Standing::Complete),
            Written::Done => {}
        }
    }
    Ok(if round.is_late(keeper.now()) { Standing::Late } else { Standing::UnderWay })
}

/// Renews the shops that have no token to be asked with: mostly those that nobody calls, whose tokens have ended.
async fn make_ready<O: Outside>(
    keeper: &Keeper<'_, O>,
    stores: &[Store],
    until: SystemTime,
    tally: &mut Tally,
) {
    if !keeper.hooks.are_made_in_shops() {
        return;
    }
    let shops = stores.iter().filter(|store| matches!(store, Store::Shopify(_)));
    let limits = RunLimits::aside(until.min(keeper.now() + RENEWING));
    let needed = &keeper.hooks.policy.shopify_app.scopes;
    let tell = |store: &Store, renewal: &Renewal| log::renewed(store, renewal, needed);
    keeper.refresher.make_ready(&shops.cloned().collect::<Vec<_>>(), &limits, tally, &tell).await;
}

/// Checks stores in their order, while there is time to begin; gives how many had their turn.
async fn check_in_turn<O: Outside>(
    keeper: &Keeper<'_, O>,
    stores: &[Store],
    until: SystemTime,
    report: &mut Report,
) -> usize {
    let in_time = stream::iter(stores).take_while(|_| ready(keeper.now() < until));
    let mut checks = in_time.map(|store| check_one(keeper, store)).buffer_unordered(AT_ONCE);
    let mut begun = 0;
    while let Some(checked) = checks.next().await {
        begun += 1;
        if let Some(checked) = checked {
            *report.outcomes.entry(checked.code()).or_default() += 1;
            report.webhooks_made += checked.made();
        }
    }
    begun
}

/// Nothing is to be asked of a shop if the app's TOML declares what shops send.
async fn check_one<O: Outside>(keeper: &Keeper<'_, O>, store: &Store) -> Option<Checked> {
    match store {
        Store::Shopify(_) if !keeper.hooks.are_made_in_shops() => None,
        Store::Shopify(_) | Store::WooCommerce(_) => Some(keeper.check(store).await),
    }
}

fn failed(error: &RowError) -> Diagnostic {
    log::not_run(error, Duration::ZERO);
    Diagnostic { error_type: format!("{:?}", disposition(error)), error_message: error.to_string() }
}
