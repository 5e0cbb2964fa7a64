use super::user::no_such;
use crate::out::{say, say_json};
use crate::who::actor;
use crate::{Failure, Site};
use clap::{Args, Subcommand};
use serde_json::json;
use services::{ApiTokens, TokenDraft};
use time::format_description::well_known::Rfc3339;
use views::OwnedToken;

/// What to do about personal tokens.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make a token for a user, and say it this once
    Create(Create),
    /// List tokens, newest first
    List {
        /// Only those of this user
        name: Option<String>,
    },
    /// Revoke a token: it is dead at once
    Revoke {
        /// Its id in the list
        id: String,
    },
}

/// A token to be made.
#[derive(Args)]
pub(crate) struct Create {
    /// The user name
    user: String,
    /// What it may be used for
    #[arg(long, default_value = "read", value_parser = ["read", "write", "admin"])]
    scope: String,
    /// For how long it works, such as 90d, or never
    #[arg(long, default_value = "90d", value_parser = expires)]
    expires: Expires,
    /// What it is called
    #[arg(long, default_value = "command line")]
    name: String,
}

/// For how many days a token works; without, it does not expire.
#[derive(Clone, Copy)]
struct Expires(Option<i64>);

fn expires(text: &str) -> Result<Expires, String> {
    if text == "never" {
        return Ok(Expires(None));
    }
    let days = text.strip_suffix('d').and_then(|it| it.parse().ok());
    let fits = days.filter(|it| (1..=365).contains(it));
    fits.map(|it| Expires(Some(it))).ok_or_else(|| "1d to 365d, or never".to_owned())
}

/// Does it.
pub(crate) async fn run(command: Command, json: bool) -> Result<(), Failure> {
    let tokens = ApiTokens::new(Site::open_migrated()?.context);
    match command {
        Command::Create(options) => create(&tokens, options, json).await,
        Command::List { name } => list(&tokens, name.as_deref(), json).await,
        Command::Revoke { id } => {
            let owner = tokens.revoke_any(&id, &actor()).await.map_err(|why| match why {
                services::Error::NotFound => Failure::new(format!("there is no token {id}")),
                other => other.into(),
            })?;
            if json {
                say_json(&json!({ "id": id, "user": owner, "done": "is revoked now" }));
            } else {
                say(format!("The token {id} of {owner} is revoked now."));
            }
            Ok(())
        }
    }
}

async fn create(tokens: &ApiTokens, options: Create, json: bool) -> Result<(), Failure> {
    let Create { user, scope, expires, name } = options;
    let draft = TokenDraft { name, scope, expires_days: expires.0 };
    let made = tokens.create_for(&user, &draft, &actor()).await;
    let made = made.map_err(|why| no_such(why, &user))?;
    if json {
        say_json(&made);
    } else {
        say(format!("Token {} of {user}, said only this once: {}", made.view.id, made.token));
    }
    Ok(())
}

async fn list(tokens: &ApiTokens, user: Option<&str>, json: bool) -> Result<(), Failure> {
    let found = tokens.all(user).await.map_err(|why| no_such(why, user.unwrap_or_default()))?;
    for it in &found {
        if json {
            say_json(it);
        } else {
            say(line(it));
        }
    }
    Ok(())
}

fn line(it: &OwnedToken) -> String {
    let ends = match it.token.expires_at {
        _ if it.token.expired => "expired".to_owned(),
        Some(at) => format!("until {}", at.format(&Rfc3339).unwrap_or_default()),
        None => "does not expire".to_owned(),
    };
    let used = if it.token.used_at.is_some() { "" } else { "  never used" };
    let token = &it.token;
    format!("{}  {:20}  {:5}  {ends}{used}  {}", token.id, it.user, token.scope, token.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_days_or_never() {
        let days = |text: &str| expires(text).map(|it| it.0);
        assert_eq!(
            (days("90d"), days("365d"), days("never")),
            (Ok(Some(90)), Ok(Some(365)), Ok(None))
        );
        for text in ["", "0d", "366d", "90", "-1d", "1h", "d"] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
