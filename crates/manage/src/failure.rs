use domain::{Arg, Message};
use std::fmt;

/// Why a command did not do what it should: one line for standard error.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// In words for the owner.
    pub fn new(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `message` in English, which is what the command line speaks.
fn said(message: &Message) -> String {
    let arg = |arg: &Arg| match arg {
        Arg::Number(number) => i18n::Arg::Number(*number),
        Arg::Text(text) => i18n::Arg::Text(text.clone()),
    };
    let args: Vec<_> = message.args.iter().map(|(name, it)| (*name, arg(it))).collect();
    i18n::text("en", message.id, &args)
}

impl From<services::Error> for Failure {
    fn from(why: services::Error) -> Self {
        use services::Error as E;
        match why {
            E::Invalid(fields) => {
                let all: Vec<_> =
                    fields.iter().map(|(field, why)| format!("{field}: {}", said(why))).collect();
                Self(all.join("\n"))
            }
            E::Forbidden(message) => Self(said(&message)),
            E::NotFound => Self("there is no such thing".into()),
            E::Internal(source) => Self(format!("something went wrong: {source}")),
            other => Self(other.to_string()),
        }
    }
}

macro_rules! from {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Failure {
            fn from(why: $kind) -> Self {
                Self::new(why)
            }
        }
    )*};
}

from!(
    config::SettingsError,
    repository::Error,
    ports::StoreError,
    mail::SetupError,
    std::io::Error,
    tokio::task::JoinError
);

/// Rocket's own settings, such as `port`, as far as they are wrong.
fn told(why: &figment::Error) -> String {
    let one = |it: figment::Error| format!("{}: {}", it.path.join("."), it.kind);
    let all: Vec<_> = why.clone().into_iter().map(one).collect();
    all.join("; ")
}

impl From<rocket::Error> for Failure {
    fn from(why: rocket::Error) -> Self {
        use rocket::error::ErrorKind;
        // Rocket panics when an error is dropped unseen; looking at its kind is enough.
        let said = match why.kind() {
            ErrorKind::Bind(why) => format!("cannot listen (ROCKET_ADDRESS, ROCKET_PORT): {why}"),
            ErrorKind::Config(why) => told(why),
            other => other.to_string(),
        };
        Self(said)
    }
}
