//! Listens to what the databases are asked, by Diesel's own hook.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

/// What somebody wants to hear of one database.
#[derive(Default)]
struct Wish {
    /// Every statement.
    book: Option<Vec<String>>,
    /// The first statement with these words in it, and what to do before it is answered.
    trap: Option<(&'static str, Deed)>,
}

type Deed = Box<dyn FnOnce() + Send>;

/// The wishes, by the address of the database.
static WISHES: LazyLock<Mutex<HashMap<String, Wish>>> = LazyLock::new(Mutex::default);

/// One connection's ear: it learns at the beginning which database it belongs to.
#[derive(Default)]
struct Ear {
    address: String,
}

impl Instrumentation for Ear {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                url.clone_into(&mut self.address);
            }
            InstrumentationEvent::StartQuery { query, .. } => hear(&self.address, &query),
            _ => {}
        }
    }
}

fn hear(address: &str, query: &dyn ToString) {
    let mut wishes = wishes();
    let Some(wish) = wishes.get_mut(address) else { return };
    let statement = query.to_string();
    let sprung = wish.trap.take_if(|(words, _)| statement.contains(*words));
    if let Some(book) = &mut wish.book {
        book.push(statement);
    }
    // The deed may talk to the same database.
    drop(wishes);
    if let Some((_, deed)) = sprung {
        deed();
    }
}

/// Gives an ear to every connection that is opened from now on.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_default_instrumentation(|| Some(Box::new(Ear::default()))).unwrap();
    });
}

/// Everything that the database at `url` is told during `work`.
pub(crate) async fn all<T>(url: &str, work: impl Future<Output = T>) -> (T, Vec<String>) {
    wishes().entry(address(url)).or_default().book = Some(Vec::new());
    let done = work.await;
    let book = wishes().get_mut(&address(url)).and_then(|it| it.book.take());
    (done, book.unwrap_or_default())
}

/// The questions that the database at `url` is asked during `work`, with their values behind `-- binds: `.
pub(crate) async fn during<T>(url: &str, work: impl Future<Output = T>) -> (T, Vec<String>) {
    let (done, mut said) = all(url, work).await;
    // The rest is how the pool opens a connection, and how it sees whether one is still good.
    said.retain(|it| it.contains(" -- binds: ") && !it.starts_with("SELECT 1 --"));
    (done, said)
}

/// Does `deed` once, when the database at `url` is about to be asked something with these words in it.
pub(crate) fn once(url: &str, words: &'static str, deed: impl FnOnce() + Send + 'static) {
    wishes().entry(address(url)).or_default().trap = Some((words, Box::new(deed)));
}

fn address(url: &str) -> String {
    url.strip_prefix("sqlite://").unwrap_or(url).to_owned()
}

fn wishes() -> MutexGuard<'static, HashMap<String, Wish>> {
    WISHES.lock().unwrap_or_else(PoisonError::into_inner)
}
