/// Why a proof with a passkey did not come about.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// This site cannot have passkeys at its address. For the owner; it is no fault.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The answer proves nothing. Reads the same for every reason, because the reasons help only an attacker.
    #[error("the passkey was not accepted")]
    Refused(Refusal),
    /// A row that is not what this crate wrote, or a library that could not do its part. Says where, never what.
    #[error("passkeys: {0}")]
    Broken(&'static str),
}

/// Why passkeys cannot be had at an address (<https://www.w3.org/TR/webauthn-3/#rp-id>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// Not an absolute address with a host.
    #[error("passkeys need a public address such as https://photos.example")]
    NoAddress,
    /// The host is an IP address; a passkey belongs to a name.
    #[error("passkeys need a host name; an IP address is none (use localhost to try things)")]
    NoName,
    /// Neither `https` nor this machine: browsers hide passkeys there.
    #[error("passkeys need https (or localhost)")]
    NotSafe,
}

/// What was wrong with an answer: for the log. Holds nothing that came from the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The state is not one of this kind of question, or of another version of the site.
    State,
    /// The answer is not shaped like one.
    Shape,
    /// A device that says it keeps no discoverable key.
    NotDiscoverable,
    /// None of the rows has this key, or it was not among those asked for.
    UnknownKey,
    /// The key is one member's, the user handle another's.
    OtherUser,
    /// Answered within a frame of another site.
    Framed,
    /// The counter of the device went back or stood still: there may be a copy of its key.
    Copied,
    /// What `webauthn-rs` objected to, by the name of its variant.
    Check(String),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
