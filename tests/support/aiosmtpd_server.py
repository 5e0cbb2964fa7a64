"""A mail server that is not ours: aiosmtpd on a free port of 127.0.0.1.

Prints the port, then writes each message into a folder, its envelope in headers of its own in front.
"""

import argparse
import asyncio
import itertools
import logging
import os
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Folder:
    """Keeps each message as a numbered file, which appears under its name when it is complete."""

    def __init__(self, path, tls):
        self.path = path
        self.tls = tls
        self.numbers = itertools.count(1)

    async def handle_DATA(self, server, session, envelope):
        head = [
            f"X-Envelope-From: {envelope.mail_from}",
            f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}",
            f"X-Tls: {'yes' if self.tls or session.ssl else 'no'}",
            f"X-User: {session.auth_data or ''}",
        ]
        path = os.path.join(self.path, f"{next(self.numbers):04}.eml")
        with open(path + ".part", "wb") as file:
            file.write(("\r\n".join(head) + "\r\n").encode() + envelope.original_content)
        os.rename(path + ".part", path)
        return "250 kept"


def authenticator(user, password):
    """Compares with the one valid pair."""

    def check(server, session, envelope, mechanism, given):
        right = (given.login, given.password) == (user.encode(), password.encode())
        # "handled" would mean that the refusal was said already.
        return AuthResult(success=right, handled=False, auth_data=user if right else None)

    return check


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--security", choices=["Plain", "StartTls", "Tls"], required=True)
    parser.add_argument("--cert", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--user")
    parser.add_argument("--password")
    chosen = parser.parse_args()

    # It warns of passwords without TLS, which is what some tests are about.
    logging.disable(logging.WARNING)
    options = {"enable_SMTPUTF8": True}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chosen.cert, chosen.key)
    if chosen.security == "StartTls":
        options.update(tls_context=context, require_starttls=True)
    if chosen.user:
        options.update(
            authenticator=authenticator(chosen.user, chosen.password),
            auth_required=True,
            auth_require_tls=chosen.security == "StartTls",
        )

    # Not through aiosmtpd's Controller, which cannot tell the port that it was given.
    handler = Folder(chosen.folder, tls=chosen.security == "Tls")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, loop=loop, **options),
        host="127.0.0.1",
        port=0,
        ssl=context if chosen.security == "Tls" else None,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
