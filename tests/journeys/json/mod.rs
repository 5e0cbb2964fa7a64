//! The site as JSON below `/api/v1`, by the shapes that INTERFACE.md fixes.

mod accounts;
mod admission;
mod albums;
mod another_language;
mod circle;
mod comments;
mod discretion;
mod leaving;
mod live;
mod machines;
mod photos;
mod preferences;
mod recovery;
mod searching;
mod security;
mod shapes;
mod staff;
mod walls;
