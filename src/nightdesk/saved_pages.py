"""Pages that lie in files: read one, or a list of them on all cores, in order."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from nightdesk.errors import ConfigError, GaveUp, SkipItem
from nightdesk.reading import Page, read_page
from nightdesk.reading.language import SURE, guess_language, sample_of
from nightdesk.reading.repeats import find_repeats, lines_of, without_repeats
from nightdesk.tools import Workers
from nightdesk.types import Image, Kind, Reason
from nightdesk.units import BUG
from nightdesk.urls import registered_domain

SIDE_BY_SIDE = 8  # pages handed out at once; a page is read in 10 ms, so workers never wait for the next
ENDINGS = (".html", ".html.gz", ".htm", ".htm.gz")
ZIPPED = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page in a file, and the address it was fetched from; ``fault`` says why there is none."""

    url: str
    path: Path
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What was read off a saved page, in the order in which it is written; times in UTC.

    ``language`` is that of the text, as a BCP 47 tag; ``no_article`` says why there is no article.
    """

    url: str
    title: str = ""
    excerpt: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    images: tuple[Image, ...] = ()
    canonical_url: str = ""
    amp_url: str | None = None
    cdn_amp_url: str | None = None
    kind: Kind = "article"
    site_name: str = ""
    is_partial: bool = False
    featured_content: str | None = None
    reasons: tuple[Reason, ...] = ()
    no_article: str = ""


def read_saved(saved: SavedPage) -> ReadPage:
    """Read one page; what is no article, or cannot be read, says why, whatever it raises."""
    try:
        return _read_saved(saved)
    except MemoryError:
        raise  # a worker's limit, which `Workers` tells
    except Exception as error:  # noqa: BLE001 - one page costs one page
        return ReadPage(url=saved.url, no_article=f"{saved.url}: {BUG}: {error!r}")


def _read_saved(saved: SavedPage) -> ReadPage:
    if saved.fault:
        return ReadPage(url=saved.url, no_article=saved.fault)
    try:
        registered_domain(saved.url)
    except ValueError as error:
        return ReadPage(url=saved.url, no_article=str(error))
    try:
        body = saved.path.read_bytes()
        page = read_page(gzip.decompress(body) if body.startswith(ZIPPED) else body, saved.url)
    except SkipItem as error:
        return ReadPage(url=saved.url, no_article=str(error))
    except OSError as error:
        return ReadPage(url=saved.url, no_article=f"{saved.path}: {error.strerror or error}")
    except (EOFError, zlib.error) as error:
        return ReadPage(url=saved.url, no_article=f"{saved.path}: broken gzip ({error})")
    return _with_language(saved.url, page)


def read_all(pages: Sequence[SavedPage], workers: Workers) -> Iterator[ReadPage]:
    """Read pages on all cores, in their order; one that passes a worker's limits is given up, with the reason.

    What the pages of one outlet repeat is left out of their texts: so a page is given when all of its outlet are
    read. A list in which outlets follow each other takes no more memory than its largest outlet.
    """
    outlet_of = [_outlet(saved) for saved in pages]
    left = Counter(outlet_of)
    outlets: dict[str, dict[int, ReadPage]] = {}
    given = 0
    for at, answer in enumerate(_answers(pages, workers)):
        outlet = outlet_of[at]
        outlets.setdefault(outlet, {})[at] = answer
        left[outlet] -= 1
        if not left[outlet]:
            outlets[outlet] = without_what_repeats(outlets[outlet], outlet)
        while given < len(pages) and not left[outlet_of[given]]:
            yield outlets[outlet_of[given]].pop(given)
            given += 1


def without_what_repeats(answers: dict[int, ReadPage], outlet: str) -> dict[int, ReadPage]:
    """Pages of one outlet without the lines that it repeats."""
    read = {at: answer for at, answer in answers.items() if answer.text}
    try:
        return answers | _compared(read, outlet)
    except Exception:  # noqa: BLE001 - pages that cannot be compared are given as they were read
        return answers


def _compared(read: dict[int, ReadPage], outlet: str) -> dict[int, ReadPage]:
    if len(read) < 2:  # noqa: PLR2004  # nothing to compare
        return {}
    repeats = find_repeats(
        [
            lines_of(str(at), outlet, str(answer.published_at or ""), (answer.title, answer.excerpt, answer.text))
            for at, answer in read.items()
        ]
    )
    shortened = {}
    for at, answer in read.items():
        text, _, reasons = without_repeats(answer.text, repeats[str(at)])
        shortened[at] = replace(answer, text=text, reasons=(*answer.reasons, *reasons))
    return shortened


def _outlet(saved: SavedPage) -> str:
    try:
        return registered_domain(saved.url)
    except ValueError:
        return saved.url  # no address of the web: a page for itself


def _answers(pages: Iterable[SavedPage], workers: Workers) -> Iterator[ReadPage]:
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        under_way: deque[Future[ReadPage]] = deque()
        for saved in pages:
            under_way.append(threads.submit(_in_a_worker, saved, workers))
            if len(under_way) >= SIDE_BY_SIDE * 2:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def listed_pages(path: Path) -> Iterator[SavedPage]:
    """The pages that the lines of a file name: objects with ``url`` and ``file``, relative to the list.

    Raises:
        ConfigError: the list itself cannot be read.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _listed(path, number, line)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; give a file of JSON lines with url and file") from error


def _listed(path: Path, number: int, line: str) -> SavedPage:
    where = f"{path.name}, line {number}"
    try:
        given = json.loads(line)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        return SavedPage("", path, f"{where}: not a JSON object")
    url, name = given.get("url"), given.get("file")
    if not isinstance(url, str) or not url:
        return SavedPage("", path, f"{where}: has no url")
    if not isinstance(name, str) or not name:
        return SavedPage(url, path, f"{where}: has no file")
    if "\0" in name or not (url + name).isprintable():
        return SavedPage(_printable(url), path, f"{where}: its url or file has characters that no address has")
    return SavedPage(url, path.parent / name)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def pages_in(folder: Path) -> list[SavedPage]:
    """The pages of a folder: those that its ``.jsonl`` lists name, else its HTML files, under made-up addresses.

    Raises:
        ConfigError: the folder holds no page.
    """
    pages = [page for path in sorted(folder.glob("*.jsonl")) for page in listed_pages(path)]
    if not pages:
        files = sorted(path for path in folder.rglob("*") if path.name.endswith(ENDINGS))
        pages = [
            SavedPage(f"https://saved.example/{quote(path.relative_to(folder).as_posix(), errors='replace')}", path)
            for path in files
        ]
    if not pages:
        raise ConfigError(f"{folder}: no page to read; give a folder of .html files, or one with a list (.jsonl)")
    return pages


def _in_a_worker(saved: SavedPage, workers: Workers) -> ReadPage:
    try:
        return workers.call(read_saved, saved)
    except GaveUp as error:
        return ReadPage(url=saved.url, no_article=f"{saved.url}: {error}")
    except Exception as error:  # noqa: BLE001 - a worker that ends without a word costs its page alone
        return ReadPage(url=saved.url, no_article=f"{saved.url}: {BUG}: {error!r}")


def _with_language(url: str, page: Page) -> ReadPage:
    guess, confidence = guess_language(sample_of(page.title, page.excerpt, page.text))
    is_sure = guess is not None and confidence >= SURE
    # The page's own tag says more where it is of the same language: pt-BR, zh-Hant.
    is_same = page.language is not None and page.language.split("-")[0] == guess
    language = page.language if is_same or not is_sure else guess
    return ReadPage(
        url=url,
        title=page.title,
        excerpt=page.excerpt,
        text=page.text,
        authors=page.authors,
        published_at=page.published_at,
        modified_at=page.modified_at,
        language=language,
        images=page.images,
        canonical_url=page.canonical_url,
        amp_url=page.amp_url,
        cdn_amp_url=page.cdn_amp_url,
        kind=page.kind,
        site_name=page.site_name,
        is_partial=page.is_partial,
        featured_content=page.featured_content,
        reasons=page.reasons,
    )
