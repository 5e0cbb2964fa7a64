//! What a person sends.

/// By what the piece was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A mouse, a pen, a pad.
    Pointer,
    /// A finger on a screen.
    Touch,
    /// Keys.
    Keyboard,
}

/// Where the piece was at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Milliseconds since any moment before the first point.
    pub t_ms: u32,
    /// The left border of the piece's frame, in pixels of the puzzle.
    pub x: f64,
    /// How far the hand was above or below where it took hold, in pixels of the puzzle; keys have 0.
    pub y: f64,
}

/// An answer, with how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Where the piece was put: the left border of its frame, in pixels of the puzzle.
    pub x: f64,
    /// The way there, from the moment the piece was taken.
    pub trail: Vec<Point>,
    /// By what it was moved.
    pub input: Input,
}
