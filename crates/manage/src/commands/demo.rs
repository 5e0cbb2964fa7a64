use crate::Failure;
use clap::Args;

/// How large a community.
#[derive(Args)]
pub(crate) struct Options {
    /// How many people
    #[arg(long, default_value_t = 40)]
    users: u64,
    /// How many photos
    #[arg(long, default_value_t = 200)]
    photos: u64,
    /// How many comments
    #[arg(long, default_value_t = 600)]
    comments: u64,
    /// The same seed makes the same community
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many different pictures; photos beyond show them again (for benchmarks)
    #[arg(long)]
    pictures: Option<u64>,
}

/// Fills the site.
pub(crate) async fn run(options: Options, json: bool) -> Result<(), Failure> {
    let _ = (options.users, options.photos, options.comments, options.seed, options.pictures, json);
    Err(Failure::new("not yet"))
}
