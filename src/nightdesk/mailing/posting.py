"""Mails to the server that takes them: SMTP (RFC 5321), one mail to one reader at a time, over one connection.

Every answer is a value, since each asks for another next step; nothing falls back to a connection in the clear.
"""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import ssl
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from nightdesk.config import Config
from nightdesk.errors import ConfigError
from nightdesk.mailing.addresses import read_address

COMMAND_SECONDS = 60.0  # for an answer to a command: a relay of one's own answers in less than a second
TAKING_SECONDS = 300.0  # for the answer to a whole mail, while the server looks at it (RFC 5321, 4.5.3.2.6: up to 600)
LONGEST_NOTE = 300
_OK, _GO_ON, _CLOSING, _REFUSED = 250, 354, 421, 500
_NO_MAILBOX = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)\b")  # RFC 3463, RFC 7505: no such mailbox or domain, or disabled
_ENHANCED = re.compile(r"\d\.\d{1,3}\.\d{1,3}\b")
_NO_MAILBOX_CODES = (550, 551, 553)  # where no enhanced code says more (RFC 5321, 4.2.2)
_AT_FAULT = (smtplib.SMTPException, OSError, ValueError)  # of a connection; smtplib raises the last for odd host names


@dataclass(frozen=True, slots=True)
class Answer:
    """How a mail fared.

    ``taken``: the server has it. ``later``: not this mail now, but perhaps in some minutes. ``refused``: not this
    mail, whenever. ``no mailbox``: there is no such reader. ``no server``: no mail gets through at all now.
    """

    kind: Literal["taken", "later", "refused", "no mailbox", "no server"]
    note: str = ""


class PostOffice:
    """The mail server that the settings name, connected with the first mail. Use as a context manager."""

    def __init__(self, config: Config) -> None:
        self._settings = config.newsletter
        self._password = read_password(config)
        self._link: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def send(self, address: str, mail: bytes) -> Answer:
        """Hand a mail for one reader to the server."""
        was_open = self._link is not None
        answer = self._send(address, mail)
        if (
            answer.kind == "no server" and was_open
        ):  # servers end long connections (RFC 5321, 3.8): once more on a new one
            answer = self._send(address, mail)
        return answer

    def _send(self, address: str, mail: bytes) -> Answer:
        """1. Connect, 2. say who sends, 3. and to whom, 4. hand over. Until 4. nothing can have been taken."""
        try:
            link = self._connected()
            answer = self._address(link, address)
        except _AT_FAULT as error:
            self._close()
            return Answer("no server", self._described(error))
        if answer is None:
            answer = self._hand_over(link, mail)
        if answer.kind == "no server":
            self._close()
        elif answer.kind != "taken":
            self._begin_anew(link)
        return answer

    def _address(self, link: smtplib.SMTP, address: str) -> Answer | None:
        """Say who sends and to whom; ``None`` where the server wants the mail."""
        code, text = link.mail(self._settings.from_address)
        if code != _OK:  # no mail would get through with this sender
            return Answer("no server", f"does not take mails from {self._settings.from_address}: {_said(code, text)}")
        code, text = link.rcpt(address)
        if code == _CLOSING:
            return Answer("no server", _said(code, text))
        if code in (_OK, 251):  # 251: it will forward (RFC 5321, 4.2.2)
            return None
        if code < _REFUSED:
            return Answer("later", _said(code, text))
        return Answer("no mailbox" if _means_no_mailbox(code, text) else "refused", _said(code, text))

    def _hand_over(self, link: smtplib.SMTP, mail: bytes) -> Answer:
        """Send the mail. A connection that breaks here leaves open whether it was taken (RFC 1047)."""
        try:
            if link.sock is not None:
                link.sock.settimeout(TAKING_SECONDS)
            code, text = link.data(mail)
            if link.sock is not None:
                link.sock.settimeout(COMMAND_SECONDS)
        except smtplib.SMTPDataError as error:
            code, text = error.smtp_code, _bytes(error.smtp_error)
        except _AT_FAULT as error:
            self._close()
            return Answer("later", f"the connection broke while the mail was handed over: {_line(str(error))}")
        if code == _OK:
            return Answer("taken")
        return Answer("later" if code < _REFUSED else "refused", _said(code, text))

    def _connected(self) -> smtplib.SMTP:
        if self._link is None:
            settings = self._settings
            name = settings.from_address.rpartition("@")[2]  # asked of no name server, unlike smtplib's own choice
            secure = ssl.create_default_context()
            if settings.smtp_security == "tls":
                link: smtplib.SMTP = smtplib.SMTP_SSL(
                    settings.smtp_host, settings.smtp_port, name, timeout=COMMAND_SECONDS, context=secure
                )
            else:
                link = smtplib.SMTP(settings.smtp_host, settings.smtp_port, name, timeout=COMMAND_SECONDS)
            self._link = link
            link.ehlo_or_helo_if_needed()
            if settings.smtp_security == "starttls":
                link.starttls(context=secure)
            if settings.smtp_user:
                link.login(settings.smtp_user, self._password)
        return self._link

    def _begin_anew(self, link: smtplib.SMTP) -> None:
        if self._link is not None:
            try:
                link.rset()
            except _AT_FAULT:
                self._close()

    def _close(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            with contextlib.suppress(*_AT_FAULT):
                link.quit()
            link.close()

    def _described(self, error: Exception) -> str:
        """What went wrong with the server, and the mend where there is one."""
        settings = self._settings
        if isinstance(error, smtplib.SMTPAuthenticationError):
            said = _said(error.smtp_code, _bytes(error.smtp_error))
            return f"does not let {settings.smtp_user!r} in: {said}; mend [newsletter] smtp_user or smtp_password_file"
        if isinstance(error, smtplib.SMTPNotSupportedError):
            if settings.smtp_user and "AUTH" in str(error):
                return "wants no login; empty [newsletter] smtp_user"
            return "does not offer STARTTLS; set [newsletter] smtp_security"
        if isinstance(error, ssl.SSLCertVerificationError):
            return (
                f"its certificate is not trusted: {error.verify_message}; [newsletter] smtp_host must be the name in it"
            )
        if isinstance(error, smtplib.SMTPResponseException):
            return _said(error.smtp_code, _bytes(error.smtp_error))
        return _line(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def check_sending(config: Config) -> None:
    """ConfigError where the settings name no server, sender or password that could be used."""
    settings = config.newsletter
    if not settings.smtp_host:
        raise ConfigError("[newsletter] smtp_host is empty; name the mail server that takes the mails")
    try:
        read_address(settings.from_address)
    except ValueError as error:
        raise ConfigError(f"[newsletter] from_address is {settings.from_address!r}: {error}") from error
    read_password(config)


def read_password(config: Config) -> str:
    """The password of the mail server, or ``""`` where no file is named; ConfigError where others may read it."""
    if not config.newsletter.smtp_password_file:
        if config.newsletter.smtp_user:
            raise ConfigError("[newsletter] smtp_user is set, but no smtp_password_file; name a file that holds it")
        return ""
    path = config.home / config.newsletter.smtp_password_file
    if path.resolve().is_relative_to(config.site_folder.resolve()):
        raise ConfigError(f"{path}: lies in {config.site_folder}, which is published; move it out")
    return _read_private(path)


def _read_private(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read().strip(b"\r\n")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; [newsletter] smtp_password_file names it") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(f"{path}: has mode {mode:o}, so that others may read the password; run `chmod 600 {path}`")
    if not content:
        raise ConfigError(f"{path}: is empty; write the password into it")
    if not content.isascii():  # smtplib sends no others
        raise ConfigError(f"{path}: holds characters outside ASCII; choose another password")
    return content.decode()


def _means_no_mailbox(code: int, text: bytes) -> bool:
    """Whether a refusal is of the mailbox: a full one or a filter is no reason to forget a reader."""
    said = text.decode("utf-8", "replace")
    if _ENHANCED.match(said):
        return bool(_NO_MAILBOX.match(said))
    return code in _NO_MAILBOX_CODES


def _said(code: int, text: bytes) -> str:
    return _line(f"{code} {text.decode('utf-8', 'replace')}")


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NOTE]
