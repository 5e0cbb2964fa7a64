use super::Rewritten;
use super::ledger::Ledger;
use super::xmp;
use crate::Refusal;
use crate::container::{Walk, broken};

/// The two names under which programs say how often the pictures are repeated.
const LOOPS: [&[u8]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];

#[derive(Default)]
struct Found {
    canvas: (u32, u32),
    frames: u32,
    loops: bool,
    gif: Vec<u8>,
}

/// From block to block; what draws no picture is not copied.
pub(super) fn rewrite(bytes: &[u8], ledger: &mut Ledger) -> Result<Rewritten, Refusal> {
    let mut walk = Walk::new(bytes);
    let mut found = Found::default();
    found.gif.reserve_exact(bytes.len());
    found.gif.extend(walk.take(6)?);
    let screen: [u8; 7] = walk.array()?;
    let [w0, w1, h0, h1, flags, ..] = screen;
    found.canvas = (u16::from_le_bytes([w0, w1]).into(), u16::from_le_bytes([h0, h1]).into());
    found.gif.extend(screen);
    found.gif.extend(walk.take(table(flags))?);
    loop {
        match walk.byte()? {
            b'!' => found.extension(&mut walk, ledger)?,
            b',' => found.picture(&mut walk)?,
            b';' => break,
            0 => {}
            _ => return Err(broken("an unknown block in a GIF")),
        }
    }
    if found.frames == 0 {
        return Err(broken("a GIF without a picture"));
    }
    if found.loops {
        ledger.keep("animation");
    }
    found.gif.push(b';');
    Ok(Rewritten { original: found.gif, frames: found.frames, orientation: 1, profile: None })
}

impl Found {
    fn extension(&mut self, walk: &mut Walk<'_>, ledger: &mut Ledger) -> Result<(), Refusal> {
        let label = walk.byte()?;
        let from = walk.rest();
        let pieces = pieces(walk)?;
        let raw = from.get(..from.len() - walk.rest().len()).unwrap_or_default();
        match (label, raw) {
            // How the next picture is to be shown: flags, time, the number of the clear colour.
            (0xF9, [4, flags, t0, t1, clear, 0]) => {
                self.gif.extend([b'!', 0xF9, 4, flags & 0x1F, *t0, *t1, *clear, 0]);
            }
            // Decoders disagree on what more of it would mean.
            (0xF9, _) => return Err(broken("a GIF with a strange frame")),
            (0xFE, _) => ledger.remove("Comment"),
            (0x01, _) => ledger.remove("GIF.PlainText"),
            (0xFF, [11, rest @ ..]) => self.application(rest, ledger),
            _ if pieces == 0 => {}
            _ => ledger.remove(format!("GIF.0x{label:02X}")),
        }
        Ok(())
    }

    /// A name of eleven letters, and behind it whatever the program likes.
    fn application(&mut self, block: &[u8], ledger: &mut Ledger) {
        let Some((name, data)) = block.split_at_checked(11) else { return };
        match data {
            [3, 1, low, high, ..] if LOOPS.contains(&name) && !self.loops => {
                self.loops = true;
                self.gif.extend(b"!\xFF\x0BNETSCAPE2.0\x03\x01");
                self.gif.extend([*low, *high, 0]);
            }
            // It lies there as it is, not in pieces, and begins with a byte order mark or a `<`.
            data if name == b"XMP DataXMP" => {
                // The end is 256 bytes that lead a reader of pieces to the end.
                let text = data.strip_suffix(b"\0\0").and_then(|data| data.len().checked_sub(256));
                xmp::read(text.and_then(|end| data.get(..end)).unwrap_or(data), ledger);
            }
            _ => ledger.remove_theirs("GIF.Application:", name),
        }
    }

    fn picture(&mut self, walk: &mut Walk<'_>) -> Result<(), Refusal> {
        let from = walk.rest();
        let [x0, x1, y0, y1, w0, w1, h0, h1, flags] = walk.array()?;
        let number = |low, high| u32::from(u16::from_le_bytes([low, high]));
        if number(x0, x1) + number(w0, w1) > self.canvas.0
            || number(y0, y1) + number(h0, h1) > self.canvas.1
        {
            return Err(broken("a GIF frame outside its canvas"));
        }
        walk.take(table(flags) + 1)?;
        pieces(walk)?;
        self.frames += 1;
        self.gif.push(b',');
        self.gif.extend(from.get(..from.len() - walk.rest().len()).unwrap_or_default());
        Ok(())
    }
}

/// The bytes of a colour table, if the flags announce one.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Steps over data in pieces, closed by an empty one, and says how many there were.
fn pieces(walk: &mut Walk<'_>) -> Result<usize, Refusal> {
    let mut count = 0;
    loop {
        match walk.byte()? {
            0 => return Ok(count),
            length => walk.take(length.into())?,
        };
        count += 1;
    }
}
