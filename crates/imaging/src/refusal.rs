/// Why a file was not taken. Each variant is one answer to the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing we know.
    #[error("this is not a picture")]
    NotAPicture,
    /// Something we know and do not take: `SVG`, `HEIC`, `PDF`.
    #[error("{0} is not supported")]
    Unsupported(&'static str),
    /// The beginning of a picture: the upload or the copy was cut short.
    #[error("the picture is incomplete")]
    Truncated,
    /// More pixels than [`crate::Limits::max_pixels`].
    #[error("the picture has {pixels} pixels; at most {max} are allowed")]
    TooManyPixels {
        /// Width times height, as the file says.
        pixels: u64,
        /// The limit.
        max: u64,
    },
    /// Longer than [`crate::Limits::max_side`].
    #[error("the picture is {side} pixels long; at most {max} are allowed")]
    TooLong {
        /// The longer edge, as the file says.
        side: u32,
        /// The limit.
        max: u32,
    },
    /// A picture that moves for too long for its size.
    #[error("the picture has {frames} frames; at most {max} are allowed for its size")]
    TooManyFrames {
        /// As counted.
        frames: u32,
        /// The limit; the larger the picture, the lower.
        max: u32,
    },
    /// Few enough pixels, but of a kind that takes too much memory to decode.
    #[error("the picture needs too much memory")]
    TooBig,
    /// It does not decode; the decoder's words are for the log.
    #[error("the picture is damaged: {0}")]
    Broken(String),
}
