use crate::client;
use crate::format::Format;
use crate::state::{Services, WebSettings};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use rocket::http::Method;
use rocket::request::Request;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How often programs may read: 300 times in five minutes for each token, or for each network without one. Counted in memory, by each
/// node for itself: a write for every read would cost more than it spares. Programs on this very machine, which come through no
/// proxy, are the owner's own.
pub(crate) struct Reads {
    limiter: DefaultKeyedRateLimiter<String>,
    /// Since the last time keys were forgotten that say nothing any more.
    since: AtomicU32,
}

const BURST: NonZeroU32 = NonZeroU32::new(300).unwrap();
const REFILL: Duration = Duration::from_secs(1);
/// After so many reads old keys are forgotten.
const SWEEP: u32 = 10_000;

impl Reads {
    pub(crate) fn new() -> Self {
        let quota = Quota::with_period(REFILL).map(|it| it.allow_burst(BURST));
        let quota = quota.unwrap_or_else(|| Quota::per_second(BURST));
        Self { limiter: DefaultKeyedRateLimiter::keyed(quota), since: AtomicU32::new(0) }
    }

    /// In how many seconds this may be read, if not now.
    pub(crate) fn wait(&self, request: &Request<'_>, token: Option<&str>) -> Option<u64> {
        let reads = matches!(request.method(), Method::Get | Method::Head);
        let counts = request.rocket().state::<WebSettings>().is_some_and(|it| it.rate_limits);
        let ours = client::address(request).is_loopback();
        if !reads || !counts || ours || !Format::is_api(request) {
            return None;
        }
        if self.since.fetch_add(1, Ordering::Relaxed) > SWEEP {
            self.since.store(0, Ordering::Relaxed);
            self.limiter.retain_recent();
        }
        let services: Option<&Services> = request.rocket().state();
        let key = match (token, services) {
            (Some(token), Some(services)) => services.sessions.form_token(token),
            _ => client::of(request).key,
        };
        let refused = self.limiter.check_key(&key).err()?;
        Some(refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}
