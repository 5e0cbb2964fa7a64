//! How fast it is, and how much memory it takes: a made-up community of any size.

use std::io::Write as _;
use std::time::{Duration, Instant};

use recommend::{Ask, Config, Interaction, Item, Kind, Model, Past, Suggestion};

use crate::data::mix;

/// How many are asked for a list.
const ASKED: usize = 2000;
/// Two years, in seconds.
const SPAN: u64 = 2 * 365 * 86_400;

fn below(bits: u64, below: usize) -> usize {
    usize::try_from(bits % u64::try_from(below.max(1)).unwrap_or(1)).unwrap_or(0)
}

fn signed(bits: u64) -> i64 {
    i64::try_from(bits).unwrap_or(i64::MAX)
}

/// A hundredth of the interactions are users, and as many are items: a hundred each.
struct Made {
    count: usize,
    users: usize,
    items: usize,
}

impl Made {
    fn new(count: usize) -> Self {
        Self { count, users: (count / 100).max(1), items: (count / 100).max(20) }
    }

    /// The `which`th interaction: sessions of ten, half of each within a cluster of a hundred items, few items far
    /// more popular than most.
    fn interaction(&self, which: usize) -> Interaction {
        let bits = mix(u64::try_from(which).unwrap_or(0) ^ 0x7e57);
        let session = mix(u64::try_from(which / 10).unwrap_or(0) ^ 0x5e55);
        let user = below(session, self.users);
        let at = mix(session) % SPAN + bits % 1800;
        let skew = below(bits >> 8, 1000) * below(bits >> 20, 1000) * below(bits >> 32, 1000);
        let item = if bits.is_multiple_of(2) {
            let cluster = below(mix(session ^ 1), self.items.div_ceil(100));
            (cluster * 100 + skew / 10_000_000) % self.items
        } else {
            skew / 1000 * self.items / 1_000_000
        };
        let kind = if bits.is_multiple_of(3) { Kind::Like } else { Kind::View };
        let (user, item) = (signed_usize(user), signed_usize(item));
        Interaction { user, item, at: signed(at), kind }
    }

    fn item(which: usize) -> Item {
        let bits = mix(u64::try_from(which).unwrap_or(0) ^ 0x17e3);
        let tag = |it: usize| format!("tag{}", below(bits >> it, 2000)).into_boxed_str();
        let author = signed_usize(below(bits >> 5, 1 + which / 10));
        let rgb: Vec<u8> =
            (0..192u64).flat_map(|it| mix(bits ^ it).to_le_bytes()).take(192).collect();
        Item {
            id: signed_usize(which),
            author,
            at: signed(bits % SPAN),
            tags: vec![tag(3), tag(17), tag(31)],
            looks: recommend::Looks::from_rgb(8, 8, &rgb),
        }
    }
}

fn signed_usize(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Trains, asks, adds; prints how long each took.
pub(crate) fn print(count: usize) -> Result<(), String> {
    let made = Made::new(count);
    let start = Instant::now();
    let now = signed(SPAN);
    let interactions = (0..made.count).map(|it| made.interaction(it));
    let items = (0..made.items).map(Made::item);
    let mut model = Model::train(&Config::default(), interactions, items, now);
    let trained = start.elapsed();
    let peak = peak();
    let mut histories: Vec<Vec<Past>> = vec![Vec::new(); ASKED.min(made.users)];
    for it in (0..made.count).map(|it| made.interaction(it)) {
        let user = usize::try_from(it.user).unwrap_or(usize::MAX);
        if let Some(mine) = histories.get_mut(user) {
            mine.push(Past { item: it.item, kind: it.kind, at: it.at });
        }
    }
    let lists = times(&histories, now, |ask, _| model.for_you(ask));
    let alike = times(&histories, now, |ask, past| {
        past.first().map(|it| model.similar(it.item, ask)).unwrap_or_default()
    });
    let mut adds = Vec::new();
    for which in 0..ASKED {
        let interaction = made.interaction(made.count + which);
        let start = Instant::now();
        model.add(interaction);
        adds.push(start.elapsed());
    }
    let (users, things) = (made.users, made.items);
    let text = format!(
        "{count} interactions of {users} users with {things} items: trained in {:.2} s, peak {peak} MiB\n{}{}{}",
        trained.as_secs_f64(),
        spread("for_you", lists),
        spread("similar", alike),
        spread("add", adds),
    );
    std::io::stdout().write_all(text.as_bytes()).map_err(|why| why.to_string())
}

fn times(
    histories: &[Vec<Past>],
    now: i64,
    list: impl Fn(&Ask<'_>, &[Past]) -> Vec<Suggestion>,
) -> Vec<Duration> {
    let one = |history: &Vec<Past>| {
        let ask = Ask { history, seen: &|_| false, allowed: &|_, _| true, now, limit: 20, seed: 1 };
        // Asked three times, of which the fastest counts: other programs may be running here.
        let once = || {
            let start = Instant::now();
            std::hint::black_box(list(&ask, history));
            start.elapsed()
        };
        once().min(once()).min(once())
    };
    histories.iter().map(one).collect()
}

fn spread(what: &str, mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let (half, most) = (at(50), at(99));
    format!("{what}: p50 {} µs, p99 {} µs\n", half.as_micros(), most.as_micros())
}

/// The most memory held so far, in MiB, where the system tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    let kib =
        line.and_then(|it| it.split_whitespace().next()).and_then(|it| it.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
