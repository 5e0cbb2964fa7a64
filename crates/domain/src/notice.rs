use crate::Message;

/// What somebody may be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notice {
    /// A photo of theirs is liked.
    Like,
    /// Somebody follows them.
    Follow,
    /// Somebody asks to follow them.
    FollowRequest,
    /// Somebody lets them follow.
    FollowAccepted,
    /// A photo of theirs is talked about.
    Comment,
    /// A comment of theirs is answered.
    Answer,
    /// Somebody speaks to them by name.
    Mention,
}

impl Notice {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Like,
        Self::Follow,
        Self::FollowRequest,
        Self::FollowAccepted,
        Self::Comment,
        Self::Answer,
        Self::Mention,
    ];

    /// The name in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Follow => "follow",
            Self::FollowRequest => "follow_request",
            Self::FollowAccepted => "follow_accepted",
            Self::Comment => "comment",
            Self::Answer => "answer",
            Self::Mention => "mention",
        }
    }

    /// Whether several of a kind are told as one. The others lead each to a place of its own.
    pub fn is_grouped(self) -> bool {
        !matches!(self, Self::FollowRequest | Self::Answer | Self::Mention)
    }

    /// Whether doing it again is the same: one likes a photo once.
    pub fn is_once(self) -> bool {
        !matches!(self, Self::Comment | Self::Answer | Self::Mention)
    }
}

/// Some kinds of notices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices(Vec<Notice>);

impl Notices {
    /// From names, each once.
    pub fn parse<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, Message> {
        let mut all = Vec::new();
        for name in names.into_iter().filter(|it| !it.is_empty()) {
            let known = Notice::ALL.into_iter().find(|it| it.as_str() == name);
            let known = known.ok_or_else(|| Message::new("error-notice"))?;
            if !all.contains(&known) {
                all.push(known);
            }
        }
        Ok(Self(all))
    }

    /// All kinds.
    pub fn all() -> Self {
        Self(Notice::ALL.to_vec())
    }

    /// All but these.
    #[must_use]
    pub fn others(&self) -> Self {
        Self(Notice::ALL.into_iter().filter(|it| !self.contains(*it)).collect())
    }

    /// Whether this kind is one of them.
    pub fn contains(&self, kind: Notice) -> bool {
        self.0.contains(&kind)
    }

    /// Their names.
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|it| it.as_str()).collect()
    }
}

/// How often a letter tells what was not read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Digest {
    /// No letters.
    #[default]
    Never,
    /// One a day, if there is anything.
    Daily,
    /// One a week.
    Weekly,
}

impl Digest {
    /// The name in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// From its name.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let all = [Self::Never, Self::Daily, Self::Weekly];
        all.into_iter().find(|it| it.as_str() == text).ok_or_else(|| Message::new("error-digest"))
    }

    /// How many days lie between two letters.
    pub fn days(self) -> Option<u32> {
        match self {
            Self::Never => None,
            Self::Daily => Some(1),
            Self::Weekly => Some(7),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_name_and_each_counts_once() {
        let some = Notices::parse(["like", "mention", "like", ""]).expect("are known");
        assert_eq!(some.names(), ["like", "mention"]);
        assert_eq!(some.others().names().len(), 5);
        assert_eq!(Notices::parse(["poke"]).map_err(|it| it.id), Err("error-notice"));
        assert_eq!(Digest::parse("hourly").map_err(|it| it.id), Err("error-digest"));
    }
}
