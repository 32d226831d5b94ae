r"""Write records in the form of the system before this one, to the byte.

Evidence, from 674 records and one with related articles: titles, excerpts, URLs, embeds and the sealed
payload are double-quoted with JSON's escapes (``\"``, ``\r\n``) and nothing else escaped (no-break spaces
and soft hyphens stand as they are); names of outlets and topics, domains, times, numbers and booleans are
plain; groups are parted by one blank line, and one follows the closing dashes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import yaml

from nightdesk.formats.records.shape import NewsRecord, RecordImage, RecordProvider, RelatedRecord

# What YAML readers refuse or take for a line break even inside quotes (YAML 1.2.2, 5.1 and 5.4). JSON's
# escapes already cover the rest below the space.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Lone surrogates have no UTF-8 form and no place in a file.
_SURROGATES = re.compile("[\ud800-\udfff]")
# A plain scalar in a block (YAML 1.2.2, 7.3.3): starts with no indicator, holds no ": " and no " #".
_PLAIN = re.compile(
    r"""(?![-?:,\[\]{}#&*!|>'"%@`\s])(?:(?!:(?:\s|$)|\s\#)[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff])+(?<!\s)"""
)
# What a reader of YAML 1.1 or 1.2 takes for something else than text, beyond what PyYAML's resolver does.
_NOT_TEXT = re.compile(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[xob][\da-fA-F_]+|[yYnN]|-{3}|\.{3}")
_resolver = yaml.resolver.Resolver()


def write_record(record: NewsRecord) -> bytes:
    """Write one record as a file: front matter, then its content (nearly always none), in UTF-8."""
    groups = [
        _opening_lines(record),
        _quoted_line("featuredContent", record.featured_content),
        [] if record.provider is None else _provider_lines(record.provider),
        _listed("topics", _topic_lines(record)),
        _listed("images", _image_lines(record.images)),
        _listed("related", (line for item in record.related for line in _related_lines(item))),
        _quoted_line("secured", record.secured),
    ]
    front = "\n\n".join("\n".join(group) for group in groups if group)
    return encoded(f"---\n{front}\n---\n\n{record.content}")


def quoted(text: str) -> str:
    """A text as a double-quoted YAML scalar."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def plain(text: str) -> str:
    """A text as a plain YAML scalar, or a double-quoted one where a plain one would be read as something else."""
    if not _PLAIN.fullmatch(text) or _NOT_TEXT.fullmatch(text):
        return quoted(text)
    tag = _resolver.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # PyYAML's stubs
    return text if tag == yaml.resolver.Resolver.DEFAULT_SCALAR_TAG else quoted(text)


def encoded(text: str) -> bytes:
    """The bytes of a file; halves of surrogate pairs, which no file can hold, become U+FFFD."""
    return _SURROGATES.sub("\ufffd", text).encode()


def _opening_lines(record: NewsRecord) -> list[str]:
    return [
        f"category: {plain(record.category)}",
        *_quoted_line("title", record.title),
        *_quoted_line("excerpt", record.excerpt),
        f"publishedDateTime: {record.published_at}",
        *_quoted_line("originalUrl", record.original_url),
        *_quoted_line("webUrl", record.url),
        *_quoted_line("ampWebUrl", record.amp_url),
        *_quoted_line("cdnAmpWebUrl", record.cdn_amp_url),
        f"type: {record.kind}",
        *_plain_line("quality", record.quality),
        *_plain_line("heat", record.heat),
        *_plain_line("published", record.is_published),
    ]


def _topic_lines(record: NewsRecord) -> Iterable[str]:
    empty = "  -" if record.is_dash_bare else "  - "
    return (empty if topic is None else f"  - {plain(topic)}" for topic in record.topics)


def _provider_lines(provider: RecordProvider) -> list[str]:
    lines = ["provider:", f"  name: {plain(provider.name)}"]
    if provider.domain is not None:
        lines.append(f"  domain: {plain(provider.domain)}")
    return lines + _indented(_listed("images", _image_lines(provider.images)))


def _related_lines(item: RelatedRecord) -> list[str]:
    lines = [
        *_quoted_line("title", item.title),
        *_quoted_line("excerpt", item.excerpt),
        *_plain_line("publishedDateTime", item.published_at),
        *_quoted_line("webUrl", item.url),
        *_quoted_line("ampWebUrl", item.amp_url),
        *_quoted_line("cdnAmpWebUrl", item.cdn_amp_url),
        *_plain_line("type", item.kind),
        *([] if item.provider is None else _provider_lines(item.provider)),
        *_plain_line("quality", item.quality),
        *_listed("images", _image_lines(item.images)),
    ]
    return [f"  - {lines[0]}", *_indented(_indented(lines[1:]))]


def _image_lines(images: Iterable[RecordImage]) -> Iterable[str]:
    for image in images:
        yield f"  - url: {quoted(image.url)}"
        for key, value in (("width", image.width), ("height", image.height), ("isCached", image.is_cached)):
            yield from _indented(_indented(_plain_line(key, value)))


def _listed(key: str, lines: Iterable[str]) -> list[str]:
    """A key with its list below it, or nothing where the list is empty."""
    below = list(lines)
    return [f"{key}:", *below] if below else []


def _quoted_line(key: str, text: str | None) -> list[str]:
    return [] if text is None else [f"{key}: {quoted(text)}"]


def _plain_line(key: str, value: str | float | None) -> list[str]:
    if value is None:
        return []
    return [f"{key}: {str(value).lower() if isinstance(value, bool) else value}"]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
