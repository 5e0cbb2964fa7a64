use crate::{AuthorView, NoticedPhoto, PhotoView};
use serde::Serialize;
use utoipa::ToSchema;

/// Why something is suggested: what speaks most for it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReasonView {
    /// `liked`, `bookmarked`, `commented`, `viewed` (people who did that with `photo` went on to this one, and so may the reader, who did it
    /// too), `together` (people who met the photo one looks at went on to this one), `tag`, `looks` (like `photo`), `author`, `popular` or `new`.
    pub kind: String,
    /// The photo that is spoken of, where the reader may still open it.
    pub photo: Option<NoticedPhoto>,
    /// The tag that is spoken of.
    pub tag: Option<String>,
}

/// A photo that is suggested.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SuggestedPhoto {
    /// The photo.
    #[serde(flatten)]
    pub photo: PhotoView,
    /// Why.
    pub reason: ReasonView,
}

/// Photos that are suggested, the best first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Suggested {
    /// The photos.
    pub items: Vec<SuggestedPhoto>,
    /// Ask for `?after=` this to read on; `null` at the end.
    pub next: Option<String>,
    /// Whether the reader wants suggestions: who does not gets what is popular.
    pub on: bool,
}

/// Somebody to follow.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SuggestedPerson {
    /// Who.
    pub user: AuthorView,
    /// The photo of theirs that is suggested for this reason; `null` where the photo that the reason speaks of is theirs.
    pub photo: Option<NoticedPhoto>,
    /// Why: for what the reader did with a photo of theirs, or why `photo` is suggested to them.
    pub reason: ReasonView,
}

/// People to follow, the best first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SuggestedPeople {
    /// The people.
    pub items: Vec<SuggestedPerson>,
    /// Whether the reader wants suggestions: who does not is shown nobody.
    pub on: bool,
}

/// What one has decided about suggestions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SuggestionsView {
    /// Whether one wants some.
    pub suggestions: bool,
}
