//! Open pages that hear of what happens: one look at the database a second for each photo that is looked at, however many look.
//!
//! Other nodes write to the same database, so the database is what is asked; a ring within this process only makes it sooner. With each
//! look, everybody who listens has to show anew that they may: by their session, and by the photo's visibility.

use crate::photos::{parse, present};
use crate::{Context, Credential, Result, tokens};
use domain::{Member, PhotoId, PublicKey};
use parking_lot::Mutex;
use repository::sessions::Kind;
use repository::{Reader, api_tokens, live, photos, sessions};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::{Notify, mpsc};

/// How often the database is asked where nothing rings.
const LOOK: Duration = Duration::from_millis(700);
/// How soon after a ring: whatever else is said meanwhile comes with it.
const SOON: Duration = Duration::from_millis(50);
/// How much of the past a page is told of that has just been opened: it was drawn a moment before.
const LATELY: time::Duration = time::Duration::seconds(15);
/// How many listen in this process at the most, and how many of one client: whoever comes then takes the place of the one who came
/// first, whose page is most likely closed.
const MOST: usize = 512;
const MOST_OF_ONE: usize = 32;
/// What waits for somebody who is slow.
const WAITING: usize = 64;

/// Who listens in this process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Live(Arc<Mutex<Hub>>);

#[derive(Default)]
struct Hub {
    rooms: HashMap<String, Room>,
    /// All who listen, in the order in which they came.
    seats: BTreeMap<u64, Taken>,
    /// The seats of each client, the oldest first.
    clients: HashMap<String, Vec<u64>>,
    /// How many have come since the start.
    came: u64,
}

/// A seat that is taken: by which client, and what ends its stream.
struct Taken {
    client: String,
    end: Arc<Notify>,
}

impl Hub {
    /// Frees a seat, if it is not free already; says what ends the stream of whoever sat there.
    fn free(&mut self, seat: u64) -> Option<Arc<Notify>> {
        let Taken { client, end } = self.seats.remove(&seat)?;
        if let Some(seats) = self.clients.get_mut(&client) {
            seats.retain(|it| *it != seat);
            if seats.is_empty() {
                self.clients.remove(&client);
            }
        }
        Some(end)
    }

    /// The seat that has to be freed before somebody of this client sits down, if any.
    fn in_the_way(&self, client: &str) -> Option<u64> {
        let own = self.clients.get(client).filter(|it| it.len() >= MOST_OF_ONE);
        let own = own.and_then(|it| it.first().copied());
        let full = self.seats.len() >= MOST;
        own.or_else(|| self.seats.first_key_value().filter(|_| full).map(|(seat, _)| *seat))
    }
}

#[derive(Default)]
struct Room {
    bell: Arc<Notify>,
    listeners: Vec<Listener>,
}

#[derive(Clone)]
struct Listener {
    shown: Option<Shown>,
    news: mpsc::Sender<News>,
}

/// What a listener showed when they came.
#[derive(Clone)]
enum Shown {
    Session(String, Kind),
    Token(String),
}

/// What open pages are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Something was said: what stands for the comment.
    Comment(String),
    /// So many like it now.
    Likes(i64),
}

/// A place among those who listen; it is free again when this goes.
struct Seat {
    live: Live,
    number: u64,
    end: Arc<Notify>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.live.0.lock().free(self.number);
    }
}

/// News for one open page. Ends when there is nothing more to be told.
pub struct Stream {
    news: mpsc::Receiver<News>,
    seat: Seat,
}

impl Stream {
    /// What comes next; `None` where nothing will.
    pub async fn next(&mut self) -> Option<News> {
        tokio::select! {
            news = self.news.recv() => news,
            () = self.seat.end.notified() => None,
        }
    }
}

/// Opens streams of news.
#[derive(Clone)]
pub struct Streams(Context);

impl Live {
    /// Something was said about a photo.
    pub(crate) fn changed(&self, photo: &str) {
        if let Some(room) = self.0.lock().rooms.get(photo) {
            room.bell.notify_one();
        }
    }

    /// How many listen now.
    pub fn count(&self) -> usize {
        self.0.lock().seats.len()
    }

    fn sit_down(&self, client: &str) -> Seat {
        let mut hub = self.0.lock();
        if let Some(oldest) = hub.in_the_way(client)
            && let Some(end) = hub.free(oldest)
        {
            end.notify_one();
        }
        hub.came += 1;
        let (number, end) = (hub.came, Arc::new(Notify::new()));
        hub.clients.entry(client.to_owned()).or_default().push(number);
        hub.seats.insert(number, Taken { client: client.to_owned(), end: Arc::clone(&end) });
        Seat { live: self.clone(), number, end }
    }

    /// Lets somebody in; the bell of the room where they are the first.
    fn enter(&self, photo: &str, listener: Listener) -> Option<Arc<Notify>> {
        let mut hub = self.0.lock();
        let is_new = !hub.rooms.contains_key(photo);
        let room = hub.rooms.entry(photo.to_owned()).or_default();
        room.listeners.push(listener);
        is_new.then(|| Arc::clone(&room.bell))
    }

    /// Those who still listen; `None`, and the room is closed, where nobody does.
    fn listeners(&self, photo: &str) -> Option<Vec<Listener>> {
        let mut hub = self.0.lock();
        let room = hub.rooms.get_mut(photo)?;
        room.listeners.retain(|it| !it.news.is_closed());
        if room.listeners.is_empty() {
            hub.rooms.remove(photo);
            return None;
        }
        Some(room.listeners.clone())
    }

    /// Ends these: what they had shown is worth nothing any more.
    fn dismiss(&self, photo: &str, gone: &[Listener]) {
        let mut hub = self.0.lock();
        if let Some(room) = hub.rooms.get_mut(photo) {
            room.listeners.retain(|it| !gone.iter().any(|gone| gone.news.same_channel(&it.news)));
        }
    }
}

impl Streams {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// News about a photo for whoever showed `credential`. `client` is counted under.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) and [`Error::Gone`](crate::Error::Gone) as for the photo.
    pub async fn open(
        &self,
        (viewer, credential): (Option<&Member>, Option<Credential<'_>>),
        photo: &str,
        client: &str,
    ) -> Result<Stream> {
        let key = parse(photo)?;
        let (wanted, viewer) = (key.clone(), viewer.cloned());
        let now = self.0.clock.now();
        let (id, lately, known) = self
            .0
            .db
            .read(move |db| -> Result<_> {
                let id = present(db, &wanted, viewer.as_ref())?.id;
                let known =
                    Known { newest: live::newest(db, id)?, likes: live::likes(db, id, None)? };
                Ok((id, live::since(db, id, now - LATELY, viewer.as_ref())?, known))
            })
            .await?;
        let seat = self.0.live.sit_down(client);
        let (sender, news) = mpsc::channel(WAITING);
        for comment in lately {
            let _ = sender.try_send(News::Comment(comment));
        }
        let listener = Listener { shown: credential.map(Shown::by), news: sender };
        if let Some(bell) = self.0.live.enter(photo, listener) {
            tokio::spawn(watch(self.0.clone(), (key, id), known, bell));
        }
        Ok(Stream { news, seat })
    }
}

impl Shown {
    fn by(credential: Credential<'_>) -> Self {
        match credential {
            Credential::Bearer(token) if tokens::is_api_token(token) => {
                Self::Token(tokens::hash(token))
            }
            Credential::Bearer(token) => Self::Session(tokens::hash(token), Kind::Bearer),
            Credential::Cookie(token) => Self::Session(tokens::hash(token), Kind::Cookie),
        }
    }
}

/// Looks again and again for as long as anybody listens.
async fn watch(
    context: Context,
    (key, id): (PublicKey, PhotoId),
    mut known: Known,
    bell: Arc<Notify>,
) {
    let name = key.as_ref().to_owned();
    loop {
        if tokio::time::timeout(LOOK, bell.notified()).await.is_ok() {
            tokio::time::sleep(SOON).await;
        }
        let Some(listeners) = context.live.listeners(&name) else { return };
        let wanted = key.clone();
        let (now, idle) = (context.clock.now(), context.policy.session_idle);
        let look =
            move |db: &mut Reader| look(db, (&wanted, id), known, (&listeners, now, now - idle));
        match context.db.read(look).await {
            Ok((current, told, mut gone)) => {
                known = current;
                for (listener, news) in told {
                    let heard = news.into_iter().all(|it| listener.news.try_send(it).is_ok());
                    gone.extend((!heard).then_some(listener));
                }
                context.live.dismiss(&name, &gone);
            }
            // Nobody is told anything while it is not known whether they may hear it.
            Err(why) => tracing::warn!("open pages are not told what is new: {why:?}"),
        }
    }
}

/// What has been told: up to which comment, by its row, and how many likes there were, whoever counts.
#[derive(Debug, Clone, Copy)]
struct Known {
    newest: i64,
    likes: i64,
}

/// What is known now, what each of those who may hear it is told, and those who may not any more.
type Looked = (Known, Vec<(Listener, Vec<News>)>, Vec<Listener>);

/// What is new, asked once for each reader however many pages they have open, and who may not hear it any more.
fn look(
    db: &mut Reader,
    (key, id): (&PublicKey, PhotoId),
    known: Known,
    (listeners, now, idle): (&[Listener], OffsetDateTime, OffsetDateTime),
) -> Result<Looked> {
    let current = Known { newest: live::newest(db, id)?, likes: live::likes(db, id, None)? };
    let mut heard: HashMap<Option<i64>, Option<Vec<News>>> = HashMap::new();
    let (mut told, mut gone) = (Vec::new(), Vec::new());
    for listener in listeners {
        let member = match &listener.shown {
            None => None,
            Some(Shown::Session(hash, kind)) => {
                sessions::find(db, hash, *kind, (now, idle))?.map(|it| it.member)
            }
            Some(Shown::Token(hash)) => api_tokens::find(db, hash, now)?.map(|it| it.member),
        };
        let ended = listener.shown.is_some() && member.is_none();
        let who = member.as_ref().map(|it| it.id.0);
        let news = match heard.get(&who) {
            Some(known) => known.clone(),
            None => news(db, (key, id), member.as_ref(), (known, current))?,
        };
        heard.insert(who, news.clone());
        match news.filter(|_| !ended) {
            Some(news) => told.push((listener.clone(), news)),
            None => gone.push(listener.clone()),
        }
    }
    Ok((current, told, gone))
}

/// What is new for one reader; `None` where they may not open the photo any more.
fn news(
    db: &mut Reader,
    (key, id): (&PublicKey, PhotoId),
    member: Option<&Member>,
    (known, current): (Known, Known),
) -> Result<Option<Vec<News>>> {
    if photos::find(db, key, member)?.is_none_or(|it| it.gone) {
        return Ok(None);
    }
    let mut news = Vec::new();
    if current.newest > known.newest {
        news.extend(live::after(db, id, known.newest, member)?.into_iter().map(News::Comment));
    }
    if current.likes != known.likes {
        news.push(News::Likes(live::likes(db, id, member)?));
    }
    Ok(Some(news))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn is_ended(seat: &Seat) -> bool {
        tokio::time::timeout(Duration::ZERO, seat.end.notified()).await.is_ok()
    }

    #[tokio::test]
    async fn whoever_comes_takes_the_place_of_the_one_who_came_first() {
        // Init: every seat is taken, each by another client.
        let live = Live::default();
        let mut seats: Vec<_> =
            (0..MOST).map(|nth| live.sit_down(&format!("client {nth}"))).collect();

        // Verify: the oldest of all makes way, one for each who comes, and nobody else.
        let new = [live.sit_down("x"), live.sit_down("y")];
        assert_eq!(live.count(), MOST);
        assert!(is_ended(&seats[0]).await && is_ended(&seats[1]).await);
        assert!(!is_ended(&seats[2]).await && !is_ended(&new[0]).await);

        // Verify: a seat that was taken over is not freed once more; one that was left is taken first.
        seats.drain(..2);
        assert_eq!(live.count(), MOST);
        drop(seats.pop());
        let last = live.sit_down("z");
        assert_eq!(live.count(), MOST);
        assert!(!is_ended(&seats[0]).await);
        drop((seats, new, last));
        assert_eq!(live.count(), 0);
        assert!(live.0.lock().clients.is_empty());
    }

    #[tokio::test]
    async fn of_one_client_its_own_oldest_makes_way() {
        let live = Live::default();
        let other = live.sit_down("other");
        let own: Vec<_> = (0..=MOST_OF_ONE).map(|_| live.sit_down("one")).collect();
        assert_eq!(live.count(), 1 + MOST_OF_ONE);
        assert!(is_ended(&own[0]).await && !is_ended(&own[1]).await && !is_ended(&other).await);
    }
}
