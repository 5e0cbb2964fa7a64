//! `take_in` from outside: a file in, the same picture out. Every file is made here.

#[cfg(test)]
mod animations;
#[cfg(test)]
mod canaries;
#[cfg(test)]
mod facts;
#[cfg(test)]
#[path = "../process/files.rs"]
#[expect(dead_code, reason = "the other tests need more of it")]
mod files;
#[cfg(test)]
mod metadata;
#[cfg(test)]
mod mutations;
#[cfg(test)]
#[path = "../process/pixels.rs"]
#[expect(dead_code, reason = "the other tests need more of it")]
mod pixels;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod same_pixels;
#[cfg(test)]
mod seeds;
