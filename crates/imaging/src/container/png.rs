use super::{Outline, Walk, broken, size};
use crate::Refusal;

/// From chunk to chunk until `IEND`.
pub(super) fn walk(bytes: &[u8]) -> Result<Outline<'_>, Refusal> {
    let mut walk = Walk::new(bytes);
    walk.take(8)?;
    let (kind, header) = chunk(&mut walk)?;
    let &[w0, w1, w2, w3, h0, h1, h2, h3, ..] = header else {
        return Err(broken("a PNG with a short header"));
    };
    if kind != *b"IHDR" {
        return Err(broken("a PNG without a header"));
    }
    while chunk(&mut walk)?.0 != *b"IEND" {}
    Ok(Outline {
        width: u32::from_be_bytes([w0, w1, w2, w3]),
        height: u32::from_be_bytes([h0, h1, h2, h3]),
        workspace: 0,
        effort: 0,
        bytes: walk.walked(),
    })
}

/// Length, kind, data, checksum.
fn chunk<'a>(walk: &mut Walk<'a>) -> Result<([u8; 4], &'a [u8]), Refusal> {
    let length = size(u32::from_be_bytes(walk.array()?));
    let kind = walk.array()?;
    let data = walk.take(length)?;
    walk.take(4)?;
    Ok((kind, data))
}
