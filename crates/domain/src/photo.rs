use crate::{AlbumSlug, FieldErrors, Message, Tags, Visibility, text};

/// A piece of text about a photo, with its own greatest length; empty is allowed.
macro_rules! words {
    ($(#[$doc:meta] $name:ident: $max:literal by $rule:path),* $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The longest it may be, in characters.
            pub const MAX: usize = $max;

            /// From what was typed.
            pub fn parse(text: &str) -> Result<Self, Message> {
                $rule(text, Self::MAX).map(Self)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )*};
}

words! {
    /// What a photo is called: one line.
    Title: 300 by text::line,
    /// What its author tells about it: several lines.
    Caption: 5_000 by text::lines,
    /// What can be seen on it, for those who cannot: several lines.
    AltText: 1_500 by text::lines,
}

/// Under what terms others may use a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License(&'static str);

impl License {
    /// The identifiers we know (SPDX, <https://spdx.org/licenses/>); empty keeps all rights.
    pub const ALL: [&str; 8] = [
        "",
        "CC0-1.0",
        "CC-BY-4.0",
        "CC-BY-SA-4.0",
        "CC-BY-ND-4.0",
        "CC-BY-NC-4.0",
        "CC-BY-NC-SA-4.0",
        "CC-BY-NC-ND-4.0",
    ];

    /// A licence from its identifier; empty keeps all rights.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let known = Self::ALL.into_iter().find(|it| *it == text.trim());
        known.map(Self).ok_or_else(|| Message::new("error-license"))
    }
}

impl AsRef<str> for License {
    fn as_ref(&self) -> &str {
        self.0
    }
}

/// What a form or an API call says about a new photo, before anyone has looked at it.
#[derive(Debug, Clone, Default)]
pub struct PhotoDraft {
    /// See [`Title`].
    pub title: String,
    /// See [`Caption`].
    pub caption: String,
    /// See [`AltText`]: one for each picture, in order.
    pub alt: Vec<String>,
    /// See [`Tags`].
    pub tags: String,
    /// See [`Visibility`]; empty is public.
    pub visibility: String,
    /// See [`License`].
    pub license: String,
    /// Whether others may have its files as they are kept.
    pub original: bool,
    /// The slug of an album of its author's that it is put into; empty for none. Edits take it out of none.
    pub album: String,
}

/// What is said about a photo, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoDetails {
    /// What it is called.
    pub title: Title,
    /// What is told about it.
    pub caption: Caption,
    /// What can be seen, picture by picture.
    pub alt: Vec<AltText>,
    /// What it is about.
    pub tags: Tags,
    /// Who may open it.
    pub visibility: Visibility,
    /// How others may use it.
    pub license: License,
    /// Whether others may have its files as they are kept.
    pub original: bool,
    /// An album of its author's that it is put into.
    pub album: Option<AlbumSlug>,
}

impl PhotoDetails {
    /// Checks every field of `draft`.
    pub fn parse(draft: &PhotoDraft) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = errors.take("title", Title::parse(&draft.title));
        let caption = errors.take("caption", Caption::parse(&draft.caption));
        let alt = draft.alt.iter().map(|it| AltText::parse(it)).collect();
        let alt = errors.take("alt", alt);
        let tags = errors.take("tags", Tags::parse(&draft.tags));
        let visibility = errors.take("visibility", visibility(&draft.visibility));
        let license = errors.take("license", License::parse(&draft.license));
        let album = Some(draft.album.trim()).filter(|it| !it.is_empty());
        let album = errors.take("album", album.map(AlbumSlug::parse).transpose());
        let original = draft.original;
        match (title, caption, alt, tags, visibility, license, album) {
            (
                Some(title),
                Some(caption),
                Some(alt),
                Some(tags),
                Some(visibility),
                Some(license),
                Some(album),
            ) => Ok(Self { title, caption, alt, tags, visibility, license, original, album }),
            _ => Err(errors),
        }
    }
}

fn visibility(text: &str) -> Result<Visibility, Message> {
    if text.is_empty() { Ok(Visibility::default()) } else { Visibility::parse(text) }
}

/// What is to change about a photo; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct PhotoEdit {
    /// A new title.
    pub title: Option<String>,
    /// A new caption.
    pub caption: Option<String>,
    /// New alternative texts, in the order of the pictures.
    pub alt: Option<Vec<String>>,
    /// New tags, instead of all the old ones.
    pub tags: Option<String>,
    /// A new visibility.
    pub visibility: Option<String>,
    /// A new licence.
    pub license: Option<String>,
    /// Whether something may be said about it from now on: `open` or `closed`.
    pub comments: Option<String>,
    /// Whether others may have its files from now on.
    pub original: Option<bool>,
    /// An album that it is put into, too.
    pub album: Option<String>,
}

impl PhotoEdit {
    /// Whether comments are to be closed (`true`) or opened, if it says so.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn closes_comments(&self) -> Result<Option<bool>, Message> {
        match self.comments.as_deref() {
            None => Ok(None),
            Some("closed") => Ok(Some(true)),
            Some("open") => Ok(Some(false)),
            Some(_) => Err(Message::new("error-comments")),
        }
    }

    /// Whether it changes anything that is said about the photo.
    pub fn changes_words(&self) -> bool {
        let texts =
            [&self.title, &self.caption, &self.tags, &self.visibility, &self.license, &self.album];
        let lists = self.alt.is_some() || self.original.is_some();
        lists || texts.iter().any(|it| it.is_some())
    }

    /// `draft`, the photo as it is, with the changes made.
    pub fn applied_to(self, draft: PhotoDraft) -> PhotoDraft {
        PhotoDraft {
            title: self.title.unwrap_or(draft.title),
            caption: self.caption.unwrap_or(draft.caption),
            alt: self.alt.unwrap_or(draft.alt),
            tags: self.tags.unwrap_or(draft.tags),
            visibility: self.visibility.unwrap_or(draft.visibility),
            license: self.license.unwrap_or(draft.license),
            original: self.original.unwrap_or(draft.original),
            album: self.album.unwrap_or(draft.album),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_draft_is_a_public_photo_without_words() {
        let details = PhotoDetails::parse(&PhotoDraft::default()).expect("is fine");
        assert_eq!((details.title.as_ref(), details.visibility), ("", Visibility::Public));
    }

    #[test]
    fn every_field_gets_its_say() {
        let draft = PhotoDraft {
            title: "x".repeat(301),
            caption: "x".repeat(5_001),
            alt: vec!["fine".into(), "x".repeat(1_501)],
            tags: "<b>".into(),
            visibility: "everyone".into(),
            license: "WTFPL".into(),
            album: "../x".into(),
            ..PhotoDraft::default()
        };
        let errors = PhotoDetails::parse(&draft).expect_err("all wrong");
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["album", "alt", "caption", "license", "tags", "title", "visibility"]);
    }

    #[test]
    fn an_edit_leaves_alone_what_it_does_not_name() {
        let draft = PhotoDraft { title: "a".into(), caption: "b".into(), ..Default::default() };
        let edit = PhotoEdit { caption: Some("c".into()), ..Default::default() };
        let edited = edit.applied_to(draft);
        assert_eq!((edited.title.as_str(), edited.caption.as_str()), ("a", "c"));
    }
}
