//! A program that talks to the site in JSON.

use std::net::IpAddr;

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, multipart};
use serde_json::{Value, json};

use crate::form::Upload;
use crate::visitor::client;

/// A client of `/api/v1`, known by its token and nothing else.
#[derive(Clone, Debug)]
pub struct App {
    base: String,
    client: Client,
    token: Option<String>,
}

/// What the site answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The content; null where there is none, or where it is not JSON.
    pub json: Value,
    /// The content as it is.
    pub text: String,
}

impl App {
    /// An app without a token, at the site with this address.
    pub fn new(base: &str) -> Self {
        let base = format!("{}/api/v1", base.trim_end_matches('/'));
        Self { base, client: client().build().expect("a client"), token: None }
    }

    /// The same app on another address of this machine, such as `127.0.0.2`.
    #[must_use]
    pub fn at(mut self, address: IpAddr) -> Self {
        self.client = client().local_address(address).build().expect("a client");
        self
    }

    /// The same app with a token.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// The same app with the token of somebody who signs in by name and password.
    pub async fn signed_in(self, login: &str, password: &str) -> Self {
        let answer =
            self.post("/login", &json!({ "login": login, "password": password })).await.expect(200);
        let token = answer.json["token"].as_str().expect("a token").to_owned();
        self.with_token(&token)
    }

    /// Gets what is at the path below `/api/v1`.
    pub async fn get(&self, path: &str) -> Answer {
        self.exchange(self.request(Method::GET, path)).await
    }

    /// Posts JSON to the path below `/api/v1`.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.exchange(self.request(Method::POST, path).json(body)).await
    }

    /// Puts JSON; null is no content at all.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::PUT, path);
        self.exchange(if body.is_null() { request } else { request.json(body) }).await
    }

    /// Changes by JSON what is at the path.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.exchange(self.request(Method::PATCH, path).json(body)).await
    }

    /// Deletes what is at the path.
    pub async fn delete(&self, path: &str) -> Answer {
        self.exchange(self.request(Method::DELETE, path)).await
    }

    /// Posts fields and files in parts. A name may come more than once.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, Upload)],
    ) -> Answer {
        let mut form = multipart::Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, file) in files {
            form = form.part((*name).to_owned(), file.part());
        }
        self.exchange(self.request(Method::POST, path).multipart(form)).await
    }

    /// A request of any kind, to which headers can be added.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends such a request.
    pub async fn exchange(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("the site answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("the answer is complete");
        let json = serde_json::from_str(&text).unwrap_or_default();
        Answer { status, headers, json, text }
    }
}

impl Answer {
    /// The answer itself, if it has this status; another one fails the test and shows what was said.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "the check alone is worth a call")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// A header's value, if the answer has it.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
