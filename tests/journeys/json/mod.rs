//! The site as JSON below `/api/v1`, by the shapes that INTERFACE.md fixes.

mod accounts;
mod albums;
mod comments;
mod leaving;
mod photos;
mod recovery;
mod security;
mod shapes;
mod staff;
mod walls;
