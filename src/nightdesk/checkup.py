"""What ``nightdesk doctor`` looks at: everything a desk needs, one finding each, with the mend."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from nightdesk.clustering.tuning.own import standing_thresholds
from nightdesk.config import CONFIG_NAME, Config, load_config
from nightdesk.counting import counted
from nightdesk.errors import ConfigError, NightdeskError
from nightdesk.formats.opml import read_opml
from nightdesk.formats.organizations import read_organizations
from nightdesk.formats.sealed import open_keyring
from nightdesk.formats.topics import read_topics
from nightdesk.mailing import check_sending
from nightdesk.naming import subject
from nightdesk.newsroom import ORGANIZATIONS_NAME, SOURCES_NAME, TOPICS_NAME
from nightdesk.plugin_check import check_installed, check_remembered
from nightdesk.ranking import HeldBack
from nightdesk.secret_check import check_secrets
from nightdesk.storage.clock import clock_trouble
from nightdesk.storage.store import Store
from nightdesk.types import Work
from nightdesk.watching.health import is_alive, read_health, stands

LITTLE_SPACE = 500 * 1024 * 1024  # bytes; a run of 10,000 articles with pictures writes about as much


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at; ``text`` says how it is and, where it is not well, the mend."""

    level: Literal["well", "odd", "wrong"]
    thing: str
    text: str


def check_desk(folder: Path, *, repair: bool = False) -> tuple[Finding, ...]:
    """Look at everything in a desk's folder; nothing is changed, unless rows that cannot be read are to be repaired."""
    return tuple(_findings(folder, repair=repair))


def _findings(folder: Path, *, repair: bool) -> Iterator[Finding]:
    try:
        config = load_config(folder)
    except NightdeskError as error:
        yield Finding("wrong", CONFIG_NAME, str(error))
        return
    yield Finding("well", CONFIG_NAME, f"read; the site is {config.desk.title!r}")
    if not config.web.contact:
        yield Finding(
            "odd", CONFIG_NAME, "[web] contact is empty; with an address there, a server's owner can reach you"
        )
    yield _check(TOPICS_NAME, lambda: counted(len(read_topics(folder / TOPICS_NAME)), "topic"))
    organizations = folder / ORGANIZATIONS_NAME
    yield _check(ORGANIZATIONS_NAME, lambda: counted(len(read_organizations(organizations)), "organization"))
    yield _check(SOURCES_NAME, lambda: _count_sources(folder / SOURCES_NAME))
    yield from (Finding(*found) for found in check_installed())
    yield _check("sealing", lambda: _sealing(config))
    if config.newsletter.enabled:
        yield _check("newsletter", lambda: _newsletter(config))
    yield _disk(config)
    yield from _watcher(config)
    yield from _database(config, repair=repair)


def _check(thing: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding("well", thing, look())
    except (NightdeskError, OSError) as error:
        return Finding("wrong", thing, str(error))


def _count_sources(path: Path) -> str:
    number = len(read_opml(path.read_bytes(), path))
    return counted(number, "source") if number else "no sources yet; add one with `nightdesk add URL`"


def _sealing(config: Config) -> str:
    ring = open_keyring(config)
    return f"seals under key {ring.sealing.name}" if ring else "no key is set, nothing private is published"


def _newsletter(config: Config) -> str:
    check_sending(config)
    links_url = config.newsletter.links_url or config.desk.url
    if "//127.0.0.1" in links_url or "//localhost" in links_url:
        raise ConfigError(f"links in mails lead to {links_url}, where no reader gets; set [newsletter] links_url")
    return f"goes out by {config.newsletter.smtp_host} from {config.newsletter.from_address}"


def _disk(config: Config) -> Finding:
    free = shutil.disk_usage(config.home).free
    text = f"{free / 1e9:.1f} GB free"
    return Finding("well", "disk", text) if free > LITTLE_SPACE else Finding("odd", "disk", f"{text}; free some space")


def _watcher(config: Config) -> Iterator[Finding]:
    """How `nightdesk serve --watch` is, where it runs, or ended without saying so."""
    health = read_health(config.cache_folder)
    if health is None or health.state == "ended":
        return
    if not is_alive(config.cache_folder):
        yield Finding(
            "odd",
            "watch",
            f"process {health.process} is gone since {health.changed_at:%Y-%m-%d %H:%M} UTC or later"
            " and did not end by itself; nothing is polled until `nightdesk serve --watch` or `nightdesk run`",
        )
        return
    trouble = stands(health, datetime.now(UTC))
    if trouble:
        yield Finding("wrong", "watch", trouble)
        return
    for line in health.troubles:
        yield Finding("odd", "watch", line)
    if not health.troubles:
        well = f", last well at {health.well_at:%Y-%m-%d %H:%M} UTC" if health.well_at else ""
        yield Finding("well", "watch", f"process {health.process} is {health.state}{well}")


def _database(config: Config, *, repair: bool) -> Iterator[Finding]:
    try:
        store = Store.open(config)
    except NightdeskError as error:
        yield Finding("wrong", "database", str(error))
        return
    try:
        counts = store.counts()
        yield Finding("well", "database", _counts(counts))
        yield from _rows(store, repair=repair)
        yield from _published(store, config.desk.heat_threshold)
        if config.newsletter.enabled:
            yield _readers(store)
        trouble = clock_trouble(store, datetime.now(UTC))
        if trouble:
            yield Finding("odd", "clock", trouble)
        yield from _own_judgements(store)
        yield from (Finding(*found) for found in check_remembered(store))
        secrets = check_secrets(config, store.logins.all().values(), config.home / SOURCES_NAME)
        yield from (Finding(*found) for found in secrets)
        troubles = store.ledger.troubles()
        for work in troubles:
            yield _trouble(store, work)
        if not troubles:
            yield Finding("well", "work", "nothing failed or waits to be tried again")
    finally:
        store.close()


def _rows(store: Store, *, repair: bool) -> Iterator[Finding]:
    """Whether every row can be read; those that cannot are named, and with ``repair`` repaired or set aside."""
    store.unreadable.look_through()
    found = store.set_aside_unreadable(datetime.now(UTC)) if repair else store.unreadable.met()
    for each in found:
        fix = "" if each.is_repaired else "; it was set aside" if repair else "; `nightdesk doctor --repair` mends it"
        yield Finding("odd" if repair else "wrong", "rows", f"{each.line}{fix}")
    aside = store.unreadable.set_aside_before()
    if not found:
        text = "every row can be read" + (f"; {aside} stand aside in the table unreadable_row" if aside else "")
        yield Finding("odd" if aside else "well", "rows", text)


def _counts(counts: dict[str, int]) -> str:
    return f"{counted(counts['articles'], 'article')} in {counted(counts['stories'], 'story')}"


def _published(store: Store, threshold: int) -> Iterator[Finding]:
    """How many stories are published, and what holds the others back; nothing of a desk that has none."""
    held, published = HeldBack(threshold), 0
    for story in store.composed.stories():
        published += story.listed is not None
        if story.listed is None and story.heat is not None:
            held.count(story.heat)
    count = counted(published, "story")
    if published:
        yield Finding("well", "front page", "; ".join(part for part in (f"{count} published", held.words) if part))
    elif held.words:
        fix = f"set heat_threshold under [desk] in {CONFIG_NAME} to {held.hottest} or less" if held.below else ""
        yield Finding(
            "odd", "front page", "; ".join(part for part in ("nothing is published", held.words, fix) if part)
        )


def _own_judgements(store: Store) -> Iterator[Finding]:
    """What the desk groups by, where it learned from its editors."""
    learned = store.learned()
    if learned is None or not learned.judgements:
        return
    standing = standing_thresholds(learned.judgements)
    when = f"{learned.learned_at:%Y-%m-%d} from {counted(learned.decisions, 'decision')}"
    if standing.own:
        yield Finding("well", "grouping", f"goes by the desk's own {' and '.join(standing.own)}, learned on {when}")
    if standing.stale:
        named = " and ".join(standing.stale)
        text = f"the desk's own {named}, learned on {when}, began from a judgement that this nightdesk has another of,"
        yield Finding("odd", "grouping", f"{text} and is not used; learn again with `nightdesk learn`")


def _readers(store: Store) -> Finding:
    counts, troubles = store.subscribers.counts(), store.newsletters.troubles()
    readers = ", ".join(f"{counts.get(state, 0)} {state}" for state in ("confirmed", "pending", "refused"))
    if troubles:
        waiting = f"{counted(len(troubles), 'mail')} not sent yet"
        return Finding("odd", "newsletter", f"readers: {readers}; {waiting}: {troubles[0].note}")
    return Finding("well", "newsletter", f"readers: {readers}")


def _trouble(store: Store, work: Work) -> Finding:
    note = work.note.splitlines()[0] if work.note else "no reason was written down"
    again = (
        f"; tried {counted(work.attempts, 'time')}, again at {work.due_at:%Y-%m-%d %H:%M} UTC"
        if work.state == "due"
        else ""
    )
    name = subject(store, work.unit)
    note = note.removeprefix(f"{name}: ")  # most notes name what they are of
    return Finding("odd" if work.state == "due" else "wrong", f"{work.stage} {name}", f"{note}{again}")
