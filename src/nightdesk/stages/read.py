"""Read an article: its page gives text, title, excerpt, authors, dates and pictures; its feed fills what is missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from nightdesk.embeds import safe_embed
from nightdesk.errors import NightdeskError, PageRefused, RetryLater, SkipItem
from nightdesk.reading import Page, read_page
from nightdesk.reading.same_article import leads_up
from nightdesk.reading.texts import paragraphs
from nightdesk.reading.wording import cut_excerpt, letters
from nightdesk.safe_text import safe_json
from nightdesk.tools import Request, Tools
from nightdesk.types import Article, Outcome, Provider, Reason, Verdict
from nightdesk.urls import amp_url_of, canonical_url, is_homepage, registered_domain

JUDGE = "read/1"
CLOCKS_MAY_DIFFER = timedelta(days=1)  # a date later than this from now is a mistake of the page
SAME_DAY = timedelta(hours=26)  # the farthest that one calendar day's moments lie apart over all zones
SAME_MOMENT = timedelta(hours=14)  # the farthest zone from UTC
QUARTER = timedelta(minutes=15)  # zones differ by multiples of it
STUB_SHARE = 0.3  # a page with less of the text it once had was closed, not edited
FED = "feed"  # the value of the verdict on reading where the article stands on its feed
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(hours=6), timedelta(days=7)
ASKED_FOR = timedelta(days=30)
MEGABYTE = 1_000_000
OEMBED_LIMIT = 200_000  # bytes; an answer has 1,000

Value = TypeVar("Value")


def read_article(article: Article, tools: Tools) -> Outcome:
    """Fetch and read the page of an article.

    What the page says goes before what the feed said; nothing that the article had is lost. The feed's date
    fills in the zone or the time of day where the page's date lacks it.

    Raises:
        SkipItem: The page is gone or no article.
        PageRefused: It is not shown to the desk, or neither it nor the feed gives a title and a text or excerpt.
    """
    limit = int(tools.config.web.page_limit_mb * MEGABYTE)
    response = tools.web.get(Request(url=article.original_url, limit=limit, source_id=article.source_id))
    latest = tools.now + CLOCKS_MAY_DIFFER
    why = _leads_away(article.original_url, response.url)
    if why:
        raise SkipItem(f"{article.original_url}: leads to {response.url[:100]}, {why}; the article is gone")
    content_type = response.headers.get("content-type", "")
    page = tools.workers.call(read_page, response.body, response.url, content_type, latest)
    read = _merged(article, page, "read", tools)
    if not letters(read.title):
        raise PageRefused(f"{article.original_url}: neither the page nor the feed gives a title")
    if not read.text and not read.excerpt:
        raise PageRefused(f"{article.original_url}: neither the page nor the feed gives a text or an excerpt")
    return Outcome(records=(read,), note=_note(read))


def stand_on_feed(article: Article, tools: Tools, error: NightdeskError) -> Outcome | None:
    """What the feed says of an article whose page is refused to the desk, marked so and with the reason.

    The page is asked again when as much time has passed as since the article was found, for `ASKED_FOR` at most: so
    pauses double. An article that was read before stays as it was.

    Returns:
        ``None`` where the page is gone or is no article, or the feed brought no title, or neither text nor excerpt.
    """
    if isinstance(error, SkipItem) and not isinstance(error, PageRefused):
        return None
    if not letters(article.title) or not letters(article.summary or article.text or article.excerpt):
        return None
    before = article.verdict("reading")
    if before is not None and before.value != FED:
        return None
    known_for = tools.now - article.found_at
    next_at = tools.now + min(max(known_for, SHORTEST_PAUSE), LONGEST_PAUSE) if known_for < ASKED_FOR else None
    why = " ".join(str(error).split())
    refused = Reason(FED, "refused", 0.0, f"page: not read, so the article stands on what its feed says: {why}")
    read = _merged(article, Page(canonical_url=article.url, is_partial=True, reasons=(refused,)), FED, tools)
    is_same = before is not None and before.reasons == (verdict.reasons if (verdict := read.verdict("reading")) else ())
    later = f"asked again at {next_at:%Y-%m-%d %H:%M} UTC" if next_at else "not asked again"
    return Outcome(records=() if is_same else (read,), next_at=next_at, note=f"stands on its feed, {later}: {why}")


def _merged(article: Article, page: Page, how: str, tools: Tools) -> Article:
    merge = _Merge(article, page, list(page.reasons), _sites(page, tools))
    read = _with_player(merge.article(), page, tools)
    verdict = Verdict("reading", how, JUDGE, tuple(merge.reasons))
    # What its outlet repeats is in this text again: that verdict was on the text before.
    return replace(read, verdicts=tuple(each for each in article.verdicts_with(verdict) if each.kind != "repeats"))


@dataclass(slots=True)
class _Merge:
    """What a page and a feed say of one article, put together; ``reasons`` grow with what the feed fills in.

    ``sites`` are the domains of outlets by the letters of their names.
    """

    known: Article
    page: Page
    reasons: list[Reason] = field(default_factory=list)
    sites: Mapping[str, str] = field(default_factory=dict)

    def article(self) -> Article:
        known, page = self.known, self.page
        text, is_partial = self._text()
        is_video = page.kind == "video" or known.kind == "video"
        return replace(
            known,
            url=page.canonical_url,
            amp_url=page.amp_url or known.amp_url,
            cdn_amp_url=page.cdn_amp_url or known.cdn_amp_url,
            kind="video" if is_video else "article",
            featured_content=page.featured_content or known.featured_content,
            title=self._filled("title", page.title, known.title),
            excerpt=self._filled("excerpt", page.excerpt, known.excerpt or cut_excerpt(known.summary)),
            text=text,
            authors=self._filled("authors", page.authors, known.authors),
            language=self._filled("language", page.language, known.language),
            published_at=self._published_at(),
            modified_at=page.modified_at or known.modified_at,
            is_partial=is_partial and not is_video,
            provider=self._provider(),
            images=self._filled("images", page.images, known.images),
            rubrics=page.rubrics or known.rubrics,
            shop_links=page.shop_links,
            cited=page.cited,
        )

    def _text(self) -> tuple[str | None, bool]:
        """The page's text, or a longer one that the feed gave, and whether it is only a part."""
        page, fed = self.page, self._fed()
        is_short = page.is_partial or not page.text
        if is_short and len(letters(fed)) > len(letters(page.text)):
            self._say("text", f"{len(fed):,} characters", "text: from the feed, which gives more than the page")
            return fed, True
        known = self.known.text or ""
        if len(letters(page.text)) < STUB_SHARE * len(letters(known)):
            self._say("text", f"{len(known):,} characters", "text: kept from before, as the page shows little now")
            return known, self.known.is_partial
        return page.text or None, page.is_partial or not page.text

    def _fed(self) -> str:
        """The most that the feed gave: its summary, or the text that it carried, until one was read off the page."""
        summary, verdict = paragraphs(self.known.summary), self.known.verdict("reading")
        carried = paragraphs(self.known.text or "") if verdict is None or verdict.value == FED else ""
        return max(summary, carried, key=lambda text: len(letters(text)))

    def _published_at(self) -> datetime | None:
        """The page's date; the feed's where the page has none, or where it is the same one and more exact."""
        of_page, hint = self.page.published_at, self.known.hint_published_at
        if of_page is None:
            if self.known.published_at or hint:
                self._say("published_at", "feed", "published_at: from the feed, as the page does not say")
            return self.known.published_at or hint
        doubt = self.page.published_doubt
        if hint is None or not doubt:
            return of_page
        apart = abs(hint - of_page)
        rest = apart % QUARTER
        is_same_clock = min(rest, QUARTER - rest) < timedelta(minutes=2)
        if (doubt == "no time of day" and apart <= SAME_DAY) or (
            doubt == "no zone" and apart <= SAME_MOMENT and is_same_clock
        ):
            self._say("published_at", hint.isoformat(), f"published_at: from the feed, as the page's date has {doubt}")
            return hint
        return of_page

    def _provider(self) -> Provider:
        """The outlet, by the site's own name for itself and the domain of the canonical address.

        A portal that names the outlet of an article is not its provider; that outlet is, by its own domain, or by the
        one that a source of its name has.
        """
        known, domain = self.known.provider, registered_domain(self.page.canonical_url)
        if self.page.outlet_name:
            own = self.page.outlet_domain or self.sites.get(letters(self.page.outlet_name), domain)
            return Provider(self.page.outlet_name, own, known.images if known.domain == own else ())
        images = known.images if known.domain == domain else ()
        return Provider(self._filled("provider", self.page.site_name, known.name) or domain, domain, images)

    def _filled(self, name: str, from_page: Value, before: Value) -> Value:
        if from_page:
            return from_page
        if before:
            self._say(name, "feed", f"{name}: from the feed, as the page does not say")
        return before

    def _say(self, signal: str, measured: str, text: str) -> None:
        self.reasons.append(Reason(signal, measured, 0.0, text))


def _sites(page: Page, tools: Tools) -> dict[str, str]:
    """The domains of the desk's sources by their titles, where the page names an outlet and not its site."""
    if not page.outlet_name or page.outlet_domain:
        return {}
    sources = tools.library.sources()
    return {letters(source.title): registered_domain(source.site_url or source.url) for source in sources}


def _leads_away(asked: str, reached: str) -> str:
    """Whether redirects ended at the front page or a section above, where outlets send readers of a dead article."""
    try:
        start, end = canonical_url(asked), canonical_url(amp_url_of(reached) or reached)
    except ValueError:
        return ""
    if start == end:
        return ""
    is_same_site = registered_domain(start) == registered_domain(end)
    return leads_up(start, end) if is_same_site or is_homepage(end) else ""


def _with_player(read: Article, page: Page, tools: Tools) -> Article:
    """A video with the player that its platform's oEmbed answer gives, where its page names none."""
    if read.kind != "video" or read.featured_content or not page.oembed_url:
        return read
    try:
        answer = tools.web.get(Request(url=page.oembed_url, limit=OEMBED_LIMIT))
        given = json.loads(safe_json(answer.body.decode("utf-8", "replace")))
    except (SkipItem, RetryLater, ValueError, RecursionError):
        return read  # a video without its player is one that readers are sent to
    markup = given.get("html") if isinstance(given, dict) else None
    return replace(read, featured_content=safe_embed(markup) if isinstance(markup, str) else None)


def _note(read: Article) -> str:
    """One line on what was read."""
    length = f"{len(read.text):,} characters" if read.text else "no text, its excerpt only"
    return f"read {length}" + (", which is not the whole" if read.is_partial and read.text else "")
