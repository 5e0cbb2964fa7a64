use crate::connection::{Opener, Writer};
use crate::{Error, Result};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

/// The most pieces of work in one commit.
const BATCH: usize = 200;

/// What is still to be said about a piece of work once its batch is committed or lost.
type Answer = Box<dyn FnOnce(Result<()>) + Send>;

/// A piece of work: done inside the batch's transaction, or told that there is none.
type Work = Box<dyn FnOnce(Result<&mut Writer>) -> (Answer, Health) + Send>;

/// Whether the transaction survived a piece of work.
#[derive(PartialEq, Eq)]
enum Health {
    Sound,
    /// Its savepoint could not be undone: SQLite rolls a whole transaction back by itself when
    /// the disk is full or fails, and what was done before is gone with it.
    Lost,
}

/// What came of a piece of work: its result, or the panic it ended in.
pub(crate) type Outcome<T, E> = std::thread::Result<Result<T, E>>;

/// The one thread that writes to SQLite. It takes whatever waits, runs each piece in a savepoint,
/// commits once and answers after the commit (group commit): a disk that syncs a few hundred
/// times a second still stores thousands of writes.
#[derive(Clone)]
pub(crate) struct WriteQueue(Sender<Work>);

impl WriteQueue {
    /// Starts the thread; it ends when the last queue is dropped.
    pub(crate) fn start(opener: Opener) -> Result<Self> {
        let (sender, receiver) = channel();
        let thread = std::thread::Builder::new().name("sqlite-writer".into());
        thread
            .spawn(move || serve(&opener, &receiver))
            .map_err(|why| Error::Unavailable(why.to_string()))?;
        Ok(Self(sender))
    }

    /// Waits in the queue; the outcome arrives once it is durable.
    pub(crate) fn push<T, E>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, E> + Send + 'static,
    ) -> oneshot::Receiver<Outcome<T, E>>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let piece: Work = Box::new(move |writer| match writer {
            Ok(writer) => {
                let (outcome, health) = in_savepoint(writer, work);
                (answer(sender, outcome), health)
            }
            Err(why) => (answer(sender, Ok(Err(why.into()))), Health::Sound),
        });
        // A send fails only when the thread is gone; then the receiver says so by itself.
        let _ = self.0.send(piece);
        receiver
    }
}

fn answer<T: Send + 'static, E: From<Error> + Send + 'static>(
    sender: oneshot::Sender<Outcome<T, E>>,
    outcome: Outcome<T, E>,
) -> Answer {
    Box::new(move |committed| {
        let outcome = match (outcome, committed) {
            // What succeeded inside a transaction that then failed did not happen.
            (Ok(Ok(_)), Err(why)) => Ok(Err(why.into())),
            (outcome, _) => outcome,
        };
        let _ = sender.send(outcome);
    })
}

fn in_savepoint<T, E: From<Error>>(
    writer: &mut Writer,
    work: impl FnOnce(&mut Writer) -> Result<T, E>,
) -> (Outcome<T, E>, Health) {
    if let Err(why) = writer.save() {
        return (Ok(Err(Error::from(why).into())), Health::Lost);
    }
    let outcome: Outcome<T, E> = catch_unwind(AssertUnwindSafe(|| work(writer)));
    let closed = match outcome {
        Ok(Ok(_)) => writer.commit(),
        _ => writer.roll_back(),
    };
    let health = if closed.is_ok() { Health::Sound } else { Health::Lost };
    (outcome, health)
}

fn serve(opener: &Opener, receiver: &Receiver<Work>) {
    let mut writer: Option<Writer> = None;
    while let Ok(first) = receiver.recv() {
        let mut batch = vec![first];
        batch.extend(receiver.try_iter().take(BATCH - 1));
        let kept = writer.take().map_or_else(|| opener.open().map_err(|it| it.to_string()), Ok);
        match kept {
            Ok(kept) => writer = commit_all(kept, batch),
            Err(why) => refuse(batch, &why),
        }
    }
}

/// Runs `batch` in one transaction and answers. Returns the connection if it is still good.
fn commit_all(mut writer: Writer, batch: Vec<Work>) -> Option<Writer> {
    if let Err(why) = writer.begin() {
        refuse(batch, &why.to_string());
        return None;
    }
    let mut answers = Vec::with_capacity(batch.len());
    let mut pieces = batch.into_iter();
    for piece in pieces.by_ref() {
        let (answer, health) = piece(Ok(&mut writer));
        answers.push(answer);
        if health == Health::Lost {
            let lost = "the transaction was lost (is the disk full?)";
            for answer in answers {
                answer(Err(Error::Unavailable(lost.into())));
            }
            refuse(pieces.collect(), lost);
            return None;
        }
    }
    let committed = writer.commit().map_err(|why| why.to_string());
    let sound = committed.is_ok();
    for answer in answers {
        answer(committed.clone().map_err(Error::Unavailable));
    }
    sound.then_some(writer)
}

fn refuse(batch: Vec<Work>, why: &str) {
    for piece in batch {
        let (answer, _) = piece(Err(Error::Unavailable(why.to_owned())));
        answer(Ok(()));
    }
}

/// Goes on with the panic a piece of work ended in, in the task that asked for it.
pub(crate) fn settle<T, E>(outcome: Result<Result<T, E>, Box<dyn Any + Send>>) -> Result<T, E> {
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
