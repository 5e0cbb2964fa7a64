use domain::{FieldErrors, Message};
use std::error::Error as StdError;

/// Why a use-case did not happen. Each variant is one answer a caller can act on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInFirst,
    /// The name or address and the password do not go together.
    #[error("wrong login")]
    WrongLogin,
    /// The password was right, and a code has to follow: with this ticket, once, within minutes.
    #[error("a code has to follow")]
    SecondFactor {
        /// To be sent along with the code.
        ticket: String,
        /// Whether a wrong code was sent before.
        wrong: bool,
    },
    /// They may not do that.
    #[error("not allowed: {}", .0.id)]
    Forbidden(Message),
    /// There is no such thing, or they may not know of it.
    #[error("not found")]
    NotFound,
    /// It was there, and was deleted.
    #[error("gone")]
    Gone,
    /// It was done too often; `seconds` from now it may be tried again.
    #[error("too many; try again in {seconds} s")]
    TooMany {
        /// How long to wait.
        seconds: u64,
    },
    /// They have to show once more who they are: the last time was too long ago.
    #[error("show who you are first")]
    ConfirmFirst,
    /// It does not go together with what is there.
    #[error("a conflict: {}", .0.id)]
    Conflict(Message),
    /// Some fields are wrong.
    #[error("some fields need attention: {0:?}")]
    Invalid(FieldErrors),
    /// A part of the site does not answer; trying later helps.
    #[error("not available: {0}")]
    Unavailable(String),
    /// Ours, not the caller's: logged in full, shown to nobody.
    #[error("something went wrong on our side")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// One wrong field.
    pub fn field(field: &str, why: Message) -> Self {
        Self::Invalid(FieldErrors::of(field, why))
    }

    /// They may not do that, for the reason `id` says.
    pub fn forbidden(id: &'static str) -> Self {
        Self::Forbidden(Message::new(id))
    }

    /// A fault of ours.
    pub fn internal(why: impl StdError + Send + Sync + 'static) -> Self {
        Self::Internal(Box::new(why))
    }
}

impl From<repository::Error> for Error {
    fn from(why: repository::Error) -> Self {
        match why {
            repository::Error::Unavailable(why) => Self::Unavailable(why),
            why => Self::internal(why),
        }
    }
}

impl From<ports::StoreError> for Error {
    fn from(why: ports::StoreError) -> Self {
        Self::Unavailable(why.to_string())
    }
}

impl From<FieldErrors> for Error {
    fn from(fields: FieldErrors) -> Self {
        Self::Invalid(fields)
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(why: tokio::task::JoinError) -> Self {
        Self::internal(why)
    }
}

/// The result of a use-case.
pub type Result<T, E = Error> = std::result::Result<T, E>;
