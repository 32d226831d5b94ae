"""The mailroom: makes issues when they are due, and sends mails so that a crash neither loses nor repeats one.

An issue, its mails (one row for each confirmed reader), the publishing that it makes due and the moment of the next one
are saved in one transaction. Then, for each mail:

1. its row is claimed under a lease;
2. the mail is handed to the server;
3. when the server has said that it took it, the row is deleted, in a transaction that is on the disk when it ends.

Whoever dies before the server's answer leaves a row that is due again. Who dies between the server's answer and the
end of 3. sends that one mail twice, with one Message-ID (RFC 1047 says why this window cannot be closed).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from nightdesk.config import Config
from nightdesk.errors import ConfigError, NotFound
from nightdesk.formats.newsletter import Envelope, Letterhead, confirmation_mail, issue_mail, make_issue
from nightdesk.formats.site import root_topic
from nightdesk.letters import Delivery, NewsletterIssue, Subscriber
from nightdesk.mailing.choosing import top_cards
from nightdesk.mailing.only_sender import only_sender
from nightdesk.mailing.posting import Answer, PostOffice, check_sending
from nightdesk.mailing.schedule import latest_time, next_time, span
from nightdesk.pipeline import FRONT, PIPELINE
from nightdesk.storage.folder import write_files
from nightdesk.storage.newsletters import STAGE, UNIT
from nightdesk.storage.patience import patiently
from nightdesk.storage.store import Store
from nightdesk.storage.subscribers import CONFIRM_WITHIN
from nightdesk.tools import Library
from nightdesk.types import File

FIRST_WAIT = timedelta(minutes=1)  # then four times as long after each "later": 1, 4, 16, 64, 256, 1,024 minutes
ATTEMPTS = 7  # so that a mail is given up after 23 hours, when the next day's is there
SPARE = timedelta(days=1)  # an issue older than its span and this is no news any more, whatever held it up
NEVER = bool  # bool() is False: goes on until all is sent
SAMPLE = "sample"  # stands for the secret part of a link where a mail is not for its reader


@dataclass(slots=True, kw_only=True)
class Mailed:
    """What was sent: ``sent`` mails of issues, ``asked`` mails that ask for confirmation, and those that were not.

    ``waiting`` mails are tried again later; ``failed`` are given up, ``refused`` of these because there is no such
    mailbox. ``trouble`` says why no mail gets through at all, ``notes`` what servers said, without addresses.
    """

    sent: int = 0
    asked: int = 0
    waiting: int = 0
    failed: int = 0
    refused: int = 0
    trouble: str = ""
    notes: dict[str, int] = field(default_factory=dict)

    def note(self, text: str) -> None:
        """Count what a server said."""
        self.notes[text] = self.notes.get(text, 0) + 1

    @property
    def is_well(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.trouble and not self.failed


@dataclass(frozen=True, slots=True)
class Mailroom:
    """Issues and mails of one desk."""

    config: Config
    store: Store
    library: Library

    def make_due_issue(self, now: datetime) -> NewsletterIssue | None:
        """Make the issue that is due by the schedule, if one is, and set when the next one is."""
        settings, newsletters = self.config.newsletter, self.store.newsletters
        planned = next((work for work in self.store.ledger.work_of(UNIT) if work.stage == STAGE), None)
        is_planned = planned is not None and planned.state == "due"
        if not settings.enabled or settings.schedule == "never":
            if is_planned:
                newsletters.rest(now, "no schedule")
            return None
        is_kept = planned is not None and planned.changed_at <= now  # else by a clock that was ahead
        if planned is None or not (is_planned and is_kept) or planned.due_at != next_time(settings, planned.changed_at):
            newsletters.plan_issue(next_time(settings, now), now, "by the schedule")  # it is new, or has changed
            return None
        if planned.due_at > now:
            return None
        issue = self._issue(latest_time(settings, now))
        with self.store.transaction():
            note = "no story since the issue before" if issue is None else f"after {issue.id}"
            newsletters.plan_issue(next_time(settings, now), now, note)
            return issue if issue is not None and self._save(issue, now) else None

    def make_issue(self, now: datetime, *, to_readers: bool = True) -> tuple[NewsletterIssue, bool]:
        """The issue of today, and whether it was made now; NotFound where there is no story for one.

        With ``to_readers`` its mails are due at once.
        """
        known = self.store.newsletters.issue_of(now.date())
        if known is not None:
            return known, False
        issue = self.draft(now)
        with self.store.transaction():
            return issue, self._save(issue, now, to_readers=to_readers)

    def draft(self, now: datetime) -> NewsletterIssue:
        """The issue of now as it would be made; nothing is saved. NotFound where there is no story for one."""
        issue = self._issue(now)
        if issue is None:
            raise NotFound(
                "no published story since the issue before; `nightdesk run` first, or lower [desk] heat_threshold"
            )
        return issue

    def write_mails(self, issue: NewsletterIssue, folder: Path) -> int:
        """Write the mails of an issue as ``.eml`` files into a folder; returns how many. Links to leave are samples.

        Files are named for readers' ids; where there is no reader, one mail to the desk's own address is written.
        """
        sender = self.config.newsletter.from_address or "newsletter@desk.invalid"
        readers = [
            (reader.id, reader.address) for reader in self.store.subscribers.all() if reader.state == "confirmed"
        ]
        readers = readers or [(SAMPLE, sender)]
        write_files(
            folder,
            (
                File(f"{issue.id}-{reader_id}.eml", self._issue_mail(issue, Envelope(sender, address, reader_id, link)))
                for reader_id, address in readers
                for link in [self._link("leave", SAMPLE)]
            ),
        )
        return len(readers)

    def send_sample(self, issue: NewsletterIssue, address: str) -> Answer:
        """Send an issue to one address, whoever reads it; nothing is saved and its link to leave is a sample."""
        check_sending(self.config)
        envelope = Envelope(self.config.newsletter.from_address, address, SAMPLE, self._link("leave", SAMPLE))
        with PostOffice(self.config) as office:
            return office.send(address, self._issue_mail(issue, envelope))

    def send_confirmations(self, now: datetime, until: Callable[[], bool] = NEVER) -> Mailed:
        """Send the mails that ask for confirmation. Claims are exclusive, so many may do this at once."""
        mailed = Mailed()
        self.store.subscribers.forget_unconfirmed(now)
        due_at = self.store.newsletters.confirmation_due_at()
        if due_at is not None and due_at <= now and self._may_send(mailed):
            with PostOffice(self.config) as office:
                while not (mailed.trouble or until()) and (reader := self.store.subscribers.claim_confirmation(now)):
                    self._ask(reader, office, mailed, now)
        return mailed

    def send_issues(self, now: datetime, until: Callable[[], bool] = NEVER) -> Mailed:
        """Send the mails of issues that are due; nothing where another process of this desk is doing it."""
        mailed = Mailed()
        with only_sender(self.config.cache_folder) as is_only:
            if is_only:
                self.store.newsletters.release(self._claimant)  # what a crash left claimed
                due_at = self.store.newsletters.delivery_due_at()
                if due_at is not None and due_at <= now and self._may_send(mailed):
                    with PostOffice(self.config) as office:
                        for delivery, issue in self._claims(now):
                            self._deliver(delivery, issue, office, mailed, now)
                            if mailed.trouble or until():
                                break
        mailed.waiting = self.store.newsletters.waiting()
        return mailed

    def send_due(self, now: datetime, until: Callable[[], bool] = NEVER) -> Mailed:
        """Send all mails that are due: first those that readers wait for in front of their screens.

        It ends before the next mail when ``until`` says so.
        """
        mailed = self.send_confirmations(now, until)
        if mailed.trouble:  # it would be the same for the others
            mailed.waiting = self.store.newsletters.waiting()
            return mailed
        issues = self.send_issues(now, until)
        for text, count in issues.notes.items():
            mailed.notes[text] = mailed.notes.get(text, 0) + count
        return replace(
            issues,
            asked=mailed.asked,
            failed=issues.failed + mailed.failed,
            refused=issues.refused + mailed.refused,
            notes=mailed.notes,
        )

    def _claims(self, now: datetime) -> Iterator[tuple[Delivery, NewsletterIssue]]:
        issue: NewsletterIssue | None = None
        while delivery := self.store.newsletters.claim_delivery(self._claimant, now):
            if issue is None or issue.id != delivery.issue_id:
                issue = self.store.newsletters.issue(delivery.issue_id)
            if issue is not None:
                yield delivery, issue

    def _deliver(
        self, delivery: Delivery, issue: NewsletterIssue, office: PostOffice, mailed: Mailed, now: datetime
    ) -> None:
        newsletters, subscribers = self.store.newsletters, self.store.subscribers
        if now - issue.published_at > span(self.config.newsletter) + SPARE:
            newsletters.finish(replace(delivery, state="failed", note="the issue is too old to be sent"))
            mailed.failed += 1
            mailed.note("the issue is too old to be sent")
            return
        link = self._link("leave", subscribers.leave_token(delivery.subscriber_id))
        envelope = Envelope(self.config.newsletter.from_address, delivery.address, delivery.subscriber_id, link)
        answer = office.send(delivery.address, self._issue_mail(issue, envelope))
        note = answer.note.replace(delivery.address, "…")
        if answer.kind == "taken":
            patiently(self.store, lambda: newsletters.sent(delivery))  # else it would be sent once more
            mailed.sent += 1
            return
        if answer.kind == "no server":  # no fault of this mail: it is due as before
            newsletters.finish(replace(delivery, state="due"))
            mailed.trouble = f"{self.config.newsletter.smtp_host}: {note}"
            return
        mailed.note(note)
        attempts = delivery.attempts + 1
        if answer.kind == "later" and attempts < ATTEMPTS:
            due_at = now + FIRST_WAIT * 4**delivery.attempts
            newsletters.finish(replace(delivery, state="due", attempts=attempts, due_at=due_at, note=note))
            return
        mailed.failed += 1
        if answer.kind == "no mailbox":
            subscribers.refuse(delivery.subscriber_id, note)
            mailed.refused += 1
        else:
            newsletters.finish(replace(delivery, state="failed", attempts=attempts, note=note))

    def _ask(self, reader: Subscriber, office: PostOffice, mailed: Mailed, now: datetime) -> None:
        link = self._link("confirm", self.store.subscribers.make_token(reader.id, "confirm"))
        envelope = Envelope(self.config.newsletter.from_address, reader.address, reader.id, link)
        answer = office.send(reader.address, confirmation_mail(self._letterhead, envelope, CONFIRM_WITHIN.days, now))
        note = answer.note.replace(reader.address, "…")
        if answer.kind == "taken":
            self.store.subscribers.confirmation_sent(reader.id, now)
            mailed.asked += 1
        elif answer.kind == "no server":
            mailed.trouble = f"{self.config.newsletter.smtp_host}: {note}"
        elif answer.kind == "later":  # its claim ends in a quarter of an hour, then it is tried again
            mailed.note(note)
        else:  # nobody there to say yes: nothing is kept
            self.store.subscribers.forget(reader.id)
            mailed.note(note)
            mailed.failed += 1
            mailed.refused += answer.kind == "no mailbox"

    def _issue(self, until: datetime) -> NewsletterIssue | None:
        """The issue of a moment; ``None`` where no story was published since the one before."""
        since = until - span(self.config.newsletter)
        before = self.store.newsletters.latest_at(until)
        cards = top_cards(self.library, self.config, max(since, before) if before else since, until)
        return make_issue(cards, self._letterhead, until) if cards else None

    def _save(self, issue: NewsletterIssue, now: datetime, *, to_readers: bool = True) -> bool:
        if self.store.newsletters.issue_of(issue.published_at.date()) is not None:
            return False  # one a day, whoever made it
        added = self.store.newsletters.add(issue, now, to_readers=to_readers)
        publish = next(row for row in PIPELINE if row.files == "site")
        self.store.ledger.schedule(publish.name, publish.version, [FRONT], now, f"a new issue: {issue.id}")
        return added

    def _may_send(self, mailed: Mailed) -> bool:
        try:
            check_sending(self.config)
        except ConfigError as error:
            mailed.trouble = str(error)
        return not mailed.trouble

    def _issue_mail(self, issue: NewsletterIssue, envelope: Envelope) -> bytes:
        return issue_mail(issue, self._letterhead, envelope)

    def _link(self, purpose: str, token: str) -> str:
        return f"{self._letterhead.links_url}/newsletter/{purpose}/{token}"

    @property
    def _letterhead(self) -> Letterhead:
        return Letterhead.of(self.config, root_topic(self.library.topics()))

    @property
    def _claimant(self) -> str:
        return f"{socket.gethostname()}:{self.config.home.resolve()}"
