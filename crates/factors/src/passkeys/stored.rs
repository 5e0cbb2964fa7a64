//! What becomes text in a row, and is text again later.

use super::{USER_HANDLE, UserHandle};
use crate::{Error, Refusal};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PasskeyRegistration};

const VERSION: u8 = 1;

/// A question that waits for its answer. Its kind is part of it, so that an answer to one kind is none to another.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum State {
    Registration { user: User, asked: PasskeyRegistration },
    SignIn { asked: DiscoverableAuthentication },
    Confirmation { keys: Vec<String>, asked: DiscoverableAuthentication },
}

impl State {
    pub(super) fn write(&self) -> Result<String, Error> {
        serde_json::to_string(self).ok().ok_or(Error::Broken("a state cannot be written"))
    }

    pub(super) fn read(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text).ok().ok_or(Refusal::State.into())
    }
}

/// A passkey and whose it is.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    version: u8,
    pub(super) user: User,
    pub(super) key: Passkey,
}

impl Record {
    pub(super) fn new(user: User, key: Passkey) -> Self {
        Self { version: VERSION, user, key }
    }

    /// As in addresses and rows: base64url without padding (RFC 4648 §5).
    pub(super) fn id(&self) -> String {
        encode(self.key.cred_id())
    }

    pub(super) fn write(&self) -> Result<String, Error> {
        serde_json::to_string(self).ok().ok_or(Error::Broken("a record cannot be written"))
    }

    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let record = serde_json::from_str(text).ok();
        record
            .filter(|it: &Self| it.version == VERSION)
            .ok_or(Error::Broken("a record cannot be read"))
    }

    pub(super) fn read_all(texts: &[String]) -> Result<Vec<Self>, Error> {
        texts.iter().map(|it| Self::read(it)).collect()
    }
}

/// A user handle as text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct User(String);

impl User {
    pub(super) fn new(handle: &UserHandle) -> Self {
        Self(encode(handle))
    }

    /// Of as many bytes as an authenticator handed back.
    pub(super) fn is(&self, handle: &[u8]) -> bool {
        self.0 == encode(handle)
    }

    pub(super) fn handle(&self) -> Result<UserHandle, Error> {
        let bytes = BASE64URL_NOPAD.decode(self.0.as_bytes()).unwrap_or_default();
        let bytes = <[u8; USER_HANDLE]>::try_from(bytes);
        bytes.ok().ok_or(Error::Broken("a record has no user handle"))
    }
}

pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}
