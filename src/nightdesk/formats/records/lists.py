"""The two lists beside the records: topics (``_data/topics``) and organizations (``_data/organizations``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from nightdesk.formats.records.reading import load_table
from nightdesk.formats.records.shape import DOMAIN, RecordImage
from nightdesk.formats.records.writing import encoded, plain
from nightdesk.ranking.quality.editorial import MOST_STANDING
from nightdesk.types import Image, Organization, Topic

_FRONT = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)
SECTION_ORDER = ("learning", "news", "samples", "people", "events", "newsletters")  # as in 7 of 7 topic files


class _OrganizationTable(msgspec.Struct, frozen=True, kw_only=True, rename={"id": "_id", "other_names": "otherNames"}):
    """An organization as its file has it."""

    id: str | None = None
    name: str
    other_names: tuple[str, ...] = ()
    domain: str
    description: str | None = None
    images: tuple[RecordImage, ...] = ()
    standing: int = 0


def write_topic(topic: Topic, services: Mapping[str, str]) -> bytes:
    """Write a topic as ``_data/topics/NN-id.yaml``; ``services`` are URLs of the API by section (``news``).

    The files of the form end without a line break (7 of 7).
    """
    lines = ["taxonomy: topic", f"_id: {plain(topic.id)}", f"name: {plain(topic.name)}"]
    lines += [f"shortname: {plain(topic.shortname)}"] if topic.shortname is not None else []
    lines += [f"parent: {plain(topic.parent)}"] if topic.parent is not None else []
    lines += _items("keywords", topic.keywords) + _items("hashtags", topic.hashtags)
    known = [section for section in SECTION_ORDER if section in services]
    sections = [*known, *sorted(services.keys() - set(known))]
    lines += ["services:", *(f"  {plain(name)}: {plain(services[name])}" for name in sections)] if sections else []
    return encoded("\n".join(lines))


def write_organization(organization: Organization) -> bytes:
    """Write an organization as ``_data/organizations/DOMAIN.md``."""
    lines = ["---", "taxonomy: organization", f"_id: {plain(organization.id)}", f"name: {plain(organization.name)}"]
    lines += _items("otherNames", organization.other_names)
    lines.append(f"domain: {plain(organization.domain)}")
    lines += [f"standing: {organization.standing}"] if organization.standing else []
    if organization.description is not None:
        lines.append(f"description: {plain(organization.description)}")
    for image in organization.images:
        lines += [f"  - url: {plain(image.url)}"]
        lines += [f"    {key}: {size}" for key, size in (("width", image.width), ("height", image.height)) if size]
    place = next((at for at, line in enumerate(lines) if line.startswith("  - url: ")), None)
    if place is not None:
        lines.insert(place, "images:")
    return encoded("\n".join([*lines, "---", ""]))


def read_organization(text: str | bytes) -> Organization:
    """Read an organization; ValueError names the line and the reason."""
    whole = (text.decode("utf-8") if isinstance(text, bytes) else text).replace("\r\n", "\n")
    front = _FRONT.match(whole)
    if not front:
        raise ValueError("line 1: no front matter between two lines of ---")
    table = load_table(front[1], first_line=2)
    for key in ("otherNames", "images"):
        if table.get(key) == "":  # a hand that leaves a list empty means that there is none
            del table[key]
    try:
        found = msgspec.convert(table, _OrganizationTable, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"line 2: {error}") from error
    if not found.name.strip() or not found.domain.strip():
        raise ValueError("line 2: an organization needs a name and a domain")
    if not DOMAIN.fullmatch(found.domain):
        raise ValueError(f"line 2: {found.domain[:60]!r} cannot be the name of a domain")
    if abs(found.standing) > MOST_STANDING:
        raise ValueError(f"line 2: standing is {found.standing}; give points from -{MOST_STANDING} to {MOST_STANDING}")
    return Organization(
        id=found.id or found.domain,
        name=found.name,
        domain=found.domain,
        other_names=found.other_names,
        description=found.description,
        images=tuple(Image(image.url, image.width, image.height) for image in found.images),
        standing=found.standing,
    )


def _items(key: str, texts: Iterable[str]) -> list[str]:
    listed = [f"  - {plain(text)}" for text in texts]
    return [f"{key}:", *listed] if listed else []
