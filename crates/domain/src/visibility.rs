use crate::Message;

/// Who may open a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// Everybody; it stands on every wall.
    #[default]
    Public,
    /// Everybody who has the address; it stands on no wall but the author's own.
    Unlisted,
    /// The author's followers.
    Followers,
    /// The author.
    Private,
}

/// What the reader is to the author of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Not signed in, or nobody in particular.
    Stranger,
    /// Follows the author.
    Follower,
    /// Has blocked the author, or is blocked by them.
    Blocked,
    /// The author.
    Author,
    /// A moderator or admin, who has to see what is reported.
    Staff,
}

impl Visibility {
    /// All of them, from open to closed.
    pub const ALL: [Self; 4] = [Self::Public, Self::Unlisted, Self::Followers, Self::Private];

    /// The name in forms, JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Followers => "followers",
            Self::Private => "private",
        }
    }

    /// A visibility from its name.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let known = Self::ALL.into_iter().find(|it| it.as_str() == text);
        known.ok_or_else(|| Message::new("error-visibility"))
    }

    /// Whether someone who is `reader` to the author may open the photo. The query of
    /// `repository::visibility` says the same in SQL, and a test holds the two together.
    pub fn admits(self, reader: Relation) -> bool {
        match (self, reader) {
            (_, Relation::Author | Relation::Staff) => true,
            (_, Relation::Blocked) | (Self::Private, _) => false,
            (Self::Public | Self::Unlisted, _) => true,
            (Self::Followers, _) => reader == Relation::Follower,
        }
    }

    /// The same for a photo of somebody whose account may be private: then it admits followers at the most.
    pub fn admits_within(self, reader: Relation, is_private: bool) -> bool {
        self.admits(reader) && !(is_private && reader == Relation::Stranger)
    }

    /// Whether it stands on a wall that someone who is `reader` to the author looks at.
    pub fn is_listed_for(self, reader: Relation) -> bool {
        match self {
            Self::Public => reader != Relation::Blocked,
            Self::Followers => matches!(reader, Relation::Follower | Relation::Author),
            Self::Unlisted | Self::Private => reader == Relation::Author,
        }
    }

    /// The same for a photo of somebody whose account may be private, and whom the reader may have muted.
    pub fn is_listed_within(self, reader: Relation, (is_private, is_muted): (bool, bool)) -> bool {
        let known = matches!(reader, Relation::Follower | Relation::Author);
        self.is_listed_for(reader) && (known || !is_private) && !is_muted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Relation::{Author, Blocked, Follower, Staff, Stranger};

    #[test]
    fn each_visibility_admits_whom_it_names() {
        let admitted =
            |it: Visibility| [Stranger, Follower, Author, Staff].map(|reader| it.admits(reader));
        assert_eq!(admitted(Visibility::Public), [true, true, true, true]);
        assert_eq!(admitted(Visibility::Unlisted), [true, true, true, true]);
        assert_eq!(admitted(Visibility::Followers), [false, true, true, true]);
        assert_eq!(admitted(Visibility::Private), [false, false, true, true]);
    }

    #[test]
    fn whatever_is_listed_may_be_opened() {
        for it in Visibility::ALL {
            for reader in [Stranger, Follower, Blocked, Author, Staff] {
                assert!(!it.is_listed_for(reader) || it.admits(reader), "{it:?} {reader:?}");
                for private in [false, true] {
                    let listed = it.is_listed_within(reader, (private, false));
                    assert!(!listed || it.admits_within(reader, private), "{it:?} {reader:?}");
                    assert!(!it.is_listed_within(reader, (private, true)));
                }
            }
        }
    }

    #[test]
    fn whoever_is_blocked_opens_nothing_and_a_private_account_is_for_followers() {
        assert_eq!(Visibility::ALL.map(|it| it.admits(Blocked)), [false; 4]);
        let private = |reader| Visibility::ALL.map(|it| it.admits_within(reader, true));
        assert_eq!(private(Stranger), [false; 4]);
        assert_eq!(private(Follower), [true, true, true, false]);
        assert_eq!([private(Author), private(Staff)], [[true; 4]; 2]);
    }

    #[test]
    fn names_read_back() {
        for it in Visibility::ALL {
            assert_eq!(Visibility::parse(it.as_str()), Ok(it));
        }
        assert!(Visibility::parse("Public").is_err());
    }
}
