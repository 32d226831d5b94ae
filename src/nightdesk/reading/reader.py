"""A page's bytes to an article, as a pure function."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from nightdesk.errors import PageRefused, SkipItem, Unfilled
from nightdesk.reading.addresses import Canonical, read_amp, read_canonical
from nightdesk.reading.authors import read_authors
from nightdesk.reading.bounds import bounded
from nightdesk.reading.dates import Dates, Moment, read_dates
from nightdesk.reading.decoding import Decoded, decode, is_binary
from nightdesk.reading.jsonld import listed, text_of, types_of
from nightdesk.reading.kinds import no_article
from nightdesk.reading.outlets import Outlet, read_outlet
from nightdesk.reading.page import Page
from nightdesk.reading.pictures import Pictures, read_pictures
from nightdesk.reading.rubrics import read_links, read_rubrics
from nightdesk.reading.signals import Signals, gather
from nightdesk.reading.texts import Text, read_text
from nightdesk.reading.titles import Candidate, read_title, site_names
from nightdesk.reading.videos import read_embed, read_kind, read_oembed
from nightdesk.reading.wording import cut_excerpt, letters, tidy
from nightdesk.safe_text import TooLong, made_safe
from nightdesk.types import Reason

_TAG = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]([a-zA-Z]{2}|\d{3}))?(?![a-zA-Z])")
SHORTEST_EXCERPT = 20  # letters; shorter ones are a place, a date or a section


def read_page(body: bytes, url: str, content_type: str = "", latest: datetime | None = None) -> Page:
    """Read an article off a page.

    Steps, in this order: 1. the encoding, and bounds for what parsers cannot bear; 2. one fast parse for all that the
    page says of itself; 3. the fields that come from there; 4. the text; 5. what only the text can tell.

    Args:
        body: The page as the server sent it, unpacked.
        url: Its address after redirects, for relative addresses and the site's name.
        content_type: The server's header, for its encoding.
        latest: The last moment a date is believed, such as a day from now; without it, none is too late.

    Raises:
        Unfilled: The page shows nothing before its scripts have run.
        PageRefused: The body is no text, is empty, has tags beyond counting, or is a dialog.
        SkipItem: It is a list, an error page or a front page.
    """
    if is_binary(body):
        raise PageRefused(f"{url}: not a text page" + (f" ({content_type})" if content_type else ""))
    page = decode(body, content_type)
    if not page.text.strip():
        raise PageRefused(f"{url}: the page is empty")
    html = bounded(page.in_utf8)
    if html is not page.in_utf8:
        page = Decoded(html.decode("utf-8", errors="replace"), html, page.how)
    signals = gather(html, url)
    links = read_links(signals)  # before the text is read, which takes the tree apart
    read = _read(signals, page, latest)
    return _made_safe(replace(read, rubrics=read_rubrics(signals), shop_links=links.shops, cited=links.cited))


def _made_safe(page: Page) -> Page:
    """The page with all its text made safe, and told what that took away."""
    try:
        safe, notes = made_safe(page)
    except TooLong as error:
        raise SkipItem(f"{page.canonical_url[:100]}…: {error}") from error
    told = (Reason("made safe", note.partition(":")[0], 0.0, note) for note in notes)
    return replace(safe, reasons=(*safe.reasons, *told)) if notes else safe


def _read(signals: Signals, page: Decoded, latest: datetime | None) -> Page:
    """Steps 3 to 5 of `read_page`. Reading the text takes the tree apart: all that looks at the tree comes before."""
    publisher = _publisher(signals)
    names = site_names(signals, publisher)
    title = read_title(signals, names)
    dates = read_dates(signals, page.text, latest)
    pictures = read_pictures(signals, names)
    canonical, amp, cached = _addresses(signals)
    outlet = read_outlet(signals, _own_names(signals))
    kind, kind_source = read_kind(signals)
    is_video = kind == "video"
    embed, oembed = (read_embed(signals), read_oembed(signals)) if is_video else (None, None)
    language, language_source = _language(signals)
    text = read_text(signals, title.text if title else "")
    headline = _headline(title, text.above)
    _refuse(signals, text, dates)
    authors, authors_source = read_authors(signals, names, f"{text.above}\n{text.content}")
    excerpt, excerpt_source = _excerpt(signals, headline, text.content)
    reasons = (
        *_found(encoding=page.how, title=title.source if title else ""),
        *([_reason("text", text.source, f"{len(text.content):,} characters")] if text.content else ()),
        *_date_reasons(dates),
        *_found(authors=authors_source, excerpt=excerpt_source, language=language_source),
        *_picture_reasons(pictures),
        *_address_reasons(canonical, kind_source if is_video else "", outlet),
        *_doubts(signals, text),
    )
    return Page(
        title=headline,
        excerpt=excerpt,
        text=text.content,
        authors=authors,
        published_at=dates.published.at if dates.published else None,
        published_doubt=dates.doubt,
        modified_at=dates.modified.at if dates.modified else None,
        language=language,
        images=pictures.images,
        canonical_url=canonical.url,
        amp_url=amp,
        cdn_amp_url=cached,
        kind=kind,
        site_name=_site_name(signals, publisher, headline),
        is_partial=bool(text.cut) and not is_video,
        featured_content=embed,
        oembed_url=None if embed else oembed,
        outlet_name=outlet.name if outlet else "",
        outlet_domain=outlet.domain if outlet else "",
        reasons=reasons,
    )


def _addresses(signals: Signals) -> tuple[Canonical, str | None, str | None]:
    """The canonical address, that of the AMP page and that of its copy in the cache."""
    canonical = read_canonical(signals)
    return canonical, *read_amp(signals, canonical.url)


def _headline(title: Candidate | None, above: str) -> str:
    """The headline as it stands above the text where nothing but the title element names it, with the site's name."""
    if title and title.source == "title element" and above:
        return above.partition("\n")[0]
    return title.text if title else ""


def _refuse(signals: Signals, text: Text, dates: Dates) -> None:
    refused = no_article(signals, text.content, dates.published.source if dates.published else "")
    if refused:
        error = Unfilled if refused.is_unfilled else PageRefused if refused.is_wall else SkipItem
        raise error(f"{signals.url}: {refused.reason}, not an article")


def _publisher(signals: Signals) -> str:
    for value in listed(signals.article.get("publisher")):
        name = text_of(value.get("name")) if isinstance(value, dict) else text_of(value)
        if name:
            return name
    return ""


def _site_name(signals: Signals, publisher: str, title: str) -> str:
    """What the outlet calls itself; a name that is only its host's is taken where there is no other."""
    given = [tidy(signals.meta("og:site_name")), publisher, tidy(signals.meta("application-name"))]
    given += [text_of(node.get("name")) for node in signals.nodes if "WebSite" in types_of(node)]
    host = letters(urlsplit(signals.url).hostname or "")
    named = [name for name in (*given, _after_title(signals, title)) if name]
    return next((name for name in named if not (name.islower() and letters(name) in host)), (named or [""])[0])


def _after_title(signals: Signals, title: str) -> str:
    """The end of the title element behind the headline, as in ``Headline - Site``."""
    element = signals.titles[0] if signals.titles else ""
    rest = element[len(title) :] if title and element.startswith(title) else ""
    found = re.fullmatch(r"\s*[|\u2013\u2014:\u00ab\u00bb\u2022-]\s+(.{2,60})", rest)
    return found[1].strip() if found else ""


def _language(signals: Signals) -> tuple[str | None, str]:
    given = (
        ("html lang", signals.language),
        ("content-language", signals.meta("content-language", "language", "dc.language", "dcterms.language")),
        ("og:locale", signals.meta("og:locale")),
        ("JSON-LD inLanguage", text_of(signals.article.get("inLanguage"))),
    )
    for source, value in given:
        tag = language_tag(value)
        if tag:
            return tag, source
    return None, ""


def language_tag(value: str) -> str | None:
    """A declared language as a BCP 47 tag: ``de_at`` gives ``de-AT``; ``None`` for what is none."""
    found = _TAG.match(value.strip())
    if not found or value.strip().lower() in ("und", "mul", "zxx"):
        return None
    script, region = found[2], found[3]
    return "-".join(
        part for part in (found[1].lower(), script and script.capitalize(), region and region.upper()) if part
    )


def _excerpt(signals: Signals, title: str, text: str) -> tuple[str, str]:
    given = (
        ("og:description", signals.meta("og:description")),
        ("JSON-LD description", text_of(signals.article.get("description"))),
        (
            "meta description",
            signals.meta("description", "dc.description", "dcterms.description", "sailthru.description"),
        ),
        ("twitter:description", signals.meta("twitter:description")),
        ("first paragraph", _opening(text)),
    )
    site = {
        letters(text_of(node.get("description")))
        for node in signals.nodes
        if {"WebSite", "Organization", "NewsMediaOrganization"} & set(types_of(node))
    }
    for source, value in given:
        clean = re.sub(r"\s*\[\s*(?:\u2026|\.\.\.)\s*\]\s*$", "\u2026", tidy(value))
        key = letters(clean)
        if len(key) >= SHORTEST_EXCERPT and key != letters(title) and key not in site:
            return cut_excerpt(clean), source
    return "", ""


def _opening(text: str) -> str:
    return next((line for line in text.split("\n") if len(letters(line)) >= SHORTEST_EXCERPT * 2), text)


def _reason(field: str, source: str, measured: str = "") -> Reason:
    return Reason(field, measured or source, 0.0, f"{field}: from {source}" if source else field)


def _found(**sources: str) -> list[Reason]:
    """Where each of these fields was found, for those that were."""
    return [_reason(field, source) for field, source in sources.items() if source]


def _date_reasons(dates: Dates) -> list[Reason]:
    reasons = []
    for field, moment in (("published_at", dates.published), ("modified_at", dates.modified)):
        if moment:
            reasons.append(Reason(field, moment.at.isoformat(), 0.0, f"{field}: from {_described(moment)}"))
    return reasons + [Reason("dropped date", text, 0.0, f"a date was dropped: {text}") for text in dates.refused]


def _described(moment: Moment) -> str:
    return f"{moment.source} ({moment.note})" if moment.note else moment.source


def _picture_reasons(pictures: Pictures) -> list[Reason]:
    reasons = [_reason("images", pictures.source, f"{len(pictures.images)}")] if pictures.images else []
    return reasons + [
        Reason("dropped picture", text, 0.0, f"a picture was left out: {text}") for text in pictures.left_out
    ]


def _address_reasons(canonical: Canonical, kind_source: str, outlet: Outlet | None) -> list[Reason]:
    reasons = [_reason("url", canonical.source)]
    reasons += [
        Reason("dropped address", text, 0.0, f"an address was not believed: {text}") for text in canonical.refused
    ]
    reasons += [_reason("kind", kind_source, "video")] if kind_source else []
    if outlet:
        text = f"provider: {outlet.name}, whose article this page shows, by {outlet.source}"
        reasons.append(Reason("outlet", outlet.name, 0.0, text))
    return reasons


def _own_names(signals: Signals) -> list[str]:
    """What the page's own site calls itself; not its publisher, which may be the outlet of a copy."""
    given = [signals.meta("og:site_name"), signals.meta("application-name")]
    return given + [text_of(node.get("name")) for node in signals.nodes if "WebSite" in types_of(node)]


def _doubts(signals: Signals, text: Text) -> Sequence[Reason]:
    reasons = [Reason("is_partial", text.cut, 0.0, f"the text is not whole: {text.cut}")] if text.cut else []
    if signals.broken_scripts:
        count = str(signals.broken_scripts)
        reasons.append(
            Reason("broken JSON-LD", count, 0.0, f"{count} JSON-LD blocks were broken; read as far as they go")
        )
    return reasons
