"""Moving in, step by step: what a whole site's import does, in its order."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from nightdesk.engine import Progress, Silent
from nightdesk.formats.newsletter import read_newsletter
from nightdesk.importing.files import named_files, read_plain
from nightdesk.importing.grouping import group_imported
from nightdesk.importing.lists import import_organizations, import_topics
from nightdesk.importing.records import import_records
from nightdesk.importing.report import ImportReport
from nightdesk.importing.settings import check_site, read_settings, settle
from nightdesk.safe_text import made_safe
from nightdesk.storage.store import Store

NEWSLETTERS = "_newsletters"
TOPICS_HERE, ORGANIZATIONS_HERE = "topics", "organizations"


def prepare_desk(site: Path, home: Path) -> ImportReport:
    """The files of a desk for a site: 1. its settings, 2. its topics, 3. its organizations.

    Raises:
        ConfigError: the folder is no site in the record format, or the desk's own settings cannot be read.
    """
    check_site(site)
    report = ImportReport()
    settings = read_settings(site, report)
    settle(home, settings, report)
    import_topics(site, home / TOPICS_HERE, settings.root, report)
    import_organizations(site, home / ORGANIZATIONS_HERE, report)
    return report


def import_site(site: Path, store: Store, report: ImportReport, progress: Progress | None = None) -> None:
    """The records of a site: 1. its articles, 2. their stories, 3. its newsletters.

    The caller holds the desk's lock.
    """
    now = datetime.now(UTC)
    before = store.counts()["stories"]
    import_records(site, store, now, report, progress or Silent())
    group_imported(store)
    report.stories = store.counts()["stories"] - before
    _import_newsletters(site, store, now, report)


def _import_newsletters(site: Path, store: Store, now: datetime, report: ImportReport) -> None:
    """Issues as they are; nobody is sent one."""
    for name in named_files(site / NEWSLETTERS, (".html", ".md")):
        try:
            read = read_newsletter(read_plain(site / NEWSLETTERS / name), Path(name).stem)
            issue, _ = made_safe(read, keeps_breaks=True)
        except ValueError as error:
            report.leave_out(f"{NEWSLETTERS}/{name}", str(error))
            continue
        report.newsletters += store.newsletters.add(issue, now, to_readers=False)
