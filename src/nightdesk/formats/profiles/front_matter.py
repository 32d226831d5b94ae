"""Front matter that every reader of YAML or TOML takes for the same values: texts in double quotes, plain numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from nightdesk.formats.records.writing import quoted

Value = str | int | bool | datetime | Sequence["Value"] | Mapping[str, "Value"]
Table = Mapping[str, Value]

# What no page can show and some reader refuses: control characters, separators of lines, halves of surrogate
# pairs, noncharacters (YAML 1.2.2, 5.1; TOML 1.0, "String"; XML 1.0, 2.2 for the feeds that generators write).
_UNSHOWN = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]+")


def shown_text(text: str) -> str:
    """A text on one line, without what no page can show."""
    return _UNSHOWN.sub(" ", text).strip()


def yaml_file(table: Table, body: str) -> bytes:
    """A file with YAML front matter (Hugo, Jekyll, Eleventy, Astro)."""
    return ("\n".join(["---", *_yaml_lines(table), "---", "", body]).rstrip("\n") + "\n").encode()


def toml_file(table: Table, body: str) -> bytes:
    """A file with TOML front matter (Zola)."""
    return ("\n".join(["+++", *_toml_lines(table, ""), "+++", "", body]).rstrip("\n") + "\n").encode()


def moment(value: datetime) -> str:
    """A time in UTC to the second, as YAML, TOML and RFC 3339 have it."""
    return value.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _scalar(value: Value) -> str:
    """A value on one line; YAML's flow and TOML's inline form are the same for all that is written here."""
    if isinstance(value, str):
        return quoted(shown_text(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_scalar, value))}]"
    return str(value)


def _is_tables(value: Value) -> bool:
    """Whether a value is a list of tables, which has a form of its own."""
    return isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(one, Mapping) for one in value)


def _yaml_lines(table: Table) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield f"{key}:"
            yield from (f"  {line}" for line in _yaml_lines(value))
        elif isinstance(value, Sequence) and _is_tables(value):
            yield f"{key}:"
            for one in value:
                assert isinstance(one, Mapping)  # noqa: S101 - lists here are of one kind
                first, *others = _yaml_lines(one)
                yield f"  - {first}"
                yield from (f"    {line}" for line in others)
        else:
            yield f"{key}: {_scalar(value)}"


def _toml_lines(table: Table, path: str) -> Iterator[str]:
    """The table's plain values first: what follows a ``[heading]`` belongs to it (TOML 1.0, "Table")."""
    below = {key: value for key, value in table.items() if isinstance(value, Mapping) or _is_tables(value)}
    for key, value in table.items():
        if key not in below:
            yield f"{key} = {_scalar(value)}"
    for key, value in below.items():
        name = f"{path}{key}"
        if isinstance(value, Mapping):
            yield from ("", f"[{name}]", *_toml_lines(value, f"{name}."))
        elif isinstance(value, Sequence):
            for one in value:
                assert isinstance(one, Mapping)  # noqa: S101 - lists here are of one kind
                yield from ("", f"[[{name}]]", *_toml_lines(one, f"{name}."))
