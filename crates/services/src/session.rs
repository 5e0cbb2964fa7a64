use crate::limits::Limit;
use crate::{Action, Client, Context, Error, Result, limits, tokens};
use domain::{Email, Member, Scope, SessionId, UserId, Username};
use repository::Writer;
use repository::sessions::{self, Kind, NewSession};
use repository::users::{self, Account};
use std::time::Duration;
use time::OffsetDateTime;
use views::SignedIn;

use crate::passwords::Verdict;

/// By what a client shows who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential<'a> {
    /// A cookie, at `/`.
    Cookie(&'a str),
    /// A token, below `/api/v1`.
    Bearer(&'a str),
}

/// Who is signed in, and how one gets in and out.
#[derive(Clone)]
pub struct Sessions(Context);

/// How long somebody stays signed in who did not ask to be remembered.
pub(crate) const ONE_DAY: Duration = Duration::from_hours(24);

/// How long it counts that somebody has shown who they are, for what is dangerous.
const FRESH: Duration = Duration::from_mins(20);

/// Somebody who is signed in, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Who it is.
    pub member: Member,
    /// By what.
    pub by: ShownBy,
    /// Whether they have shown lately who they are.
    pub fresh: bool,
}

/// By what somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownBy {
    /// A session of theirs.
    Session(SessionId),
    /// A personal token, which may be used for this.
    Token(Scope),
}

impl Visit {
    /// Their session.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where it is a token by which they are known.
    pub fn session(&self) -> Result<SessionId> {
        match self.by {
            ShownBy::Session(id) => Ok(id),
            ShownBy::Token(_) => Err(Error::forbidden("problem-session-only")),
        }
    }
}

impl Sessions {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Begins a session for whoever `login` (a user name or an address) and `password` belong to.
    /// Wrong pairs take as long as right ones and are told nothing else.
    ///
    /// # Errors
    /// [`Error::WrongLogin`]; [`Error::Forbidden`] for a suspended account, once the password was
    /// right.
    pub async fn sign_in(&self, pair: (&str, &str), client: &Client) -> Result<SignedIn> {
        self.sign_in_proved(pair, "", client).await
    }

    /// The same for somebody who shows by `pass` that they are a person, which is asked for after three wrong passwords: for the
    /// same account, or from the same network.
    pub async fn sign_in_proved(
        &self,
        (login, password): (&str, &str),
        pass: &str,
        client: &Client,
    ) -> Result<SignedIn> {
        self.0.take(limits::sign_in(client)).await?;
        let account = self.account(login).await?;
        let doubts = [self.0.wrong_for(login), limits::wrong_from(client)];
        self.allay(&doubts, pass, client).await?;
        let hash = account.as_ref().map(|it| it.password_hash.as_str());
        let verdict = self.0.passwords.verify(password, hash).await?;
        if verdict == Verdict::Wrong {
            self.0.note_guess(login, account.map(|it| it.member.id)).await?;
            for doubt in doubts {
                // What is used up stays so.
                let _ = self.0.take(vec![doubt]).await;
            }
            return Err(Error::WrongLogin);
        }
        let account = account.ok_or(Error::WrongLogin)?;
        // Not those of the network: whoever has an account could guess at others for ever, and sign in themselves in between.
        let [of_login, _] = doubts;
        self.0.refill(of_login).await?;
        self.0.give_back(limits::sign_in_burst(client)).await?;
        if account.suspended {
            return Err(Error::forbidden("problem-suspended"));
        }
        if account.waiting {
            return Err(Error::forbidden("problem-waiting"));
        }
        if verdict == Verdict::RightButOutdated {
            self.rehash(&account, password).await?;
        }
        if self.uses_codes(account.member.id).await? {
            let ticket = self.ticket(account.member.id, client).await?;
            return Err(Error::SecondFactor { ticket, wrong: false });
        }
        self.begin(&account.member, client).await
    }

    async fn uses_codes(&self, user: UserId) -> Result<bool> {
        let found = self.0.db.read(move |db| repository::factors::totp(db, user)).await?;
        Ok(found.is_some())
    }

    /// What lets somebody send a code who has shown their password: once, within five minutes, from the same client.
    pub(crate) async fn ticket(&self, user: UserId, client: &Client) -> Result<String> {
        let (ticket, now) = (tokens::token()?, self.0.clock.now());
        let new = repository::proofs::NewProof {
            id: tokens::hash(&ticket),
            purpose: "second-factor".to_owned(),
            user: Some(user),
            client: client.key.clone(),
            data: String::new(),
            created_at: now,
            expires_at: now + Duration::from_mins(5),
        };
        self.0.db.write(move |tx| repository::proofs::insert(tx, &new)).await?;
        Ok(ticket)
    }

    /// Where there were too many wrong passwords, `pass` has to show a person.
    async fn allay(&self, doubts: &[Limit], pass: &str, client: &Client) -> Result<()> {
        let mut doubtful = false;
        for doubt in doubts {
            doubtful |= matches!(self.0.spare(doubt).await, Err(Error::TooMany { .. }));
        }
        if !doubtful {
            return Ok(());
        }
        let (context, pass, client, now) =
            (self.0.clone(), pass.to_owned(), client.clone(), self.0.clock.now());
        let proof =
            move |tx: &mut Writer| context.take_pass(tx, (Action::SignIn, &pass), &client, now);
        self.0.db.write(proof).await
    }

    /// Begins a session for the account of this name that was just made.
    pub async fn begin_as(&self, name: &str, client: &Client) -> Result<SignedIn> {
        let account = self.account(name).await?.ok_or(Error::NotFound)?;
        self.begin(&account.member, client).await
    }

    async fn account(&self, login: &str) -> Result<Option<Account>> {
        let login = login.trim();
        if let Ok(email) = Email::parse(login) {
            return Ok(self.0.db.read(move |db| users::find_by_email(db, &email)).await?);
        }
        let Ok(name) = Username::known(login.trim_start_matches('@')) else { return Ok(None) };
        Ok(self.0.db.read(move |db| users::find_by_name(db, &name)).await?)
    }

    async fn rehash(&self, account: &Account, password: &str) -> Result<()> {
        // A password that was right may break a rule made since; it stays as it is then.
        let Ok(password) = domain::Password::parse(password, &[]) else { return Ok(()) };
        let (id, hash) = (account.member.id, self.0.passwords.hash(&password).await?);
        Ok(self.0.db.write(move |tx| users::set_password_hash(tx, id, &hash)).await?)
    }

    /// Begins a session for `member`, whoever they had shown to be.
    pub async fn begin(&self, member: &Member, client: &Client) -> Result<SignedIn> {
        let (token, now) = (tokens::token()?, self.0.clock.now());
        let lifetime = self.0.policy.session_lifetime;
        let lifetime = if client.remember { lifetime } else { lifetime.min(ONE_DAY) };
        let expires_at = now + lifetime;
        let new = NewSession {
            user: member.id,
            token_hash: tokens::hash(&token),
            kind: client.kind,
            user_agent: client.user_agent.clone(),
            network: client.network.clone(),
            created_at: now,
            expires_at,
        };
        let (member, stay) = (member.clone(), client.stay);
        let user = self
            .0
            .db
            .write(move |tx| {
                crate::leaving::admit(tx, member.id, (stay, now))?;
                sessions::insert(tx, &new)?;
                users::me(tx, &member)?.ok_or(Error::NotFound)
            })
            .await?;
        Ok(SignedIn { token, expires_at, user })
    }

    /// Who is signed in by `credential`, if anybody; `network` is noted as where they were last.
    pub async fn visit(&self, credential: Credential<'_>, network: &str) -> Result<Option<Visit>> {
        if let Credential::Bearer(token) = credential
            && tokens::is_api_token(token)
        {
            return self.visit_by_token(token).await;
        }
        let (hash, kind) = known(credential);
        let now = self.0.clock.now();
        let idle_since = now - self.0.policy.session_idle;
        let found =
            self.0.db.read(move |db| sessions::find(db, &hash, kind, (now, idle_since))).await?;
        let Some(session) = found else { return Ok(None) };
        if self.is_worth_noting(session.seen_at, now) {
            let (id, network) = (session.id, network.to_owned());
            self.0.db.write(move |tx| sessions::touch(tx, id, &network, now)).await?;
        }
        let age = now.unix_timestamp_nanos() / 1_000 - i128::from(session.confirmed_at);
        let fresh = age < i128::try_from(FRESH.as_micros()).unwrap_or(0);
        Ok(Some(Visit { member: session.member, by: ShownBy::Session(session.id), fresh }))
    }

    /// Who is signed in by `credential`, if anybody.
    pub async fn member(&self, credential: Credential<'_>) -> Result<Option<Member>> {
        Ok(self.visit(credential, "").await?.map(|it| it.member))
    }

    /// Whether the last use was long enough ago to write down the new one: a write for every page
    /// would cost more than it tells.
    fn is_worth_noting(&self, seen_at: i64, now: OffsetDateTime) -> bool {
        let step = (self.0.policy.session_idle / 100).min(Duration::from_mins(10));
        let now = now.unix_timestamp_nanos() / 1_000;
        now - i128::from(seen_at) > i128::try_from(step.as_micros()).unwrap_or(0)
    }

    /// Ends the session of `credential`; it is dead at once.
    pub async fn sign_out(&self, credential: Credential<'_>) -> Result<()> {
        let (hash, _) = known(credential);
        Ok(self.0.db.write(move |tx| sessions::delete(tx, &hash)).await?)
    }

    /// The token that shows that a form was drawn for whoever has `secret`: a session's token, or
    /// what a visitor's browser was given.
    pub fn form_token(&self, secret: &str) -> String {
        self.0.secret.derive("form", secret)
    }

    /// A secret for the browser of a visitor who is not signed in.
    pub fn visitor_secret(&self) -> Result<String> {
        tokens::token()
    }

    /// Ends all sessions and tokens of a user.
    pub async fn end_all(&self, user: UserId) -> Result<()> {
        Ok(self.0.db.write(move |tx| sessions::end_everything(tx, user)).await?)
    }

    pub(crate) fn context(&self) -> &Context {
        &self.0
    }
}

fn known(credential: Credential<'_>) -> (String, Kind) {
    match credential {
        Credential::Cookie(token) => (tokens::hash(token), Kind::Cookie),
        Credential::Bearer(token) => (tokens::hash(token), Kind::Bearer),
    }
}
