use crate::{Message, UserId};

/// What a user may do beyond their own things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Their own things only.
    Member,
    /// Deletes what others posted.
    Moderator,
    /// Also suspends users and gives roles.
    Admin,
}

impl Role {
    /// All of them, weakest first.
    pub const ALL: [Self; 3] = [Self::Member, Self::Moderator, Self::Admin];

    /// The name in JSON, on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }

    /// A role from its name.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let known = Self::ALL.into_iter().find(|it| it.as_str() == text);
        known.ok_or_else(|| Message::new("error-role"))
    }
}

/// A signed-in user, as far as rules need to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their row.
    pub id: UserId,
    /// Their user name.
    pub name: String,
    /// What they are called, if they said so.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// Whether their e-mail address is confirmed.
    pub verified: bool,
    /// When they joined, in seconds since 1970.
    pub joined_at: i64,
    /// What stands for their picture in addresses, if they have one.
    pub avatar: Option<String>,
}

/// How long an account counts as new, in seconds: a day.
const NEW: i64 = 86_400;

impl Member {
    /// Whether the account is new, or its address not confirmed, at `now` (seconds since 1970): it may do less at once.
    pub fn is_new(&self, now: i64) -> bool {
        !self.verified || now - self.joined_at < NEW
    }

    /// Whether they look after the site.
    pub fn is_staff(&self) -> bool {
        self.role >= Role::Moderator
    }

    /// Whether they may share pictures and comment: not before their address is confirmed.
    pub fn may_post(&self) -> bool {
        self.verified
    }

    /// Whether they may change what `author` posted.
    pub fn may_edit_of(&self, author: UserId) -> bool {
        self.id == author
    }

    /// Whether they may delete the photo of `author`.
    pub fn may_delete_photo_of(&self, author: UserId) -> bool {
        self.id == author || self.is_staff()
    }

    /// Whether they may delete the comment of `author` on a photo of `photo_author`.
    pub fn may_delete_comment_of(&self, author: UserId, photo_author: UserId) -> bool {
        self.id == author || self.id == photo_author || self.is_staff()
    }

    /// Whether they may suspend users and give them roles.
    pub fn may_manage_users(&self) -> bool {
        self.role == Role::Admin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a(role: Role, id: i64) -> Member {
        let (name, display_name) = ("ada".to_owned(), String::new());
        let (verified, avatar) = (true, None);
        Member { id: UserId(id), name, display_name, role, verified, joined_at: 0, avatar }
    }

    #[test]
    fn a_comment_is_deleted_by_its_author_the_photos_author_and_staff() {
        let may = |who: Member| who.may_delete_comment_of(UserId(1), UserId(2));
        assert!(may(a(Role::Member, 1)));
        assert!(may(a(Role::Member, 2)));
        assert!(!may(a(Role::Member, 3)));
        assert!(may(a(Role::Moderator, 3)));
        assert!(may(a(Role::Admin, 3)));
    }

    #[test]
    fn a_photo_is_deleted_by_its_author_and_staff_but_edited_by_its_author_alone() {
        assert!(a(Role::Member, 1).may_delete_photo_of(UserId(1)));
        assert!(!a(Role::Member, 2).may_delete_photo_of(UserId(1)));
        assert!(a(Role::Moderator, 2).may_delete_photo_of(UserId(1)));
        assert!(!a(Role::Admin, 2).may_edit_of(UserId(1)));
    }

    #[test]
    fn an_account_is_new_for_a_day_and_until_its_address_is_confirmed() {
        let ada = Member { joined_at: 1_000, ..a(Role::Member, 1) };
        assert!(ada.is_new(1_000 + 86_399));
        assert!(!ada.is_new(1_000 + 86_400));
        assert!(Member { verified: false, ..ada }.is_new(1_000_000_000));
    }

    #[test]
    fn only_an_admin_manages_users() {
        assert!(!a(Role::Moderator, 1).may_manage_users());
        assert!(a(Role::Admin, 1).may_manage_users());
    }
}
