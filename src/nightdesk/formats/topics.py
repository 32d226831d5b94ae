"""Topic files, ``NN-id.yaml`` in the record format's shape, and those a new desk starts with."""

from __future__ import annotations

import difflib
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from nightdesk.errors import ConfigError
from nightdesk.safe_text import made_safe
from nightdesk.types import Topic

_KEYS = (
    "taxonomy",
    "_id",
    "name",
    "shortname",
    "parent",
    "keywords",
    "hashtags",
    "images",
    "services",
    "mediatopics",
    "rubrics",
    "examples",
)
_NUMBERED = re.compile(r"\d+[-_]")
_ID = re.compile(r"\w[\w-]*")  # it becomes a folder of the published API
MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"  # followed by the code of one
_MEDIA_TOPIC = re.compile(r"\d{8}")
_TAKEN_IDS = ("page",)  # api/news/page/ holds the pages of the whole list


def read_topics(folder: Path) -> tuple[Topic, ...]:
    """Read a desk's topics in the order of their files' names, the root first.

    The root is the one topic without a parent; every article of the desk has it. Without keywords
    everything belongs to it; with keywords an article in which no topic occurs is left out.

    Raises:
        ConfigError: A file cannot be used; the message names it, what is wrong and the mend.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".yaml", ".yml"))
    except OSError as error:
        raise ConfigError(f"{folder}: no folder of topics; `nightdesk init` in a new folder shows one") from error
    if not paths:
        raise ConfigError(f"{folder}: holds no topic; every desk needs one, its root, in a file such as 00-news.yaml")
    topics = [(path, made_safe(_topic(path))[0]) for path in paths]
    _refuse_doubles(topics)
    _refuse_unknown_parents(topics)
    _refuse_cycles(topics)
    roots = [(path, topic) for path, topic in topics if topic.parent is None]
    if len(roots) > 1:
        named = " and ".join(f"{path.name} ({topic.name})" for path, topic in roots)
        raise ConfigError(
            f"{folder}: a desk has one root, the topic without a parent that every article carries; here are {named};"
            f" give all but one a parent, such as `parent: {roots[0][1].name}`"
        )
    root = roots[0][1]
    return (root, *(topic for _, topic in topics if topic is not root))


def starter_topics() -> tuple[tuple[str, str], ...]:
    """The files of topics that a new desk starts with: their names and texts, in order."""
    shipped = files("nightdesk.formats") / "starter_topics"
    found = [(item.name, item.read_text(encoding="utf-8")) for item in shipped.iterdir() if item.name.endswith(".yaml")]
    return tuple(sorted(found))


def _topic(path: Path) -> Topic:
    values = _loaded(path)
    for key in values:
        if key not in _KEYS:
            close = difflib.get_close_matches(str(key), _KEYS, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known here: {', '.join(_KEYS)}"
            raise ConfigError(f"{path}: unknown key {key!r}; {hint}")
    if values.get("taxonomy", "topic") != "topic":
        raise ConfigError(f"{path}: taxonomy is {values['taxonomy']!r}; a topic's file says `taxonomy: topic`")
    name = _text(path, values, "name")
    if name is None:
        raise ConfigError(f"{path}: has no name; add a line such as `name: {path.stem.title()}`")
    topic_id = _text(path, values, "_id") or _NUMBERED.sub("", path.stem, count=1)
    if not _ID.fullmatch(topic_id) or topic_id in _TAKEN_IDS:
        raise ConfigError(
            f"{path}: {topic_id!r} cannot be the _id of a topic, for it names a folder; use letters, digits and"
            " hyphens, and not `page`"
        )
    return Topic(
        id=topic_id,
        name=name,
        shortname=_text(path, values, "shortname"),
        parent=_text(path, values, "parent"),
        keywords=_texts(path, values, "keywords"),
        hashtags=_texts(path, values, "hashtags"),
        media_topics=_media_topics(path, values),
        rubrics=_texts(path, values, "rubrics"),
        examples=_texts(path, values, "examples"),
        services=_services(path, values),
    )


def _loaded(path: Path) -> dict[Any, Any]:
    try:
        values = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)  # in all wheels; twenty times the Python one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}, line {line}: not valid YAML: {error.problem or error}; mend that line") from error
    except (yaml.YAMLError, ValueError) as error:
        what = str(error).splitlines()[0]
        raise ConfigError(f"{path}: not valid YAML: {what}; save it as plain text in UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: holds no topic; write lines such as `name: Science` and a list of keywords")
    return values


def _text(path: Path, values: dict[Any, Any], key: str) -> str | None:
    value = values.get(key)
    if value is None:
        return None
    return _checked(path, key, value)


def _texts(path: Path, values: dict[Any, Any], key: str) -> tuple[str, ...]:
    """A list of texts in the order of the file; one that is listed twice stays so, as recorded quality counts both."""
    value = values.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ConfigError(f"{path}: {key} must be a list; write each on a line of its own that starts with a hyphen")
    return tuple(_checked(path, key, each) for each in value)


def _media_topics(path: Path, values: dict[Any, Any]) -> tuple[str, ...]:
    codes = _texts(path, values, "mediatopics")
    for code in codes:
        if not _MEDIA_TOPIC.fullmatch(code):
            raise ConfigError(
                f'{path}: {code!r} is no Media Topic of the IPTC; write its eight digits in quotes, such as "15000000"'
            )
    return codes


def _services(path: Path, values: dict[Any, Any]) -> tuple[tuple[str, str], ...]:
    """The addresses of APIs by section."""
    services = values.get("services") or {}
    if not isinstance(services, dict):
        raise ConfigError(f"{path}: services must name sections with a URL each, such as `news: https://…`")
    return tuple((_checked(path, "services", key), _checked(path, "services", url)) for key, url in services.items())


def _checked(path: Path, key: str, value: object) -> str:
    # YAML reads an unquoted no, on or 2024 as something else than the word.
    if not isinstance(value, str):
        raise ConfigError(f"{path}: {value!r} in {key} is no text to YAML; put it in quotes")
    text = " ".join(value.split())
    if not text:
        raise ConfigError(f"{path}: {key} holds an empty text; fill it or drop the line")
    return text


def _refuse_doubles(topics: list[tuple[Path, Topic]]) -> None:
    seen: dict[tuple[str, str], Path] = {}
    for path, topic in topics:
        for what, value in (("_id", topic.id), ("name", topic.name)):
            first = seen.setdefault((what, value.casefold()), path)
            if first is not path:
                raise ConfigError(f"{path}: the {what} {value!r} is that of {first.name} too; give one of them another")


def _refuse_unknown_parents(topics: list[tuple[Path, Topic]]) -> None:
    names = [topic.name for _, topic in topics]
    for path, topic in topics:
        if topic.parent is not None and topic.parent not in names:
            folded = {name.casefold(): name for name in names}
            close = difflib.get_close_matches(topic.parent.casefold(), folded, n=1)
            hint = f"did you mean {folded[close[0]]!r}?" if close else f"there are {', '.join(names)}"
            raise ConfigError(f"{path}: the parent {topic.parent!r} is the name of no topic here; {hint}")


def _refuse_cycles(topics: list[tuple[Path, Topic]]) -> None:
    parents = {topic.name: topic.parent for _, topic in topics}
    for path, topic in topics:
        line = [topic.name]
        above = topic.parent
        while above is not None and above not in line:
            line.append(above)
            above = parents[above]
        if above is not None:
            circle = " → ".join((*line[line.index(above) :], above))
            raise ConfigError(
                f"{path}: its parents go in a circle: {circle}; take the parent away from the widest of them"
            )
