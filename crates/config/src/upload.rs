use crate::quantity::{bytes, count};
use serde::Deserialize;

/// What an upload may be.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Upload {
    /// The largest file, in bytes.
    #[serde(deserialize_with = "bytes")]
    pub max_bytes: u64,
    /// The largest picture, in pixels.
    #[serde(deserialize_with = "count")]
    pub max_pixels: u64,
    /// The most files in one post.
    pub per_post: usize,
}

impl Default for Upload {
    fn default() -> Self {
        Self { max_bytes: 25 << 20, max_pixels: 100_000_000, per_post: 10 }
    }
}
