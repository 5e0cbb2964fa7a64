use crate::text::line;
use crate::{Member, Message, Role};

/// What a personal token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Looking.
    Read,
    /// Also posting, changing and deleting, as an ordinary member does.
    Write,
    /// Also what its owner may do as staff.
    Admin,
}

impl Scope {
    /// All of them, weakest first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    /// The name in JSON, on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    /// A scope from its name.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let known = Self::ALL.into_iter().find(|it| it.as_str() == text);
        known.ok_or_else(|| Message::new("error-scope"))
    }

    /// Its owner, as far as they may act by it: what they may do as staff stays behind.
    #[must_use]
    pub fn limit(self, member: Member) -> Member {
        let role = if self == Self::Admin { member.role } else { Role::Member };
        Member { role, ..member }
    }
}

/// What the owner of a token calls it: one line of 1 to [`TokenName::MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenName(String);

impl TokenName {
    /// The longest name, in characters.
    pub const MAX: usize = 60;

    /// A name from what was typed.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let name = line(text, Self::MAX)?;
        if name.is_empty() { Err(Message::new("error-empty")) } else { Ok(Self(name)) }
    }
}

impl AsRef<str> for TokenName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// For how many days a token works: 1 to [`TokenDays::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenDays(u16);

impl TokenDays {
    /// The most days.
    pub const MAX: u16 = 365;

    /// So many days.
    pub fn parse(days: i64) -> Result<Self, Message> {
        let fits = u16::try_from(days).ok().filter(|it| (1..=Self::MAX).contains(it));
        let wrong = || Message::new("error-limit").with("max", i64::from(Self::MAX));
        fits.map(Self).ok_or_else(wrong)
    }

    /// The number.
    pub fn get(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;

    #[test]
    fn only_an_admin_token_leaves_its_owner_what_staff_may_do() {
        let member = |role| Member {
            id: UserId(1),
            name: "ada".to_owned(),
            display_name: String::new(),
            role,
            verified: true,
            joined_at: 0,
            avatar: None,
        };
        for role in Role::ALL {
            assert_eq!(Scope::Read.limit(member(role)).role, Role::Member);
            assert_eq!(Scope::Write.limit(member(role)).role, Role::Member);
            assert_eq!(Scope::Admin.limit(member(role)).role, role);
        }
        assert!(Scope::Read < Scope::Write && Scope::Write < Scope::Admin);
    }

    #[test]
    fn a_scope_reads_back_and_nothing_else_is_one() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Ok(scope));
        }
        for text in ["", "READ", "all", "read,write"] {
            assert_eq!(Scope::parse(text), Err(Message::new("error-scope")), "{text}");
        }
    }

    #[test]
    fn a_token_has_a_name_and_works_for_a_year_at_most() {
        assert_eq!(TokenName::parse(" "), Err(Message::new("error-empty")));
        assert!(TokenName::parse(&"é".repeat(60)).is_ok());
        assert!(TokenName::parse(&"é".repeat(61)).is_err());
        for days in [0, -1, 366, i64::MAX, i64::MIN] {
            assert!(TokenDays::parse(days).is_err(), "{days}");
        }
        assert_eq!([1, 365].map(|it| TokenDays::parse(it).map(TokenDays::get)), [Ok(1), Ok(365)]);
    }
}
