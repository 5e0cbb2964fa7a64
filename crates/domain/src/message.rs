use std::collections::BTreeMap;

/// A value inside a [`Message`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A number: plural forms depend on it.
    Number(i64),
    /// A piece of text, shown as it is.
    Text(String),
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A sentence to be said in the reader's language: the id of a message and what goes into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The message's id in the locale files, such as `error-too-long`.
    pub id: &'static str,
    /// What the sentence mentions, by name.
    pub args: Vec<(&'static str, Arg)>,
}

impl Message {
    /// The sentence `id`, which mentions nothing.
    pub fn new(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }

    /// The same sentence, mentioning `value` as `name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// What is wrong with a form, keyed by the field it is wrong with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(BTreeMap<String, Message>);

impl FieldErrors {
    /// One field that is wrong.
    pub fn of(field: &str, why: Message) -> Self {
        Self(BTreeMap::from([(field.to_owned(), why)]))
    }

    /// Keeps a good value; notes down a bad one, so that every field gets its say.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, Message>) -> Option<T> {
        parsed.map_err(|why| self.0.insert(field.to_owned(), why)).ok()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each field and what is wrong with it, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.0.iter().map(|(field, why)| (field.as_str(), why))
    }
}
