//! Whether somebody is a person: a puzzle for a hand, a letter for whoever cannot see or drag, a pass for either. A speed bump; the limits
//! carry the load.

use crate::limits::per;
use crate::{Client, Context, Error, Result, tokens};
use captcha::{Answer, Input, Point, Puzzle};
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use domain::Message;
use repository::Writer;
use repository::proofs::{self, NewProof};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use time::OffsetDateTime;
use views::{PassView, PuzzleView, WorkView};

/// What somebody has to be a person for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Registering.
    Register,
    /// Signing in after wrong passwords.
    SignIn,
    /// Asking for a new password.
    Forgot,
}

impl Action {
    /// An action from its name.
    pub fn parse(name: &str) -> Result<Self> {
        match name {
            "register" => Ok(Self::Register),
            "login" => Ok(Self::SignIn),
            "forgot" => Ok(Self::Forgot),
            _ => Err(Error::field("action", Message::new("error-captcha-action"))),
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "login",
            Self::Forgot => "forgot",
        }
    }

    fn pass(self) -> String {
        format!("pass-{}", self.as_str())
    }
}

/// An answer to a puzzle.
#[derive(Debug, Clone, Default)]
pub struct Solution {
    /// Where the piece was put.
    pub x: f64,
    /// The way there: milliseconds, right, down.
    pub trail: Vec<(u32, f64, f64)>,
    /// `mouse`, `touch` or `keyboard`.
    pub input: String,
    /// The number that was asked for.
    pub work: u64,
}

/// What is remembered of a puzzle.
#[derive(Serialize, Deserialize)]
struct Asked {
    x: u16,
    action: String,
    nonce: String,
    bits: u8,
}

/// How long a puzzle can be answered.
const PUZZLE: Duration = Duration::from_mins(2);
/// How long a pass is good.
const PASS: Duration = Duration::from_mins(10);
/// How long a trail is remembered that was seen.
const TRAIL: Duration = Duration::from_hours(24);
/// What a person takes at least from seeing a puzzle to having solved it.
const LEAST: time::Duration = time::Duration::milliseconds(1_500);
/// How many puzzles one network gets in an hour; the nearer it comes, the more work is asked for.
const MOST: u32 = 1_000;

/// Tells people from programs.
#[derive(Clone)]
pub struct Captchas(Context);

impl Captchas {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// A new puzzle for `action`, for this client alone.
    ///
    /// # Errors
    /// [`Error::TooMany`] beyond 30 a minute, after ten wrong answers in ten minutes, or beyond 50 a second for all together.
    pub async fn ask(&self, action: Action, client: &Client) -> Result<PuzzleView> {
        let hour = per("captcha-hour", &client.key, MOST, 3_600);
        let of_site = per("captcha-site", "all", 50, 1);
        self.0.take(vec![per("captcha", &client.key, 30, 60), hour.clone(), of_site]).await?;
        let bits = captcha::work::bits(self.0.used(&hour).await?);
        self.0.spare(&wrong(client)).await?;
        let seed = tokens::random::<32>()?;
        let puzzle = tokio::task::spawn_blocking(move || Puzzle::draw(seed)).await?;
        let puzzle = puzzle.map_err(Error::internal)?;
        let (id, nonce, now) = (tokens::token()?, nonce()?, self.0.clock.now());
        let (key, client, x) = (tokens::hash(&id), client.key.clone(), puzzle.x);
        let (kept_nonce, action) = (nonce.clone(), action.as_str().to_owned());
        self.0
            .db
            .write(move |tx| -> Result<()> {
                let asked = Asked { x, action, nonce: kept_nonce, bits };
                let data = serde_json::to_string(&asked).map_err(Error::internal)?;
                keep(tx, (key, "captcha".to_owned()), (client, data), (now, now + PUZZLE))
            })
            .await?;
        Ok(view(&puzzle, (id, now + PUZZLE), WorkView { nonce, bits }))
    }

    /// Judges an answer, once: the puzzle is gone whatever comes of it. A right one gets a pass.
    ///
    /// # Errors
    /// [`Error::Invalid`] for `captcha` if it is wrong, for whatever reason.
    pub async fn answer(&self, id: &str, solution: Solution, client: &Client) -> Result<PassView> {
        self.0.spare(&wrong(client)).await?;
        let (key, now) = (tokens::hash(id), self.0.clock.now());
        let taken = self.0.db.write(move |tx| proofs::take(tx, &key, "captcha", now)).await?;
        let right = taken.filter(|it| it.client == client.key).and_then(|proof| {
            let asked: Asked = serde_json::from_str(&proof.data).ok()?;
            let judged = judge(&asked, &solution, now - proof.created_at);
            // Not to the client: what is wrong would teach it to do better.
            judged
                .map_err(|why| tracing::info!(target: "security", "a puzzle was refused: {why}"))
                .ok()?;
            Some(asked)
        });
        let Some(asked) = right else { return self.refuse(client).await };
        let pass = tokens::token()?;
        let (kept, client_key) = (tokens::hash(&pass), client.key.clone());
        let trail = HEXLOWER.encode(&captcha::fingerprint(&points(&solution)));
        let purpose = Action::parse(&asked.action)?.pass();
        let fresh = self
            .0
            .db
            .write(move |tx| -> Result<bool> {
                let nobody = (String::new(), String::new());
                let seen = proof((trail, "trail".to_owned()), nobody, (now, now + TRAIL));
                if !proofs::insert_new(tx, &seen)? {
                    return Ok(false);
                }
                keep(tx, (kept, purpose), (client_key, String::new()), (now, now + PASS))?;
                Ok(true)
            })
            .await?;
        if fresh { Ok(PassView { captcha: pass }) } else { self.refuse(client).await }
    }

    async fn refuse(&self, client: &Client) -> Result<PassView> {
        self.0.take(vec![wrong(client)]).await?;
        Err(Error::field("captcha", Message::new("error-captcha-wrong")))
    }

    /// Sends a letter with a link that is as good as a pass, for whoever cannot see or drag, or runs no scripts. The answer does not
    /// tell whether the address has an account.
    pub async fn letter(
        &self,
        action: Action,
        (email, locale): (&str, &str),
        client: &Client,
    ) -> Result<()> {
        let email = domain::Email::parse(email).map_err(|why| Error::field("email", why))?;
        self.0.take(self.0.human_proofs(client, &email)).await?;
        let now = self.0.clock.now();
        let to = (email.as_ref().to_owned(), locale.to_owned());
        self.0
            .db
            .write(move |tx| Context::promise_human_proof(tx, action.as_str(), to, now))
            .await?;
        self.0.bell.notify_one();
        Ok(())
    }
}

impl Context {
    /// Uses a pass up; where people need not prove that they are some, none is asked for.
    ///
    /// # Errors
    /// [`Error::Invalid`] for `captcha` where there is no good one.
    pub(crate) fn take_pass(
        &self,
        tx: &mut Writer,
        (action, pass): (Action, &str),
        client: &Client,
        now: OffsetDateTime,
    ) -> Result<()> {
        if !self.policy.captcha {
            return Ok(());
        }
        let taken = proofs::take(tx, &tokens::hash(pass), &action.pass(), now)?;
        judge_pass(pass, taken.map(|it| it.client), client)
    }

    /// Whether there is such a pass, which stays: for whoever would do costly work before it is used up.
    ///
    /// # Errors
    /// [`Error::Invalid`] for `captcha` where there is none.
    pub(crate) async fn has_pass(
        &self,
        (action, pass): (Action, &str),
        client: &Client,
    ) -> Result<()> {
        if !self.policy.captcha {
            return Ok(());
        }
        let (key, now) = (tokens::hash(pass), self.clock.now());
        let found = self.db.read(move |db| proofs::find(db, &key, &action.pass(), now)).await?;
        judge_pass(pass, found, client)
    }

    /// Keeps the pass of a letter that is about to leave: `token` is what stands in its link.
    pub(crate) fn keep_pass(
        tx: &mut Writer,
        (action, token): (&str, &str),
        now: OffsetDateTime,
    ) -> Result<()> {
        let action = Action::parse(action)?;
        let (key, until) = (tokens::hash(token), now + Duration::from_hours(1));
        if !proofs::is_there(tx, &key)? {
            keep(tx, (key, action.pass()), (ANYWHERE.to_owned(), String::new()), (now, until))?;
        }
        Ok(())
    }
}

/// In place of a client: any.
const ANYWHERE: &str = "*";

/// Whether a pass that was given to `holder` is good for `client`.
fn judge_pass(pass: &str, holder: Option<String>, client: &Client) -> Result<()> {
    // One from a letter works wherever the letter was read.
    if holder.is_some_and(|it| it == client.key || it == ANYWHERE) {
        return Ok(());
    }
    let missing = if pass.is_empty() { "error-captcha" } else { "error-captcha-over" };
    Err(Error::field("captcha", Message::new(missing)))
}

fn wrong(client: &Client) -> crate::limits::Limit {
    per("captcha-wrong", &client.key, 10, 600)
}

fn keep(
    tx: &mut Writer,
    name: (String, String),
    about: (String, String),
    times: (OffsetDateTime, OffsetDateTime),
) -> Result<()> {
    Ok(proofs::insert(tx, &proof(name, about, times))?)
}

fn proof(
    (id, purpose): (String, String),
    (client, data): (String, String),
    (created_at, expires_at): (OffsetDateTime, OffsetDateTime),
) -> NewProof {
    NewProof { id, purpose, user: None, client, data, created_at, expires_at }
}

/// What the work is about: short enough for one block of SHA-256.
fn nonce() -> Result<String> {
    Ok(BASE64URL_NOPAD.encode(&tokens::random::<16>()?))
}

fn points(solution: &Solution) -> Vec<Point> {
    solution.trail.iter().map(|(t_ms, x, y)| Point { t_ms: *t_ms, x: *x, y: *y }).collect()
}

fn judge(asked: &Asked, solution: &Solution, took: time::Duration) -> Result<(), String> {
    let input = match solution.input.as_str() {
        "mouse" => Input::Pointer,
        "touch" => Input::Touch,
        "keyboard" => Input::Keyboard,
        _ => return Err("neither hand nor keys".to_owned()),
    };
    if took < LEAST {
        return Err("answered within 1.5 seconds".to_owned());
    }
    if !captcha::work::check(&asked.nonce, solution.work, asked.bits) {
        return Err("the work is not done".to_owned());
    }
    let elapsed = u64::try_from(took.whole_milliseconds()).unwrap_or_default();
    let answer = Answer { x: solution.x, trail: points(solution), input };
    captcha::judge(f64::from(asked.x), &answer, elapsed).map_err(|why| why.to_string())
}

fn view(puzzle: &Puzzle, (id, expires_at): (String, OffsetDateTime), work: WorkView) -> PuzzleView {
    let data = |kind, bytes: &[u8]| format!("data:image/{kind};base64,{}", BASE64.encode(bytes));
    PuzzleView {
        id,
        width: puzzle.width,
        height: puzzle.height,
        background: data("jpeg", &puzzle.background),
        piece: data("png", &puzzle.piece),
        piece_width: puzzle.piece_width,
        piece_height: puzzle.piece_height,
        piece_y: puzzle.y,
        work,
        expires_at,
    }
}
