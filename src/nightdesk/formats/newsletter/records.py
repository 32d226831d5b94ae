"""Issues as records, on the JSON API and on the web.

The form is that of the one recorded issue: its file is named for its title, the front matter has neither
``category`` nor ``quality``, ``heat`` and ``published``, and the page follows on the closing dashes without a blank
line. The API's items and pages have the shape of those of news; no recorded file shows them, so that is inferred
from the site's settings, which name ``/api/newsletters/`` and the category ``newsletter``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nightdesk.config import Config
from nightdesk.formats.api import ApiItem, ApiPage, item_of_record, write_json
from nightdesk.formats.newsletter.issue import Letterhead, issue_path, public_html
from nightdesk.formats.newsletter.pages import IssueLink, LetterPages
from nightdesk.formats.newsletter.web_page import issue_page_files
from nightdesk.formats.records import NewsRecord, moment_text, read_record
from nightdesk.formats.records.writing import encoded, plain, quoted
from nightdesk.letters import NewsletterIssue
from nightdesk.types import File, Topic

CATEGORY = "newsletter"
FOLDER = "_newsletters"
ROOT = "api/newsletters"
_CONTENT = re.compile(r"---[ \t]*\r?\n.*?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)


def write_newsletter(issue: NewsletterIssue, url: str) -> bytes:
    """An issue as the bytes of its record; ``url`` is where readers find it."""
    groups = [
        [
            f"title: {quoted(issue.title)}",
            f"excerpt: {quoted(issue.excerpt)}",
            f"publishedDateTime: {moment_text(issue.published_at)}",
            f"webUrl: {quoted(url)}",
            "type: article",
        ],
        ["topics:", *(f"  - {plain(topic)}" for topic in issue.topics)] if issue.topics else [],
        [f"secured: {quoted(issue.secured)}"] if issue.secured is not None else [],
    ]
    front = "\n\n".join("\n".join(group) for group in groups if group)
    return encoded(f"---\n{front}\n---\n{issue.html}")


def read_newsletter(content: bytes, issue_id: str) -> NewsletterIssue:
    """Read the record of an issue; ValueError names the line and the reason where it cannot be read."""
    record = read_record(content)
    text = content.decode("utf-8").removeprefix("\ufeff")
    front = _CONTENT.match(text)
    return NewsletterIssue(
        id=issue_id,
        title=record.title,
        excerpt=record.excerpt or "",
        published_at=record.moment,
        html=text[front.end() :] if front else "",
        url=record.url,
        topics=record.named_topics,
        secured=record.secured,
    )


def newsletter_files(
    issues: Iterable[NewsletterIssue], letter: Letterhead, config: Config, topics: Sequence[Topic] = ()
) -> Iterator[File]:
    """All files that issues, newest first, are published as: records, pages of the site, items and pages of the API.

    Issues are taken one by one, and kept until their page of the API is full: of each, a line for
    the list of all stays. Where there is no issue and nobody may subscribe, there are no files.
    """
    items: list[ApiItem] = []
    links: list[IssueLink] = []
    number = 1
    for issue in issues:
        if len(items) == max(1, config.publish.page_size):
            yield from _page(number, items, number + 1)
            number, items = number + 1, []
        links.append(IssueLink.of(issue))
        url = issue.url or letter.address(issue_path(issue.id))
        shown = replace(issue, html=public_html(issue, letter))
        path = f"{FOLDER}/{issue.id}.html"
        yield File(path, write_newsletter(shown, url))
        if issue.url is None:  # an imported one has its page elsewhere, with its own fonts and pictures from elsewhere
            yield from issue_page_files(issue.id, shown.html, letter.site_url)
        items.append(item_of_record(_record(shown, url), path, config.desk.locale))
        yield File(f"{ROOT}/{issue.id}/index.json", write_json(items[-1]))
    if items or letter.may_subscribe:
        yield from _page(number, items, None)
        yield LetterPages(config, topics).index(links)


def _page(number: int, items: list[ApiItem], following: int | None) -> Iterator[File]:
    content = write_json(ApiPage(number, items, following))
    if number == 1:
        yield File(f"{ROOT}/index.json", content)
    yield File(f"{ROOT}/page/{number}/index.json", content)


def _record(issue: NewsletterIssue, url: str) -> NewsRecord:
    return NewsRecord(
        category=CATEGORY,
        title=issue.title,
        excerpt=issue.excerpt,
        published_at=moment_text(issue.published_at),
        url=url,
        topics=issue.topics,
        content=issue.html,
    )
