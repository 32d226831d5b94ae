"""A WARC file of made-up answers, for tests."""

import gzip
from pathlib import Path


def write_warc(path: Path, answers: dict[str, tuple[str, bytes]]) -> Path:
    """Write an archive that answers each URL with status 200, this content type and body (WARC 1.1, section 4)."""
    with path.open("wb") as file:
        for number, (url, (content_type, body)) in enumerate(answers.items()):
            http = (
                f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-11-20T12:00:00Z\r\nWARC-Target-URI: {url}\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            ).encode()
            file.write(gzip.compress(head + http + b"\r\n\r\n", compresslevel=1))
    return path


def rss(*items: tuple[str, str, str]) -> tuple[str, bytes]:
    """An RSS 2.0 feed of (link, title, pubDate) items."""
    listed = "".join(
        f"<item><link>{link}</link><title>{title}</title><pubDate>{date}</pubDate></item>"
        for link, title, date in items
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Fjord Post</title>{listed}</channel></rss>'
    return "application/rss+xml", text.encode()


def page(title: str, published: str = "2026-11-19T08:30:00Z") -> tuple[str, bytes]:
    """A plain news page with a text of some 150 words."""
    sentences = " ".join(
        f"The council of the harbour town said on day {day} that the ferry named {title} would sail again, "
        f"and fishermen on pier {day} were glad to hear of it."
        for day in range(1, 7)
    )
    return "text/html; charset=utf-8", (
        f'<!doctype html><html lang="en"><head><title>{title} | Fjord Post</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Fjord Post">'
        f'<meta property="article:published_time" content="{published}"></head>'
        f"<body><nav>Home News Sport</nav><article><h1>{title}</h1><p>{sentences}</p><p>The harbour master "
        f"added that tickets for {title} will be sold from Monday at the usual price.</p></article></body></html>"
    ).encode()
