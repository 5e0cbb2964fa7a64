use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// How many squares stay empty around the code (ISO/IEC 18004 §6.3.8).
const MARGIN: usize = 4;

/// More text than the largest code holds (2331 bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too long for a QR code")]
pub struct TooLong;

/// A QR code of the text as an `<svg>` to be put into a page: one unit a square, without a size, so that the style
/// sheet gives it one.
///
/// Dark is `currentColor` on white, and the drawing brings a dark `color` of its own, so that it can be read on a dark
/// page too; a rule of the style sheet for the element's `color` goes before that. It has no `style`, no script and no
/// address. Readers of screens skip it: put the text beside it.
pub fn qr_svg(text: &str) -> Result<String, TooLong> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok().ok_or(TooLong)?;
    let path = path(&code.to_colors(), code.width());
    let size = code.width() + 2 * MARGIN;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" \
         shape-rendering=\"crispEdges\" color=\"#111\" aria-hidden=\"true\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/>\
         <path fill=\"currentColor\" d=\"{path}\"/></svg>"
    ))
}

/// A rectangle for each run of dark squares in a row.
fn path(squares: &[Color], width: usize) -> String {
    let mut path = String::new();
    for (y, row) in squares.chunks(width).enumerate() {
        let mut x = MARGIN;
        for run in row.chunk_by(|one, next| one == next) {
            let length = run.len();
            if run.first() == Some(&Color::Dark) {
                // Writing to a String does not fail.
                let _ = write!(path, "M{x} {}h{length}v1h-{length}z", y + MARGIN);
            }
            x += length;
        }
    }
    path
}
