//! Passkeys: the server's side of `WebAuthn` (<https://www.w3.org/TR/webauthn-3/>, §7).
//!
//! Each proof is a question and an answer: `begin_…` returns a [`Question`], the browser gets its `options`, the
//! `state` stays here, and `finish_…` holds the browser's answer against it. What the caller has to see to is told in
//! the crate's README.

mod stored;

use crate::{Error, Refusal, Unavailable};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt;
use std::time::Duration;
use stored::{Record, State, User, encode};
use webauthn_rs::prelude::{
    AuthenticationResult, Credential, CredentialID, DiscoverableAuthentication,
    PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse, Url, Uuid,
    WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// How long a state should live, in seconds. Browsers give a person as long to answer.
pub const SECONDS: u32 = 300;

/// How many bytes a user handle has.
pub const USER_HANDLE: usize = 16;

/// What stands for a member on their devices: random, made once, and no word about them.
pub type UserHandle = [u8; USER_HANDLE];

/// Asks for passkeys and checks them, for one site.
pub struct Passkeys {
    webauthn: Webauthn,
}

impl fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passkeys").field("origins", &self.webauthn.get_allowed_origins()).finish()
    }
}

/// What a browser is asked, and what must be known to judge its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// For the browser: `{"publicKey": {…}}`, as `PublicKeyCredential.parse…OptionsFromJSON` reads it.
    pub options: Value,
    /// For the server alone, for one answer, for [`SECONDS`].
    pub state: String,
}

/// A new passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// The credential id in base64url without padding: up to 1364 characters.
    pub id: String,
    /// What [`Passkeys`] wants back to check answers: JSON, about 1 kB, with the public key and no secret.
    pub record: String,
    /// Whether it is in a cloud, and not lost with the device.
    pub backed_up: bool,
}

/// Who an answer says it is from. Proves nothing: it is to find the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The member.
    pub user_handle: UserHandle,
    /// The key, as [`Passkey::id`].
    pub id: String,
}

/// Somebody has proved to have a passkey, and that they are who it belongs to: the device has asked for a finger, a
/// face or a PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The member.
    pub user_handle: UserHandle,
    /// The key, as [`Passkey::id`].
    pub id: String,
    /// What to keep instead of [`Passkey::record`] from now on, if it changed (the counter, mostly).
    pub updated_record: Option<String>,
    /// Whether it is in a cloud by now.
    pub backed_up: bool,
}

impl Passkeys {
    /// For the site at this address. Of `public_url` the origin counts, and passkeys belong to its host for good;
    /// `site_name` is shown by some browsers.
    ///
    /// # Errors
    /// What is in the way at this address.
    pub fn new(public_url: &str, site_name: &str) -> Result<Self, Unavailable> {
        let url = Url::parse(public_url).ok().ok_or(Unavailable::NoAddress)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Unavailable::NoAddress);
        }
        let host = url.domain().ok_or(Unavailable::NoName)?;
        let local = host == "localhost" || host.ends_with(".localhost");
        if url.scheme() == "http" && !local {
            return Err(Unavailable::NotSafe);
        }
        let builder = WebauthnBuilder::new(host, &url).ok().ok_or(Unavailable::NoName)?;
        let builder = builder.rp_name(site_name).timeout(Duration::from_secs(SECONDS.into()));
        Ok(Self { webauthn: builder.build().ok().ok_or(Unavailable::NoName)? })
    }

    /// Asks for a new passkey. `name` and `display_name` are shown by the device when it offers the key; `existing`
    /// are the records of the member, whose devices will say that they have one already.
    ///
    /// # Errors
    /// [`Error::Broken`]: a record that cannot be read, or an empty name.
    pub fn begin_registration(
        &self,
        user_handle: UserHandle,
        name: &str,
        display_name: &str,
        existing: &[String],
    ) -> Result<Question, Error> {
        let existing = Record::read_all(existing)?;
        let existing: Vec<CredentialID> =
            existing.iter().map(|it| it.key.cred_id().clone()).collect();
        let id = Uuid::from_bytes(user_handle);
        let begun =
            self.webauthn.start_passkey_registration(id, name, display_name, Some(existing));
        let (asked, state) = begun.ok().ok_or(Error::Broken("a registration cannot begin"))?;
        let mut options = json(asked)?;
        // The library leaves it to the device whether the key can be found without a name; we need it.
        set(&mut options, "authenticatorSelection", "residentKey", json!("required"))?;
        set(&mut options, "authenticatorSelection", "requireResidentKey", json!(true))?;
        // How people prove themselves to their device (a finger, a face) is not our business.
        drop(options.pointer_mut("/publicKey/extensions").and_then(|it| take(it, "uvm")));
        let state = State::Registration { user: User::new(&user_handle), asked: state };
        Ok(Question { options, state: state.write()? })
    }

    /// Takes a new passkey: `credential` is what the browser answered (`PublicKeyCredential.toJSON()`).
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn finish_registration(&self, state: &str, credential: &Value) -> Result<Passkey, Error> {
        let State::Registration { user, asked } = State::read(state)? else {
            return Err(Refusal::State.into());
        };
        let answer = RegisterPublicKeyCredential::deserialize(credential);
        let answer = answer.ok().ok_or(Refusal::Shape)?;
        not_framed(&answer.response.client_data_json)?;
        // Said by the browser and not signed; it saves people from a key that would not sign them in.
        let found = credential.pointer("/clientExtensionResults/credProps/rk");
        if found == Some(&Value::Bool(false)) {
            return Err(Refusal::NotDiscoverable.into());
        }
        let key = self.webauthn.finish_passkey_registration(&answer, &asked).map_err(refused)?;
        let backed_up = Credential::from(key.clone()).backup_state;
        let record = Record::new(user, key);
        Ok(Passkey { id: record.id(), record: record.write()?, backed_up })
    }

    /// Asks whoever is there for any passkey of this site. Serves a button and the suggestions of a browser
    /// (`mediation: "conditional"`) alike.
    ///
    /// # Errors
    /// [`Error::Broken`].
    pub fn begin_sign_in(&self) -> Result<Question, Error> {
        let (asked, state) = self.ask()?;
        let state = State::SignIn { asked: state };
        Ok(Question { options: asked, state: state.write()? })
    }

    /// Who the answer to [`Self::begin_sign_in`] says it is from.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn identify(&self, credential: &Value) -> Result<Claim, Error> {
        let answer = answer(credential)?;
        let handle = answer.get_user_unique_id().and_then(|it| UserHandle::try_from(it).ok());
        let user_handle = handle.ok_or(Refusal::Shape)?;
        Ok(Claim { user_handle, id: encode(answer.get_credential_id()) })
    }

    /// Checks the answer to [`Self::begin_sign_in`]; `records` are those of the member that [`Self::identify`] named,
    /// or the one of the key.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Broken`] for a record that cannot be read.
    pub fn finish_sign_in(
        &self,
        state: &str,
        credential: &Value,
        records: &[String],
    ) -> Result<SignedIn, Error> {
        let State::SignIn { asked } = State::read(state)? else {
            return Err(Refusal::State.into());
        };
        let answer = answer(credential)?;
        // Without a handle nobody is named, whatever the key.
        answer.get_user_unique_id().ok_or(Refusal::Shape)?;
        self.check(asked, &answer, Record::read_all(records)?)
    }

    /// Asks a member who is known for one of their passkeys, whose records these are.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is none; [`Error::Broken`] for a record that cannot be read.
    pub fn begin_confirmation(&self, records: &[String]) -> Result<Question, Error> {
        let records = Record::read_all(records)?;
        if records.is_empty() {
            return Err(Refusal::UnknownKey.into());
        }
        let keys: Vec<String> = records.iter().map(Record::id).collect();
        let allowed = keys.iter().map(|it| json!({"type": "public-key", "id": it}));
        let allowed = Value::Array(allowed.collect());
        let (mut options, state) = self.ask()?;
        if let Some(options) = options.pointer_mut("/publicKey").and_then(Value::as_object_mut) {
            options.insert("allowCredentials".to_owned(), allowed);
        }
        let state = State::Confirmation { keys, asked: state };
        Ok(Question { options, state: state.write()? })
    }

    /// Checks the answer to [`Self::begin_confirmation`]; `records` are those that the member has now. A key that was
    /// added or removed in between is refused.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Broken`] for a record that cannot be read.
    pub fn finish_confirmation(
        &self,
        state: &str,
        credential: &Value,
        records: &[String],
    ) -> Result<SignedIn, Error> {
        let State::Confirmation { keys, asked } = State::read(state)? else {
            return Err(Refusal::State.into());
        };
        let mut records = Record::read_all(records)?;
        records.retain(|it| keys.contains(&it.id()));
        self.check(asked, &answer(credential)?, records)
    }

    /// Asks for any passkey.
    fn ask(&self) -> Result<(Value, DiscoverableAuthentication), Error> {
        let begun = self.webauthn.start_discoverable_authentication();
        let (asked, state) = begun.ok().ok_or(Error::Broken("a sign-in cannot begin"))?;
        // Whether to suggest or to ask is for the page; of the extensions none is used.
        let RequestChallengeResponse { mut public_key, .. } = asked;
        public_key.extensions = None;
        Ok((json(RequestChallengeResponse { public_key, mediation: None })?, state))
    }

    fn check(
        &self,
        asked: DiscoverableAuthentication,
        answer: &PublicKeyCredential,
        records: Vec<Record>,
    ) -> Result<SignedIn, Error> {
        not_framed(&answer.response.client_data_json)?;
        let id = encode(answer.get_credential_id());
        let found = records.into_iter().find(|it| it.id() == id);
        let mut record = found.ok_or(Refusal::UnknownKey)?;
        if answer.get_user_unique_id().is_some_and(|it| !record.user.is(it)) {
            return Err(Refusal::OtherUser.into());
        }
        let checked =
            self.webauthn.finish_discoverable_authentication_v2(answer, asked, &record.key);
        let result: AuthenticationResult = checked.map_err(refused)?;
        let changed = record.key.update_credential(&result) == Some(true);
        let updated_record = changed.then(|| record.write()).transpose()?;
        let user_handle = record.user.handle()?;
        Ok(SignedIn { user_handle, id, updated_record, backed_up: result.backup_state() })
    }
}

fn json(options: impl serde::Serialize) -> Result<Value, Error> {
    serde_json::to_value(options).ok().ok_or(Error::Broken("options cannot be written"))
}

/// Sets one of the options for the browser.
fn set(options: &mut Value, group: &str, name: &str, value: Value) -> Result<(), Error> {
    let group = options.pointer_mut(&format!("/publicKey/{group}")).and_then(Value::as_object_mut);
    group.ok_or(Error::Broken("options have another shape"))?.insert(name.to_owned(), value);
    Ok(())
}

fn take(options: &mut Value, name: &str) -> Option<Value> {
    options.as_object_mut()?.remove(name)
}

fn answer(credential: &Value) -> Result<PublicKeyCredential, Error> {
    PublicKeyCredential::deserialize(credential).ok().ok_or(Refusal::Shape.into())
}

/// What of `CollectedClientData` the library does not look at in an assertion (§5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frames {
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

/// We are never within another site; an answer from there is one that somebody was lured into.
fn not_framed(client_data: &[u8]) -> Result<(), Error> {
    let frames: Frames = serde_json::from_slice(client_data).ok().ok_or(Refusal::Shape)?;
    if frames.cross_origin || frames.top_origin.is_some() {
        return Err(Refusal::Framed.into());
    }
    Ok(())
}

/// The variant's name and nothing within it, since that may come from the browser.
fn refused(error: WebauthnError) -> Error {
    let refusal = match error {
        WebauthnError::CredentialPossibleCompromise => Refusal::Copied,
        other => {
            let told = format!("{other:?}");
            let name = told.split(|it: char| !it.is_ascii_alphanumeric()).next();
            Refusal::Check(name.unwrap_or_default().to_owned())
        }
    };
    refusal.into()
}

#[cfg(test)]
mod tests;
