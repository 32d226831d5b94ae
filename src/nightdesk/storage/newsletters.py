"""Issues of the newsletter, and which of their mails have not gone out yet.

An issue and its deliveries, one for each confirmed reader, are saved together. A delivery is claimed under a lease
before its mail is handed to the server, and deleted when the server has taken it: what a crash leaves is due again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from nightdesk.letters import Delivery, NewsletterIssue
from nightdesk.safe_text import safe_lines
from nightdesk.storage import rows
from nightdesk.storage.database import Database, Row, Value

LEASE = timedelta(minutes=15)  # far over the time-outs of one mail's conversation
PAGE = 20  # issues read at once: about 2 MB
STAGE = "newsletter"  # its row in the ledger says when the next issue is made (docs/adr/0006)
UNIT = "issue"
_LATEST = "9999-12-31T23:59:59.999999Z"


class Newsletters:
    """What was made, and what is still to be sent of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, issue: NewsletterIssue, now: datetime, *, to_readers: bool = True) -> bool:
        """Save an issue and plan its mails; False, and nothing done, where one of its id is there."""
        with self._database.transaction():
            if not self._database.run("add_issue", **_row(issue)):
                return False
            self._database.run("forget_failed_deliveries")  # of issues before: nobody asks for them any more
            if to_readers:
                self._database.run("plan_deliveries", issue_id=issue.id, now=rows.time_to_text(now))
            return True

    def issue(self, issue_id: str) -> NewsletterIssue | None:
        """The issue of this id, if there is one."""
        found = self._database.run("issue_by_id", id=issue_id)
        return _issue(found[0]) if found else None

    def issue_of(self, day: date) -> NewsletterIssue | None:
        """The issue of a day (UTC), if there is one."""
        since = datetime.combine(day, time(), UTC)
        found = self._database.run(
            "issues_between", since=rows.time_to_text(since), until=rows.time_to_text(since + timedelta(days=1))
        )
        return _issue(found[0]) if found else None

    def issues(self) -> Iterator[NewsletterIssue]:
        """All issues, newest first, read in pages so that memory stays flat."""
        after = (_LATEST, "~")
        while page := self._database.run("issues", after_at=after[0], after_id=after[1], limit=PAGE):
            yield from map(_issue, page)
            after = (page[-1]["published_at"], page[-1]["id"])

    def set_right(self, now: datetime, far: datetime) -> int:
        """Make due now what a wrong clock put beyond a moment; returns how many mails that were."""
        moments = {"now": rows.time_to_text(now), "far": rows.time_to_text(far)}
        mails = [*self._database.run("set_deliveries_right", **moments)]
        mails += self._database.run("set_confirmations_right", **moments)
        mails += self._database.run("set_delivery_leases_right", until=rows.time_to_text(now + LEASE))
        return len(mails)

    def claim_delivery(self, claimed_by: str, now: datetime) -> Delivery | None:
        """Take the next mail that is due, under a lease."""
        with self._database.transaction():
            found = self._database.run(
                "claim_delivery",
                claimed_by=claimed_by,
                now=rows.time_to_text(now),
                until=rows.time_to_text(now + LEASE),
            )
            if not found:
                return None
            (subscriber,) = self._database.run("subscriber_by_id", id=found[0]["subscriber_id"])
        return _delivery(dict(found[0]) | {"address": subscriber["address"], "state": "sending", "note": ""})

    def sent(self, delivery: Delivery) -> None:
        """Note that the server took a mail: what remains of it is a number. On the disk when this returns."""
        with self._database.transaction(durable=True):
            if self._forget(delivery):
                self._database.run("count_sent", issue_id=delivery.issue_id)

    def finish(self, delivery: Delivery) -> None:
        """Note how a mail stands that the server did not take."""
        self._database.run(
            "finish_delivery",
            issue_id=delivery.issue_id,
            subscriber_id=delivery.subscriber_id,
            state=delivery.state,
            attempts=delivery.attempts,
            due_at=rows.time_to_text(delivery.due_at),
            note=safe_lines(delivery.note),
        )

    def release(self, claimed_by: str) -> None:
        """Give back the mails that a claimant that is gone had claimed."""
        self._database.run("release_deliveries", claimed_by=claimed_by)

    def counts(self, issue_id: str) -> dict[str, int]:
        """How many mails of an issue were ``sent``, are ``due`` (or ``sending``), and ``failed``."""
        found = {row["state"]: row["number"] for row in self._database.run("delivery_counts", issue_id=issue_id)}
        sent = self._database.run("sent_of_issue", issue_id=issue_id)
        return {"sent": sent[0]["sent"] if sent else 0} | found

    def troubles(self, limit: int = 1000) -> tuple[Delivery, ...]:
        """Mails that were given up, or wait to be tried again."""
        return tuple(map(_delivery, self._database.run("failed_deliveries", limit=limit)))

    def waiting(self) -> int:
        """How many mails of all issues have not gone out and are not given up."""
        number: int = self._database.run("waiting_deliveries")[0]["number"]
        return number

    def delivery_due_at(self) -> datetime | None:
        """When the next mail of an issue is due."""
        return self._moment("next_delivery")

    def confirmation_due_at(self) -> datetime | None:
        """When the next mail that asks for confirmation is due."""
        return self._moment("next_confirmation")

    def next_due_at(self) -> datetime | None:
        """When the next mail is due, of an issue or one that asks for confirmation."""
        found = (self.delivery_due_at(), self.confirmation_due_at())
        return min((moment for moment in found if moment), default=None)

    def latest_at(self, before: datetime) -> datetime | None:
        """The moment of the latest issue that was made before one."""
        return self._moment("latest_issue", before=rows.time_to_text(before))

    def plan_issue(self, due_at: datetime, now: datetime, note: str) -> None:
        """Set when the next issue is made."""
        moment = rows.time_to_text(due_at)
        self._database.run(
            "schedule_work", stage=STAGE, version=1, unit=UNIT, due_at=moment, now=rows.time_to_text(now), note=note
        )

    def rest(self, now: datetime, note: str) -> None:
        """Make no more issues by the schedule."""
        self._database.run("rest_work", stage=STAGE, unit=UNIT, now=rows.time_to_text(now), note=note)

    def _moment(self, query: str, **values: Value) -> datetime | None:
        text = self._database.run(query, **values)[0]["due_at"]
        return rows.time_from_text(text) if text else None

    def _forget(self, delivery: Delivery) -> bool:
        return bool(
            self._database.run("forget_delivery", issue_id=delivery.issue_id, subscriber_id=delivery.subscriber_id)
        )


def _row(issue: NewsletterIssue) -> dict[str, Value]:
    return {
        "id": issue.id,
        "title": issue.title,
        "excerpt": issue.excerpt,
        "published_at": rows.time_to_text(issue.published_at),
        "html": issue.html,
        "text": issue.text,
        "url": issue.url,
        "topics": rows.list_to_text(issue.topics),
        "secured": issue.secured,
    }


def _issue(row: Row) -> NewsletterIssue:
    return NewsletterIssue(
        id=row["id"],
        title=row["title"],
        excerpt=row["excerpt"],
        published_at=rows.time_from_text(row["published_at"]),
        html=row["html"],
        text=row["text"],
        url=row["url"],
        topics=msgspec.json.decode(row["topics"], type=tuple[str, ...]),
        secured=row["secured"],
    )


def _delivery(row: Row) -> Delivery:
    return Delivery(
        issue_id=row["issue_id"],
        subscriber_id=row["subscriber_id"],
        address=row["address"],
        state=row["state"],
        attempts=row["attempts"],
        due_at=rows.time_from_text(row["due_at"]),
        note=row["note"],
    )
