//! The site in a real browser, at the size of a desk and of a hand.

mod budgets;
mod by_forms;
mod by_keys;
mod by_touch;
mod chinese;
mod choices;
mod developing;
mod every_page;
mod gallery;
mod hostile_words;
mod keyboard;
mod lived_in;
mod machines;
mod newcomer;
mod path;
mod proofs;
mod screen;
mod scriptless;
mod talk;
mod together;
