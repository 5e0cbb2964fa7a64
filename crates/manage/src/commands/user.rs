use crate::commands::leaving::{delete, keep};
use crate::out::{say, say_json};
use crate::who::actor;
use crate::{Failure, Site};
use clap::{Args, Subcommand};
use data_encoding::BASE32_NOPAD;
use domain::Role;
use serde_json::json;
use services::{People, Registration};
use std::io::BufRead;

/// What to do about accounts.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make an account
    Add(Add),
    /// List all accounts, newest first
    List,
    /// Say what a user may do
    Role {
        /// The user name
        name: String,
        /// What they may do
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Confirm a user's address without a letter
    Verify {
        /// The user name
        name: String,
    },
    /// Suspend a user: they cannot sign in, and what they posted is hidden
    Suspend {
        /// The user name
        name: String,
        /// End it instead
        #[arg(long)]
        undo: bool,
    },
    /// Hide everything of a user at once and delete it after the grace period
    Delete {
        /// The user name
        name: String,
        /// Leave no time to think again: delete it now
        #[arg(long)]
        now: bool,
        /// Keep them after all
        #[arg(long, conflicts_with = "now")]
        undo: bool,
    },
    /// Put a new password in place and end all sessions
    ResetPassword {
        /// The user name
        name: String,
        /// Read the new password from standard input instead of making one
        #[arg(long)]
        password_stdin: bool,
    },
}

/// An account to be made.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Add {
    /// The user name
    name: String,
    /// The address
    #[arg(long)]
    email: String,
    /// They may do everything
    #[arg(long, conflicts_with = "moderator")]
    admin: bool,
    /// They may delete what others posted
    #[arg(long)]
    moderator: bool,
    /// Read the password from standard input instead of making one
    #[arg(long)]
    password_stdin: bool,
    /// Their address needs no confirming
    #[arg(long)]
    verified: bool,
}

/// Does it.
pub(crate) async fn run(command: Command, json: bool) -> Result<(), Failure> {
    let context = Site::open_migrated()?.context;
    let people = People::new(context.clone(), actor());
    match command {
        Command::Add(options) => add(&people, options, json).await?,
        Command::List => list(&people, json).await?,
        Command::Role { name, role } => {
            people.set_role(&name, role).await.map_err(|why| no_such(why, &name))?;
            done(&name, role.as_str(), json);
        }
        Command::Verify { name } => {
            people.verify(&name).await.map_err(|why| no_such(why, &name))?;
            done(&name, "verified", json);
        }
        Command::Suspend { name, undo } => {
            people.set_suspended(&name, !undo).await.map_err(|why| no_such(why, &name))?;
            done(&name, if undo { "reinstated" } else { "suspended" }, json);
        }
        Command::Delete { name, now, undo } => {
            let done = if undo {
                keep(&context, &name).await?
            } else {
                delete(&context, &name, now).await?
            };
            tell(&name, &done, None, json);
        }
        Command::ResetPassword { name, password_stdin } => {
            let (password, made) = password(password_stdin)?;
            people.reset_password(&name, &password).await.map_err(|why| no_such(why, &name))?;
            tell(&name, "has a new password", made.then_some(password), json);
        }
    }
    Ok(())
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok().ok_or_else(|| "choose member, moderator or admin".to_owned())
}

pub(crate) fn no_such(why: services::Error, name: &str) -> Failure {
    match why {
        services::Error::NotFound => Failure::new(format!("there is no user {name}")),
        other => other.into(),
    }
}

fn done(name: &str, what: &str, json: bool) {
    tell(name, &format!("is {what} now"), None, json);
}

async fn add(people: &People, options: Add, json: bool) -> Result<(), Failure> {
    let (password, made) = password(options.password_stdin)?;
    let role = match (options.admin, options.moderator) {
        (true, _) => Role::Admin,
        (_, true) => Role::Moderator,
        _ => Role::Member,
    };
    let typed = Registration {
        username: options.name,
        email: options.email,
        password: password.clone(),
        locale: "en".into(),
        ..Registration::default()
    };
    let user = people.add(&typed, role, options.verified).await?;
    tell(&user.user.name, "can sign in now", made.then_some(password), json);
    Ok(())
}

/// The password on the first line of standard input, or a new one of 100 bits; and whether it
/// was made here and has to be told.
fn password(from_stdin: bool) -> Result<(String, bool), Failure> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        return Ok((line.trim_end_matches(['\r', '\n']).to_owned(), false));
    }
    Ok((made_up()?, true))
}

/// A password that nobody guesses: 100 random bits in groups that can be read out.
pub(crate) fn made_up() -> Result<String, Failure> {
    let mut bytes = [0; 15];
    getrandom::fill(&mut bytes).map_err(Failure::new)?;
    let text = BASE32_NOPAD.encode(&bytes).to_ascii_lowercase();
    let letters: Vec<char> = text.chars().take(20).collect();
    let groups: Vec<String> = letters.chunks(5).map(|it| it.iter().collect()).collect();
    Ok(groups.join("-"))
}

fn tell(name: &str, what: &str, password: Option<String>, json: bool) {
    if json {
        say_json(&json!({ "user": name, "done": what, "password": password }));
    } else {
        say(format!("{name} {what}."));
        if let Some(password) = password {
            say(format!("Password, said only this once: {password}"));
        }
    }
}

async fn list(people: &People, json: bool) -> Result<(), Failure> {
    let mut page = 1;
    loop {
        let users = people.list(page, 100).await?;
        for it in &users.items {
            if json {
                say_json(it);
            } else {
                let flag = |on: bool, text: &'static str| if on { text } else { "" };
                say(format!(
                    "{:30}  {:9}  {}{}{}",
                    it.name,
                    it.role,
                    it.email,
                    flag(!it.verified, "  not verified"),
                    flag(it.suspended, "  suspended")
                ));
            }
        }
        if page >= users.pages {
            return Ok(());
        }
        page += 1;
    }
}
