#!/usr/bin/env python3
"""Read pages that were made harder to read, and print what nightdesk and trafilatura still get of their texts.

    python scripts/stress_reading.py PAGES [--only NAME ...]

PAGES is a folder with ``gold.jsonl`` (``file url title text``). Each page is read as it is and in guises that take away
one thing readers lean on: classes and ids, JSON-LD, the whole head, ``p``, ``article`` and ``main``; then tables and
line breaks in the place of all containers and paragraphs; and all of the former at once.
For each guise: the mean F1 of runs of four tokens (0 where a reader gives no text), and what nightdesk refused.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import os
import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from nightdesk.errors import SkipItem
from nightdesk.reading import read_page
from nightdesk.reading.decoding import decode

TOKEN = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+|[^\w\s]")
QUOTES = str.maketrans(dict.fromkeys('"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a\u201b`\u00b4', "'"))
_CLASSES = re.compile(
    r"""\s(?:class|id|role|itemprop|data-testid|data-component)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE
)
_JSON_LD = re.compile(r"<script[^>]*ld\+json[^>]*>.*?</script>", re.IGNORECASE | re.DOTALL)
_HEAD = re.compile(r"<head[\s>].*?</head>", re.IGNORECASE | re.DOTALL)
_P = re.compile(r"<(/?)p(?=[\s>])", re.IGNORECASE)
_P_BEGINS, _P_ENDS = re.compile(r"<p(?:\s[^>]*)?>", re.IGNORECASE), re.compile(r"</p\s*>", re.IGNORECASE)
_BOX_BEGINS = re.compile(r"<(?:div|section|article|main|aside|header)((?:\s[^>]*)?)>", re.IGNORECASE)
_BOX_ENDS = re.compile(r"</(?:div|section|article|main|aside|header)\s*>", re.IGNORECASE)
_ARTICLE = re.compile(r"<(/?)(?:article|main)(?=[\s>])", re.IGNORECASE)
Runs = collections.Counter[tuple[str, ...]]


def without_head(html: str) -> str:
    """A page of which only its body speaks."""
    return _JSON_LD.sub("", _HEAD.sub("<head></head>", html))


def of_tables(html: str) -> str:
    """A page as it was made before there were elements for it: tables, and line breaks in the place of paragraphs."""
    tables = _BOX_ENDS.sub("</td></tr></table>", _BOX_BEGINS.sub(r"<table><tr><td\1>", html))
    return _P_ENDS.sub("<br>\n<br>\n", _P_BEGINS.sub("", tables))


GUISES: dict[str, Callable[[str], str]] = {
    "as recorded": lambda html: html,
    "without classes and ids": lambda html: _CLASSES.sub("", html),
    "without JSON-LD": lambda html: _JSON_LD.sub("", html),
    "without a head": without_head,
    "div in the place of p": lambda html: _P.sub(r"<\1div", html),
    "without article and main": lambda html: _ARTICLE.sub(r"<\1div", html),
    "of tables and line breaks": of_tables,
    "all of these": lambda html: _ARTICLE.sub(r"<\1div", _P.sub(r"<\1div", _CLASSES.sub("", without_head(html)))),
}


@dataclass(frozen=True)
class Result:
    """F1 of both readers on one page in one guise, and why nightdesk gave no article, if it gave none."""

    ours: float
    theirs: float
    refused: str = ""


def runs(text: str) -> Runs:
    """The runs of four tokens of a text, as multisets."""
    tokens = TOKEN.findall(unicodedata.normalize("NFKC", text).translate(QUOTES))
    return (
        collections.Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3))) if tokens else Runs()
    )


def f1(gold: str, found: str) -> float:
    """How much of a gold text was found, and how much of what was found is right."""
    wanted, given = runs(gold), runs(found)
    hits = sum((wanted & given).values())
    return 2 * hits / (sum(wanted.values()) + sum(given.values())) if hits else 0.0


def measured(folder: Path, page: dict[str, str], guises: list[str]) -> list[Result]:
    """Both readers on one page in its guises."""
    from trafilatura import extract

    body = (folder / page["file"]).read_bytes()
    html = decode(gzip.decompress(body) if page["file"].endswith(".gz") else body).text
    results = []
    for guise in guises:
        changed = GUISES[guise](html)
        theirs = extract(changed, url=page["url"], include_comments=False) or ""
        refused = ours = ""
        try:
            ours = read_page(changed.encode(), page["url"], "text/html; charset=utf-8").text
        except SkipItem as error:
            refused = str(error)
        results.append(Result(f1(page["text"], ours), f1(page["text"], theirs), refused))
    return results


def main() -> None:
    """Read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--only", nargs="+", choices=list(GUISES), default=list(GUISES), metavar="NAME")
    given = parser.parse_args()
    lines = (given.pages / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    pages = list({page["url"]: page for page in map(json.loads, lines) if page.get("text")}.values())
    count = len(pages)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(measured, [given.pages] * count, pages, [given.only] * count, chunksize=4))
    print(f"{count} pages{'':20}nightdesk  trafilatura  refused")
    for at, guise in enumerate(given.only):
        results = [answer[at] for answer in answers]
        ours, theirs = (sum(r.ours for r in results) / count, sum(r.theirs for r in results) / count)
        print(f"{guise:<30}{ours:9.4f}{theirs:13.4f}{sum(bool(r.refused) for r in results):9}")
        for result in results:
            if result.refused:
                print(f"    {result.refused}")


if __name__ == "__main__":
    main()
