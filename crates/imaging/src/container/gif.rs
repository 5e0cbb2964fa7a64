use super::{Outline, Walk, broken};
use crate::Refusal;

/// From block to block until the trailer.
pub(super) fn walk(bytes: &[u8]) -> Result<Outline<'_>, Refusal> {
    let mut walk = Walk::new(bytes);
    walk.take(6)?;
    let [w0, w1, h0, h1, flags, _, _] = walk.array()?;
    walk.take(table(flags))?;
    loop {
        match walk.byte()? {
            b'!' => {
                walk.byte()?;
                blocks(&mut walk)?;
            }
            b',' => {
                let [.., flags] = walk.array::<9>()?;
                walk.take(table(flags) + 1)?;
                blocks(&mut walk)?;
            }
            b';' => break,
            // Some writers put one zero too many behind a block.
            0 => {}
            _ => return Err(broken("an unknown block in a GIF")),
        }
    }
    Ok(Outline {
        width: u16::from_le_bytes([w0, w1]).into(),
        height: u16::from_le_bytes([h0, h1]).into(),
        workspace: 0,
        effort: 0,
        bytes: walk.walked(),
    })
}

/// The bytes of a colour table, if the flags announce one.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Data in pieces of up to 255 bytes, closed by an empty one.
fn blocks(walk: &mut Walk<'_>) -> Result<(), Refusal> {
    loop {
        match walk.byte()? {
            0 => return Ok(()),
            length => walk.take(length.into())?,
        };
    }
}
