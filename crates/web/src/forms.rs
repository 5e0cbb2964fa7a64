//! The fields people and apps send. All are optional here: what is missing is for the domain to
//! notice, which names the field.

use crate::input::Fields;
use crate::origin::Wall;
use rocket::form::{FromForm, FromFormField, ValueField};
use serde::{Deserialize, Serialize};

/// `POST /register`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct RegisterForm {
    /// The name wished for.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) username: String,
    /// The address that is confirmed.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) email: String,
    /// 8 to 256 characters.
    #[field(default = "")]
    #[serde(default, skip_serializing)]
    pub(crate) password: String,
    /// Why they wish to join, where staff lets people in: 10 to 500 characters.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) reason: String,
    /// The token of an invitation, where one is needed.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) invite: String,
    /// A pass from `POST /captcha/<id>`, where people show that they are some.
    #[field(default = "")]
    #[serde(default, skip_serializing)]
    pub(crate) captcha: String,
    /// Nothing: people do not see this field.
    #[field(default = "")]
    #[serde(default, skip_serializing)]
    pub(crate) website: String,
    /// When the form was drawn.
    #[field(default = "")]
    #[serde(default, skip_serializing)]
    pub(crate) stamp: String,
}

/// `POST /login`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct LoginForm {
    /// A user name or an e-mail address.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) login: String,
    /// The password.
    #[field(default = "")]
    #[serde(default, skip_serializing)]
    pub(crate) password: String,
    /// A pass from `POST /captcha/<id>`, asked for after wrong passwords.
    #[field(default = "")]
    #[serde(default, skip_serializing)]
    pub(crate) captcha: String,
    /// Whether to stay signed in.
    #[field(default = false)]
    #[serde(default)]
    pub(crate) remember: bool,
    /// Where to go on: a path on this site.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) next: String,
    /// Whether somebody who is leaving wants to stay after all.
    #[field(default = false)]
    #[serde(default)]
    pub(crate) stay: bool,
}

/// `POST /verify`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct VerifyForm {
    /// The last part of the link that was sent.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) token: String,
}

/// `POST /verify/resend`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct ResendForm {
    /// The address that is to be confirmed.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) email: String,
}

/// `PATCH /photos/<id>`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct PhotoForm {
    /// What it is called.
    #[serde(default)]
    pub(crate) title: Option<String>,
    /// What its author tells about it.
    #[serde(default)]
    pub(crate) caption: Option<String>,
    /// What can be seen, picture by picture.
    #[field(default = Vec::new())]
    #[serde(default, deserialize_with = "one_or_many")]
    #[schema(value_type = Vec<String>)]
    pub(crate) alt: Vec<String>,
    /// Parted by spaces or commas.
    #[serde(default, deserialize_with = "joined")]
    #[schema(value_type = Option<String>)]
    pub(crate) tags: Option<String>,
    /// `public`, `unlisted`, `followers` or `private`.
    #[serde(default)]
    pub(crate) visibility: Option<String>,
    /// An SPDX identifier; empty keeps all rights.
    #[serde(default)]
    pub(crate) license: Option<String>,
    /// Whether something may be said about it from now on: `open` or `closed`.
    #[serde(default)]
    pub(crate) comments: Option<String>,
    /// Whether others may have the files as they are kept.
    #[serde(default, skip_serializing)]
    #[schema(value_type = Option<bool>)]
    pub(crate) original: YesOrNo,
    /// The slug of one of one's own albums that the photo is put into, too.
    #[serde(default)]
    pub(crate) album: Option<String>,
}

/// `POST /photos/<id>/comments`, `PATCH /comments/<id>`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct CommentForm {
    /// What is said: 1 to 2,000 characters.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) body: String,
    /// The comment it answers.
    #[serde(default)]
    pub(crate) parent: Option<String>,
}

/// Yes, no, or not said at all. Rocket would take an `Option<bool>` that it cannot read for not
/// said.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct YesOrNo(pub(crate) Option<bool>);

impl<'v> FromFormField<'v> for YesOrNo {
    fn from_value(field: ValueField<'v>) -> rocket::form::Result<'v, Self> {
        bool::from_value(field).map(|it| Self(Some(it)))
    }

    fn default() -> Option<Self> {
        Some(Self(None))
    }
}

/// `PATCH /admin/users/<name>`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct UserForm {
    /// Whether they are suspended.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub(crate) suspended: YesOrNo,
    /// `member`, `moderator` or `admin`.
    #[serde(default)]
    pub(crate) role: Option<String>,
}

/// `POST /language`.
#[derive(FromForm, Deserialize)]
pub(crate) struct LanguageForm {
    /// A tag such as `zh-CN`.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) lang: String,
    /// Where to go on: a path on this site.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) next: String,
}

/// A body that says nothing: deleting, signing out.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct NoFields {
    #[field(default = "")]
    #[serde(default, skip)]
    #[expect(dead_code, reason = "a form needs a field, and this one only carries the token")]
    csrf: String,
}

impl Fields for RegisterForm {}
impl Fields for LoginForm {}
impl Fields for VerifyForm {}
impl Fields for ResendForm {}
impl Fields for PhotoForm {
    const LISTS: &'static [&'static str] = &["alt"];
}
impl Fields for CommentForm {}
impl Fields for UserForm {}
impl Fields for NoFields {}
impl Fields for LanguageForm {
    const WALL: Wall = Wall::Low;
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    })
}

/// Tags as one text or as a list of them.
fn joined<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<OneOrMany>::deserialize(from)?.map(|it| match it {
        OneOrMany::One(text) => text,
        OneOrMany::Many(texts) => texts.join(" "),
    }))
}
