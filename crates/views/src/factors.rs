use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PasskeyView {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was registered.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was used last.
    #[serde(with = "time::serde::rfc3339::option")]
    pub used_at: Option<OffsetDateTime>,
}

/// With what somebody signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FactorsView {
    /// Whether passkeys work here: they need HTTPS and a name.
    pub passkeys_available: bool,
    /// Their passkeys, oldest first.
    pub passkeys: Vec<PasskeyView>,
    /// Whether codes of an app are asked for after the password.
    pub totp: bool,
    /// How many codes on paper are left.
    pub recovery_left: i64,
}

/// What a browser is asked, and under which number it is answered.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QuestionView {
    /// To be sent along with the answer.
    pub id: String,
    /// For `navigator.credentials` (`WebAuthn` level 3, in its JSON form).
    #[schema(value_type = Object)]
    pub options: serde_json::Value,
}

/// A secret for an app that makes codes; shown until the first code has confirmed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TotpView {
    /// To be sent along with the first code.
    pub id: String,
    /// The secret in base32, in groups of four.
    pub secret: String,
    /// The same as an `otpauth:` address.
    pub uri: String,
    /// The same as a picture: SVG, as markup.
    pub qr_html: String,
}

/// Codes on paper, each good for one sign-in without the app. They are said only once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecoveryView {
    /// The codes.
    pub codes: Vec<String>,
}
