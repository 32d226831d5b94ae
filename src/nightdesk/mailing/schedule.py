"""When issues are made: each day or week at the hour that the settings say, in UTC (pure)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nightdesk.config import WEEKDAYS, NewsletterSettings

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def span(settings: NewsletterSettings) -> timedelta:
    """How far back an issue looks: from one issue to the next."""
    return WEEK if settings.schedule == "week" else DAY


def latest_time(settings: NewsletterSettings, now: datetime) -> datetime:
    """The last moment at or before now at which an issue is due by the schedule."""
    moment = now.astimezone(UTC).replace(hour=settings.hour, minute=0, second=0, microsecond=0)
    if moment > now:
        moment -= DAY
    if settings.schedule == "week":
        moment -= DAY * ((moment.weekday() - WEEKDAYS.index(settings.weekday)) % 7)
    return moment


def next_time(settings: NewsletterSettings, now: datetime) -> datetime:
    """The first moment after now at which an issue is due by the schedule."""
    return latest_time(settings, now) + span(settings)
