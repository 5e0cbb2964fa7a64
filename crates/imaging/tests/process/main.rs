//! `process` from outside: a file in, files out. Every file is made here, byte by byte where it matters.

#[cfg(test)]
mod animations;
#[cfg(test)]
mod bombs;
#[cfg(test)]
mod cards;
#[cfg(test)]
mod colours;
#[cfg(test)]
mod files;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod metadata;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod orientation;
#[cfg(test)]
mod pixels;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod shrinking;
#[cfg(test)]
mod spaces;
