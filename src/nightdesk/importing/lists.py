"""Topics and organizations in: into the desk's folders, in the form in which the desk reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nightdesk.errors import ConfigError
from nightdesk.formats.records import read_organization, write_topic
from nightdesk.formats.records.reading import load_table
from nightdesk.formats.topics import read_topics, starter_topics
from nightdesk.importing.files import named_files, read_plain
from nightdesk.importing.report import ImportReport
from nightdesk.storage.folder import write_files
from nightdesk.types import File, Topic
from nightdesk.urls import slugify

TOPICS, ORGANIZATIONS = "_data/topics", "_data/organizations"
_NUMBERED = re.compile(r"\d+[-_]")


@dataclass(frozen=True, slots=True)
class _TopicFile:
    """A topic's file as it came, and the topic that a desk can use."""

    name: str
    content: bytes
    topic: Topic
    is_changed: bool = False

    def file(self) -> File:
        """The file for the desk: as it came where it can be used as it is."""
        return File(self.name, write_topic(self.topic, dict(self.topic.services)) if self.is_changed else self.content)


def import_topics(site: Path, folder: Path, root: str | None, report: ImportReport) -> None:
    """Bring in a site's topics, in the place of those that a new desk starts with.

    A desk that has topics of its own keeps them. What a desk cannot use is mended and noted: several topics
    without a parent come under the root, the one that the site names (else the first).
    """
    found = _rooted(_read_topics(site, report), root, report)
    if not found:
        return
    files = [each.file() for each in found]
    names = {file.path: file.content for file in files}
    here = {name: (folder / name).read_bytes() for name in named_files(folder, (".yaml", ".yml"))}
    if here == names:
        report.topics = len(found)
        return
    starters = {name: text.encode() for name, text in starter_topics()}
    if any(starters.get(name) != content and names.get(name) != content for name, content in here.items()):
        report.wonder(TOPICS, f"{folder} holds topics of the desk's own, which stay; move them away and import again")
        return
    with TemporaryDirectory() as trial:
        write_files(Path(trial), files)
        try:
            read_topics(Path(trial))
        except ConfigError as error:
            report.leave_out(TOPICS, str(error).replace(f"{trial}/", ""))
            return
    write_files(folder, files)
    for name in here.keys() - names.keys():
        (folder / name).unlink()
    report.topics = len(found)


def import_organizations(site: Path, folder: Path, report: ImportReport) -> None:
    """Bring in a site's organizations, a file each; one that the desk has already stays as it is."""
    for name in named_files(site / ORGANIZATIONS, (".md",)):
        try:
            content = read_plain(site / ORGANIZATIONS / name)
            organization = read_organization(content)
        except ValueError as error:
            report.leave_out(f"{ORGANIZATIONS}/{name}", str(error))
            continue
        target = folder / name
        if target.exists() and target.read_bytes() != content:
            report.wonder(f"{ORGANIZATIONS}/{name}", f"the desk has {organization.domain} already, which stays")
            continue
        write_files(folder, [File(name, content)])
        report.organizations += 1


def read_topic_files(site: Path, report: ImportReport) -> list[tuple[str, Topic]]:
    """A site's topics as they are, with the names of their files; what cannot be read is left out."""
    return [(each.name, each.topic) for each in _read_topics(site, report)]


def _read_topics(site: Path, report: ImportReport) -> list[_TopicFile]:
    found: list[_TopicFile] = []
    taken: set[str] = set()
    for name in named_files(site / TOPICS, (".yaml", ".yml")):
        file = f"{TOPICS}/{name}"
        try:
            content = read_plain(site / TOPICS / name)
            made = _topic(name, content, load_table(content.decode("utf-8").replace("\r\n", "\n")))
        except (ValueError, UnicodeDecodeError) as error:
            report.leave_out(file, str(error) if str(error).startswith("line") else f"line 1: {error}")
            continue
        if {made.topic.id.casefold(), made.topic.name.casefold()} & taken:
            report.leave_out(file, "line 1: another topic has its _id or its name")
            continue
        taken |= {made.topic.id.casefold(), made.topic.name.casefold()}
        if made.is_changed:
            report.wonder(file, "holds what a desk's topic does not; it is written anew with what it does")
        found.append(made)
    return found


def _topic(name: str, content: bytes, table: dict[str, Any]) -> _TopicFile:
    title = _text(table.get("name"))
    if title is None:
        raise ValueError("line 1: name is missing")
    stem = _NUMBERED.sub("", Path(name).stem, count=1)
    wanted = _text(table.get("_id")) or stem
    identity = wanted if re.fullmatch(r"\w[\w-]*", wanted) and wanted != "page" else slugify(wanted, "topic")
    topic = Topic(
        id=identity,
        name=title,
        shortname=_text(table.get("shortname")),
        parent=_text(table.get("parent")),
        keywords=_texts(table.get("keywords")),
        hashtags=_texts(table.get("hashtags")),
        services=_services(table.get("services")),
    )
    with TemporaryDirectory() as trial:
        is_usable = _is_usable(Path(trial), name, content, topic)
    return _TopicFile(name, content, topic, is_changed=not is_usable)


def _is_usable(trial: Path, name: str, content: bytes, topic: Topic) -> bool:
    """Whether a desk reads the file as it is, beside a topic of its parent's name."""
    write_files(trial, [File(name, content)])
    if topic.parent is not None:
        write_files(trial, [File("zz-parent.yaml", write_topic(Topic("zz-parent", topic.parent), {}))])
    try:
        return topic in read_topics(trial)
    except ConfigError:
        return False


def _rooted(found: list[_TopicFile], root: str | None, report: ImportReport) -> list[_TopicFile]:
    """The topics as one tree: those without a parent, or with one that is not there, come under the root."""
    names = {each.topic.name for each in found}
    heads = [each for each in found if each.topic.parent is None]
    if not found:
        return []
    chosen = next((each for each in heads if each.topic.name == root), heads[0] if heads else found[0])
    rooted = []
    for each in found:
        is_root, parent = each is chosen, each.topic.parent
        if is_root and parent is not None:
            changed = replace(each, topic=replace(each.topic, parent=None), is_changed=True)
            report.wonder(f"{TOPICS}/{each.name}", f"its parent {parent!r} is given up: every desk has one root")
        elif not is_root and parent not in names:
            changed = replace(each, topic=replace(each.topic, parent=chosen.topic.name), is_changed=True)
            lack = "no parent" if parent is None else f"the parent {parent!r}, which is not there"
            report.wonder(f"{TOPICS}/{each.name}", f"has {lack}; it comes under {chosen.topic.name}")
        else:
            changed = each
        rooted.append(changed)
    return rooted


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    texts = (_text(each) for each in value)
    return tuple(text for text in texts if text)


def _services(value: object) -> tuple[tuple[str, str], ...]:
    found = value.items() if isinstance(value, dict) else ()
    return tuple((key, url) for key, url in found if isinstance(url, str) and url)
