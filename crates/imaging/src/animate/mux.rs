//! An animated WebP, put together from a file for each frame.
//!
//! The encoder that comes with `libwebp` wants every frame in memory until the last is there, twice
//! over by way of the `webp` crate, and then makes up how long the last one is shown. This one keeps
//! what is encoded.

/// What is drawn over the frame before.
pub(super) struct Patch {
    /// Left and top, both even, width and height.
    pub(super) area: (u32, u32, u32, u32),
    /// Something shines through.
    pub(super) alpha: bool,
    /// A file of its own.
    pub(super) webp: Vec<u8>,
}

/// Longest first: what 24 bits hold.
const LONGEST: u32 = 0xFF_FFFF;

/// Alpha and animation, of the flags of an extended file.
const ALPHA: u8 = 0x10;
const ANIMATION: u8 = 0x02;
/// Of a frame: its pixels replace those below instead of being blended with them.
const REPLACES: u8 = 0x02;

pub(super) struct Mux {
    size: (u32, u32),
    plays: u16,
    alpha: bool,
    frames: Vec<u8>,
    last: Option<(Patch, u32)>,
}

impl Mux {
    pub(super) fn new(width: u32, height: u32, plays: u16) -> Self {
        Self { size: (width, height), plays, alpha: false, frames: Vec::new(), last: None }
    }

    pub(super) fn push(&mut self, patch: Patch, lasts: u32) {
        self.flush();
        self.alpha |= patch.alpha;
        self.last = Some((patch, lasts));
    }

    /// Nothing changed.
    pub(super) fn prolong(&mut self, lasts: u32) {
        if let Some((_, so_far)) = &mut self.last {
            *so_far = so_far.saturating_add(lasts);
        }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.flush();
        let flags = ANIMATION | if self.alpha { ALPHA } else { 0 };
        let [w, h] = [self.size.0, self.size.1].map(|side| three(side.saturating_sub(1)));
        let header = [&[flags, 0, 0, 0][..], &w, &h].concat();
        let control = [&[0; 4][..], &self.plays.to_le_bytes()].concat();
        let mut body = b"WEBP".to_vec();
        chunk(&mut body, *b"VP8X", &header);
        chunk(&mut body, *b"ANIM", &control);
        body.append(&mut self.frames);
        let mut file = Vec::with_capacity(body.len() + 8);
        chunk(&mut file, *b"RIFF", &body);
        file
    }

    fn flush(&mut self) {
        let Some((patch, lasts)) = self.last.take() else { return };
        let (left, top, width, height) = patch.area;
        let places = [left / 2, top / 2, width.saturating_sub(1), height.saturating_sub(1)];
        let mut frame = places.map(three).concat();
        frame.extend(three(lasts.min(LONGEST)));
        frame.push(REPLACES);
        frame.extend(bitstream(&patch.webp));
        chunk(&mut self.frames, *b"ANMF", &frame);
    }
}

/// The chunks of a still file, less the header it has if there is alpha.
fn bitstream(webp: &[u8]) -> &[u8] {
    let chunks = webp.get(12..).unwrap_or_default();
    if chunks.starts_with(b"VP8X") { chunks.get(18..).unwrap_or_default() } else { chunks }
}

fn three(number: u32) -> [u8; 3] {
    let [a, b, c, _] = number.to_le_bytes();
    [a, b, c]
}

/// Kind, length, data, padding.
fn chunk(to: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    to.extend(kind);
    to.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    to.extend(data);
    to.resize(to.len() + data.len() % 2, 0);
}
