/// The kinds of picture that are read; [`Self::Jpeg`] and [`Self::Webp`] are also written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// Photographs.
    Jpeg,
    /// Screenshots and drawings.
    Png,
    /// Either, smaller.
    Webp,
    /// Drawings that may move.
    Gif,
}

impl MediaType {
    /// As in a `Content-Type` header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }

    /// As at the end of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }
}
