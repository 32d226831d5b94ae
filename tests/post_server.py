"""A real SMTP server on loopback for tests (aiosmtpd), whose answers a test may script."""

import asyncio
import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

TAKEN = "250 2.0.0 taken"


class Postbox:
    """What the server took, and how it answers.

    ``to`` are scripted answers to RCPT by address, ``data`` those to a whole mail: each list is used up from its front,
    then mails are taken. An answer may be a callable, which is called first. ``sender`` answers MAIL.
    """

    def __init__(self):
        self.taken = []
        self.to, self.data = {}, {}
        self.sender = None
        self.connections = 0
        self.drops_in_data = 0
        self.logins = []
        self.was_secure = []

    def readers(self):
        """The addresses whose mails were taken, in that order."""
        return [address for address, _ in self.taken]

    def mails(self):
        return [message_from_bytes(content, policy=default) for _, content in self.taken]

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - the name is aiosmtpd\'s
        if self.sender:
            return self.sender
        envelope.mail_from = address
        self.was_secure.append(server.transport.get_extra_info("sslcontext") is not None)
        return "250 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the name is aiosmtpd\'s
        answer = _next(self.to, address) or "250 ok"
        if answer == "drop":
            server.transport.abort()
            return "421 gone"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name is aiosmtpd\'s
        (address,) = envelope.rcpt_tos
        answer = _next(self.data, address) or TAKEN
        if answer == "drop":
            server.transport.abort()
            return "421 gone"
        if answer.startswith("250"):
            self.taken.append((address, envelope.original_content))
        if answer == "250 and drop":  # taken, but its sender never hears of it
            server.transport.abort()
        return answer

    def login(self, server, session, envelope, mechanism, given):
        if isinstance(given, LoginPassword):
            self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.logins[-1] == ("desk", "words"), handled=False)


def _next(scripted, address):
    answers = scripted.get(address) or []
    answer = answers.pop(0) if answers else None
    return answer() if callable(answer) else answer


class Server(SMTP):
    """aiosmtpd's server, which can also hang up in the middle of a mail."""

    def connection_made(self, transport):
        self.event_handler.connections += 1
        super().connection_made(transport)

    async def smtp_DATA(self, arg):  # noqa: N802 - the name is aiosmtpd\'s
        if self.event_handler.drops_in_data:
            self.event_handler.drops_in_data -= 1
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


@contextmanager
def running_post(postbox=None, *, tls=None, starttls=None, login=False):
    """Run a server; yields its port and its postbox. ``tls`` and ``starttls`` are SSL contexts."""
    postbox = postbox or Postbox()
    listener = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    options = {"tls_context": starttls, "require_starttls": starttls is not None}
    if login:
        options |= {"authenticator": postbox.login, "auth_required": True, "auth_require_tls": starttls is not None}

    def factory():
        return Server(postbox, loop=loop, hostname="mail.example", enable_SMTPUTF8=False, **options)

    server = loop.run_until_complete(loop.create_server(factory, sock=listener, ssl=tls))
    thread = threading.Thread(target=loop.run_forever, name="post")
    thread.start()
    try:
        yield listener.getsockname()[1], postbox
    finally:

        async def end():
            server.close()
            for task in asyncio.all_tasks(loop) - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0.05)

        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def make_certificate(folder, name="127.0.0.1"):
    """A certificate of its own authority for an address; returns its file and an SSL context that shows it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, private)
    return chain, context
