use crate::format::Format;
use crate::problem::{Problem, remembered};
use crate::routes::login_address;
use rocket::http::{Method, Status};
use rocket::response::Redirect;
use rocket::{Catcher, Either, Request, catch, catchers};

/// Everything Rocket itself or a guard refuses, in the same two forms. No guard, no database.
#[catch(default)]
fn anything(status: Status, request: &Request<'_>) -> Problem {
    remembered(request).unwrap_or_else(|| plain(status, request.method()))
}

fn plain(status: Status, method: Method) -> Problem {
    match status.code {
        400 => Problem::new(status, "problem-bad-request"),
        403 => Problem::new(status, "problem-forbidden"),
        404 => Problem::new(status, "problem-not-found"),
        405 => Problem::new(status, "problem-method"),
        413 => Problem::new(status, "problem-too-large"),
        415 => Problem::new(status, "problem-content-type"),
        // Rocket's word for a path that is no address.
        422 if method == Method::Get => Problem::new(Status::NotFound, "problem-not-found"),
        422 => Problem::new(status, "problem-fields"),
        429 => Problem::too_many(60),
        503 => Problem::new(status, "problem-unavailable"),
        code if code < 500 => Problem::new(status, "problem-bad-request"),
        _ => Problem::new(status, "problem-internal"),
    }
}

/// A person is led to the page where they sign in, and back afterwards; an app is told.
#[catch(401)]
fn sign_in(request: &Request<'_>) -> Either<Redirect, Problem> {
    match Format::of(request) {
        Format::Html => Either::Left(Redirect::to(login_address(request))),
        Format::Json => Either::Right(remembered(request).unwrap_or_else(Problem::sign_in)),
    }
}

pub(crate) fn catchers() -> Vec<Catcher> {
    catchers![anything, sign_in]
}
