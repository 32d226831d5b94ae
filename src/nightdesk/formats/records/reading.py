"""Read records, with the line and the reason where one cannot be read."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml

from nightdesk.formats.records.shape import NewsRecord, parse_moment

_FRONT = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)
_BARE_DASH = re.compile(r"^[ ]*-$", re.MULTILINE)
_PATH_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
# Keys that hold a list or a table: a hand that leaves one empty (``images:``) means that there is none.
_COMPOUND = ("provider", "topics", "images", "related")
DEEPEST = 20  # levels of nesting; a record has 4, and a parser of hostile YAML runs out of stack at hundreds


def read_record(text: str | bytes) -> NewsRecord:
    """Read one record: YAML front matter between lines of dashes, then its content.

    A key that the format does not have is passed over.

    Raises:
        ValueError: in one line, where (``line 5``) and why it cannot be read.
    """
    whole = _decoded(text)
    front = _FRONT.match(whole)
    if not front:
        raise ValueError("line 1: no front matter; a record starts with --- and has a second --- below it")
    table = load_table(front[1], first_line=2)
    for key in _COMPOUND:
        if table.get(key) == "":
            del table[key]
    try:
        besides = {"content": _content(whole[front.end() :]), "is_dash_bare": bool(_BARE_DASH.search(front[1]))}
        record = msgspec.convert(table | besides, NewsRecord, strict=False)
    except msgspec.ValidationError as error:
        raise _located(_in_words(str(error), table), front[1]) from error
    for path, published_at in (
        ("$.publishedDateTime", record.published_at),
        *((f"$.related[{place}].publishedDateTime", item.published_at) for place, item in enumerate(record.related)),
    ):
        try:
            parse_moment(published_at or "")
        except ValueError as error:
            if published_at is not None:
                raise _located(f"{error} - at `{path}`", front[1]) from error
    return record


def locate(error: ValueError, text: bytes) -> str:
    """What is wrong with a record that can be read, with its line: of an error that says where as ``$.title``."""
    front = _FRONT.match(_decoded(text))
    return str(_located(str(error), front[1] if front else ""))


def load_table(source: str, first_line: int = 1) -> dict[str, Any]:
    """Read a YAML table in which every scalar is kept as the text it is written as; an empty item of a list is null.

    ValueError names the line, counted from ``first_line``, and the reason: what YAML refuses, aliases and
    tags (a small text that unfolds to a large one), a key given twice, deep nesting.
    """
    builder = _TableBuilder()
    line = 0
    try:
        for event in yaml.parse(source, Loader=yaml.CBaseLoader):
            line = event.start_mark.line if event.start_mark else line
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else line
        raise ValueError(f"line {line + first_line}: not YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(f"line {line + first_line}: {' '.join(str(error).split())}") from error
    if not isinstance(builder.root, dict):
        raise ValueError(f"line {first_line}: not a table of keys and values")  # noqa: TRY004 - the text is wrong, not a type
    return builder.root


class _TableBuilder:
    """Builds texts, lists and tables from the events of a YAML parser, without recursion."""

    def __init__(self) -> None:
        self.root: Any = None
        self._open: list[Any] = []
        self._keys: list[str | None] = []  # for each open table the key that waits for its value

    def take(self, event: yaml.Event) -> None:
        """Take the next event; ValueError where it is not part of the format."""
        if isinstance(event, yaml.ScalarEvent):
            is_empty_item = (
                not event.value and event.implicit[0] and bool(self._open) and isinstance(self._open[-1], list)
            )
            self._put(None if is_empty_item else event.value)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) == DEEPEST:
                raise ValueError(f"nested deeper than {DEEPEST} levels")
            made: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._put(made)
            self._open.append(made)
            self._keys.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise ValueError("aliases (*name) are not part of the format")  # noqa: TRY004 - the text is wrong, not a type

    def _put(self, value: Any) -> None:
        if not self._open:
            self.root = value
            return
        parent, key = self._open[-1], self._keys[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif key is not None:
            parent[key] = value
            self._keys[-1] = None
        elif not isinstance(value, str):
            raise ValueError("a key must be a text")
        elif value in parent:
            raise ValueError(f"the key {value!r} stands twice")
        else:
            self._keys[-1] = value


def _decoded(text: str | bytes) -> str:
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ValueError(f"line {line}: not UTF-8 ({error.reason})") from error
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _content(below: str) -> str:
    """The text under the front matter, without the blank line that parts them."""
    return below.removeprefix("\n")


_EXPECTED = re.compile(r"Expected `(\w+)(?: \| null)?`, got `\w+`|Invalid enum value .*?(?= - at |$)")
_WANTED = {"int": "a whole number", "bool": "true or false", "str": "a text", "array": "a list", "object": "a table"}


def _in_words(message: str, table: dict[str, Any]) -> str:
    """Say msgspec's ``Expected `int | null`, got `str` - at `$.quality``` for a person, with what is there."""
    found = _EXPECTED.match(message)
    if not found:
        return message
    value: Any = table
    for name, number in _PATH_STEP.findall(message.partition(" - at ")[2]):
        value = value[name or int(number)]
    wanted = _WANTED.get(found[1], found[1]) if found[1] else "article or video"
    kinds = {list: _WANTED["array"], dict: _WANTED["object"], type(None): "empty"}
    is_there = repr(value[:60]) if isinstance(value, str) else kinds[type(value)]
    return f"must be {wanted}, is {is_there}{message[found.end() :]}"


def _located(message: str, source: str) -> ValueError:
    """Turn ``... - at `$.related[2].quality``` into the line and the key."""
    reason, _, path = message.partition(" - at ")
    steps = [name or int(number) for name, number in _PATH_STEP.findall(path)]
    missing = re.search(r"missing required field `(\w+)`", reason)
    if missing:
        reason = f"{missing[1]} is missing"
    where = ".".join(str(step) for step in steps)
    return ValueError(f"line {_line_of(source, steps) + 2}: {where + ': ' if where else ''}{reason}")


def _line_of(source: str, steps: list[str | int]) -> int:
    """The line, from 0, on which the value at the end of the steps starts."""
    node = yaml.compose(source, Loader=yaml.CBaseLoader)
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
    return int(node.start_mark.line) if node is not None else 0
