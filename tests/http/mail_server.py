"""A mail server of our own, on a thread: python3-aiosmtpd with STARTTLS and a
sign-in, and with every fault a relay may have. What it accepts it keeps."""

import asyncio
import email
import email.policy
import os
import ssl
import subprocess
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "relay-user", "relay password 41"


def certificate(folder, name="server"):
    """A certificate of its own for 127.0.0.1; gives its file and the key's."""
    cert = os.path.join(folder, f"{name}.pem")
    key = os.path.join(folder, f"{name}.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-keyout", key,
         "-out", cert, "-subj", "/CN=localhost", "-addext",
         "subjectAltName=IP:127.0.0.1,DNS:localhost"],
        check=True, capture_output=True)
    return cert, key


def settings(folder, port, authority):
    """The site's settings that send its mail to such a server."""
    password = os.path.join(folder, "password")
    with open(password, "w", encoding="utf-8") as out:
        out.write(PASSWORD + "\n")
    os.chmod(password, 0o600)
    return {"slot_minutes": "15", "horizon_days": "60",
            "smtp.host": f"127.0.0.1\n  port: {port}", "smtp.user": USER,
            "smtp.password_file": password, "smtp.from": "calls@example.org",
            "smtp.ca_file": authority}


class Session(SMTP):
    """One that can fall silent or hang up in the middle of a mail."""

    async def smtp_DATA(self, arg):
        if self.event_handler.fault == "drop" and self.envelope.rcpt_tos:
            await self.push("354 go ahead")
            await self._reader.readline()
            self.transport.abort()
            return None
        return await super().smtp_DATA(arg)


class Mailbox(Controller):
    def __init__(self, port, cert, fault=""):
        self.fault, self.delay = fault, 0.0
        self.mails = []      # (recipients, bytes), as accepted
        self.seen = {}       # how often a recipient was asked for
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*cert)
        self.context = context
        super().__init__(self, hostname="127.0.0.1", port=port)

    def factory(self):
        return Session(self, tls_context=self.context, require_starttls=True,
                       authenticator=self.authenticate, auth_required=True,
                       auth_require_tls=True, enable_SMTPUTF8=True,
                       hostname="relay.example.org", timeout=120)

    def authenticate(self, server, session, envelope, mechanism, auth_data):
        good = isinstance(auth_data, LoginPassword) and (
            auth_data.login, auth_data.password) == (
                USER.encode(), PASSWORD.encode())
        return AuthResult(success=good and self.fault != "login",
                          handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options):
        count = self.seen[address] = self.seen.get(address, 0) + 1
        if self.fault == "4xx":
            return "450 4.2.1 the box is busy"
        if self.fault == "5xx":
            return "550 5.1.1 no such user"
        if self.fault == "greylist" and count == 1:
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.fault == "hang":
            await asyncio.sleep(3600)
        await asyncio.sleep(self.delay)
        self.mails.append((list(envelope.rcpt_tos), envelope.content))
        return "250 OK queued"

    # -- what came

    def parsed(self):
        return [(to, email.message_from_bytes(
            content, policy=email.policy.default))
            for to, content in list(self.mails)]

    def ids(self):
        return [mail["Message-ID"] for _, mail in self.parsed()]

    def wait(self, count, seconds):
        deadline = time.monotonic() + seconds
        while len(self.mails) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        return len(self.mails)
