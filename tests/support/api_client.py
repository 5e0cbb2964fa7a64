"""A program in another language that knows nothing of the site but its OpenAPI description.

It takes an app's path (sign in, post a picture, list, read, talk, delete) and then asks everything that can be asked, with values that fit
the description and values that do not. Every answer has to be one that the description promises: status, media type and shape.

usage: api_client.py BASE NAME PASSWORD PICTURE
"""

import sys

import requests
import schemathesis

BASE, NAME, PASSWORD, PICTURE = sys.argv[1:5]
API = f"{BASE}/api/v1"
PROBLEM = "application/problem+json"


def described():
    schema = schemathesis.openapi.from_url(f"{API}/openapi.json")
    schema.config.update(base_url=API)
    return schema


class App:
    """Somebody's program."""

    def __init__(self, schema):
        self.schema = schema
        self.session = requests.Session()
        self.asked = 0

    def ask(self, method, path, status, where=None, **more):
        """Asks for something, and looks whether the answer is as described."""
        url = API + path.format(**(where or {}))
        answer = self.session.request(method, url, timeout=20, **more)
        self.schema[path][method].validate_response(answer)
        assert answer.status_code == status, f"{method} {url}: {answer.status_code} {answer.text}"
        self.asked += 1
        return answer.json() if answer.content else None


def take_the_path(app):
    """What an app does for somebody."""
    login = {"login": NAME, "password": PASSWORD}
    app.ask("POST", "/login", 401, json={**login, "password": "something else"})
    token = app.ask("POST", "/login", 200, json=login)["token"]
    app.session.headers["Authorization"] = f"Bearer {token}"
    me = app.ask("GET", "/me", 200)
    assert me["name"] == NAME
    with open(PICTURE, "rb") as file:
        files = [("file", ("picture.jpg", file, "image/jpeg"))]
        words = {"title": "By another program", "tags": "lake dusk", "alt": "Colours"}
        photo = app.ask("POST", "/photos", 201, data=words, files=files)
    this = {"id": photo["id"]}
    assert app.ask("GET", "/photos", 200, params={"limit": 1})["items"][0]["id"] == photo["id"]
    assert app.ask("GET", "/photos/{id}", 200, this)["title"] == words["title"]
    app.ask("PATCH", "/photos/{id}", 200, this, json={"title": "Another"})
    said = app.ask("POST", "/photos/{id}/comments", 201, this, json={"body": "Hello"})
    app.ask("GET", "/photos/{id}/comments", 200, this)
    app.ask("PATCH", "/comments/{id}", 200, {"id": said["id"]}, json={"body": "Hello there"})
    app.ask("DELETE", "/comments/{id}", 204, {"id": said["id"]})
    app.ask("POST", "/photos/{id}/comments", 422, this, json={"body": ""})
    app.ask("DELETE", "/photos/{id}", 204, this)
    app.ask("GET", "/photos/{id}", 410, this)


def ask_everything(app, where):
    """Every call that reads, with what is there and with what is not; every call that writes, with nothing in it."""
    for result in app.schema.get_all_operations():
        operation = result.ok()
        path, method = operation.path, operation.method.upper()
        reads = method == "GET"
        places = [where.get(path, {}), {name: "AAAAAAAAAAA" for name in ("id", "name", "tag", "handle")}]
        queries = [{}, {"limit": 1}, {"limit": "many"}, {"after": "nowhere"}] if reads else [{}]
        for place in places if reads else places[1:]:
            for query in queries:
                for known in (True, False):
                    if known and path in ("/logout", "/me", "/settings/sessions") and not reads:
                        continue
                    headers = {} if known else {"Authorization": None}
                    body = {} if reads else {"json": {}}
                    answer = app.session.request(
                        method, API + path.format_map(Filled(place)), params=query, headers=headers, timeout=20, **body
                    )
                    assert answer.status_code < 500, f"{method} {path}: {answer.status_code} {answer.text}"
                    operation.validate_response(answer)
                    told = answer.headers.get("content-type", "")
                    assert answer.status_code < 400 or told == PROBLEM, f"{method} {path}: {told}"
                    app.asked += 1


class Filled(dict):
    """Places in a path, with something in those that nobody has named."""

    def __missing__(self, name):
        return "AAAAAAAAAAA"


def main():
    app = App(described())
    take_the_path(app)
    with open(PICTURE, "rb") as file:
        files = [("file", ("picture.jpg", file, "image/jpeg"))]
        photo = app.ask("POST", "/photos", 201, data={"tags": "lake"}, files=files)
    said = app.ask("POST", "/photos/{id}/comments", 201, {"id": photo["id"]}, json={"body": "Yes"})
    there = {
        "/photos/{id}": {"id": photo["id"]},
        "/photos/{id}/comments": {"id": photo["id"]},
        "/comments/{id}": {"id": said["id"]},
        "/tags/{tag}": {"tag": "lake"},
        "/{handle}": {"handle": f"@{NAME}"},
        "/{handle}/photos": {"handle": f"@{NAME}"},
    }
    ask_everything(app, there)
    print(f"{app.asked} answers as described")


main()
