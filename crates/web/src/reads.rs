use crate::client;
use crate::format::Format;
use crate::identity::Identity;
use crate::state::{Services, WebSettings};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use rocket::http::Method;
use rocket::request::Request;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How often programs may read: 300 times in five minutes for each token, and 1,500 times for all that a member has together; for each
/// network without one, or with one that is nobody's, which anybody can invent. Counted in memory, by each node for itself: a write for
/// every read would cost more than it spares. A site that is for its own machine only, as after the first start, is its owner's, and so are the
/// programs there.
pub(crate) struct Reads {
    limiter: DefaultKeyedRateLimiter<String>,
    of_members: DefaultKeyedRateLimiter<i64>,
    /// Since the last time keys were forgotten that say nothing any more.
    since: AtomicU32,
}

const BURST: NonZeroU32 = NonZeroU32::new(300).unwrap();
const OF_MEMBER: NonZeroU32 = NonZeroU32::new(1_500).unwrap();
/// In which so many come back.
const WINDOW: Duration = Duration::from_mins(5);
/// After so many reads old keys are forgotten.
const SWEEP: u32 = 10_000;

impl Reads {
    pub(crate) fn new() -> Self {
        Self {
            limiter: DefaultKeyedRateLimiter::keyed(quota(BURST)),
            of_members: DefaultKeyedRateLimiter::keyed(quota(OF_MEMBER)),
            since: AtomicU32::new(0),
        }
    }

    /// In how many seconds `identity` may read this, if not now.
    pub(crate) fn wait(&self, request: &Request<'_>, identity: &Identity) -> Option<u64> {
        let reads = matches!(request.method(), Method::Get | Method::Head);
        let settings = request.rocket().state::<WebSettings>();
        let counts = settings.is_some_and(|it| it.rate_limits && !is_at_home(it, request));
        if !reads || !counts || !Format::is_api(request) {
            return None;
        }
        if self.since.fetch_add(1, Ordering::Relaxed) > SWEEP {
            self.since.store(0, Ordering::Relaxed);
            self.limiter.retain_recent();
            self.of_members.retain_recent();
        }
        let services: Option<&Services> = request.rocket().state();
        let known = identity.member().zip(identity.token()).zip(services);
        let Some(((member, token), services)) = known else {
            return seconds(&self.limiter, &client::of(request).key);
        };
        seconds(&self.limiter, &services.sessions.form_token(token))
            .or_else(|| seconds(&self.of_members, &member.id.0))
    }
}

/// Whether a program on this machine asks a site that has no other address, through no proxy.
fn is_at_home(settings: &WebSettings, request: &Request<'_>) -> bool {
    let passed_on = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];
    settings.is_local()
        && client::address(request).is_loopback()
        && !passed_on.iter().any(|it| request.headers().contains(it))
}

fn quota(burst: NonZeroU32) -> Quota {
    let quota = Quota::with_period(WINDOW / burst.get()).map(|it| it.allow_burst(burst));
    quota.unwrap_or_else(|| Quota::per_second(burst))
}

/// Counts one for `key`; in how many seconds there is another, if there is none now.
fn seconds<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Option<u64> {
    let refused = limiter.check_key(key).err()?;
    Some(refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
}
