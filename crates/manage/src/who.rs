//! Who sits at the command line, for the audit log.

use services::Actor;
use std::env;

/// The longest name that is noted, in characters.
const NAME: usize = 60;

/// Whoever runs the program, also where `sudo` made them somebody else.
pub(crate) fn actor() -> Actor {
    let names = ["SUDO_USER", "USER", "LOGNAME"].into_iter().filter_map(|it| env::var(it).ok());
    let mut plain = names
        .map(|name| -> String { name.chars().filter(|c| !c.is_control()).take(NAME).collect() });
    let name = plain.find(|it| !it.is_empty());
    Actor::at_command_line(name.as_deref().unwrap_or("owner"))
}
