/// Numbers of rows. They never leave the server: addresses carry a [`crate::PublicKey`].
macro_rules! id {
    ($(#[$doc:meta] $name:ident),* $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);
    )*};
}

id! {
    /// The row of a user.
    UserId,
    /// The row of a photo.
    PhotoId,
    /// The row of a picture: a file as it is kept, and the sizes made of it.
    PictureId,
    /// The row of a piece of promised work.
    JobId,
    /// The row of an album.
    AlbumId,
    /// The row of a comment.
    CommentId,
    /// The row of a session.
    SessionId,
    /// The row of a personal token.
    TokenId,
    /// The row of a letter in the outbox.
    MailId,
}
