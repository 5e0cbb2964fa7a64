use crate::out::say;

/// Prints the description of the API.
pub(crate) fn run() {
    say(web::openapi());
}
