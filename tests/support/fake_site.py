#!/usr/bin/python3
"""Stands in for the site in the tests of the harness: counts its starts, keeps a cookie, repeats a form."""

import http.server
import os
import signal
import sys
import time

data = os.environ["TINTYPE_DATA_DIR"]
os.makedirs(data, exist_ok=True)

if sys.argv[1] == "say":
    print("said", sys.argv[2], sys.stdin.read(), os.environ.get("TINTYPE_SITE_NAME"))
    sys.exit(int(sys.argv[2]))

assert sys.argv[1:] == ["serve"], sys.argv
if os.environ.get("TINTYPE_BROKEN"):
    sys.exit("this setting is wrong: broken")


def goodbye(number, frame):
    print("goodbye", flush=True)
    sys.exit(0)


signal.signal(signal.SIGTERM, goodbye)
with open(os.path.join(data, "starts"), "a", encoding="utf-8") as file:
    file.write("x")
time.sleep(0.2)


class Site(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/healthz":
            return self.answer(200, b"alive")
        if self.path == "/api/v1/me":
            token = self.headers.get("Authorization")
            return self.answer(200 if token else 401, b'{"token": "%s"}' % str(token).encode())
        form = b"<form method=post action=/form><input type=hidden name=csrf value=1><input name=a></form>"
        seen = f"<p>{self.headers.get('Cookie')} {self.headers.get('Sec-Fetch-Site')}</p>".encode()
        self.answer(200, form + seen, Content_Type="text/html")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        origin = self.headers.get("Origin")
        if self.path == "/api/v1/login":
            return self.answer(200, b'{"token": "t0k3n"}')
        print(body, origin, flush=True)
        self.answer(303, b"", Location="/after?x=1", Set_Cookie="session=abc; Path=/; HttpOnly")


http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["ROCKET_PORT"])), Site).serve_forever()
