"""The site's settings in: what ``_config.yml`` and the API say of the site, and ``desk.toml`` with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml

from nightdesk.config import CONFIG_NAME, NEW_DESK, SECTIONS, load_config
from nightdesk.counting import counted
from nightdesk.errors import ConfigError, StoreError
from nightdesk.importing.files import read_plain
from nightdesk.importing.in_place import in_place_address
from nightdesk.importing.quality import quality_settings
from nightdesk.importing.report import ImportReport
from nightdesk.ranking import THRESHOLD

NAME = "_config.yml"
API_PAGE = Path("api/news/index.json")
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What a site says of itself: settings of ``desk.toml`` by section, and the name of the topic that is its root."""

    chosen: dict[str, dict[str, str | int]]
    root: str | None


class _Pages(msgspec.Struct, rename="camel"):
    value: list[msgspec.Raw]
    next_page: int | None = None


def read_settings(site: Path, report: ImportReport) -> SiteSettings:
    """Read the settings of a site: title, address, locale, sizes of its pages; what cannot be used is noted."""
    values = _values(site, report)
    desk: dict[str, str | int] = {"heat_threshold": THRESHOLD}  # as every record says that carries a heat
    publish: dict[str, str | int] = {}
    title, locale = values.get("title"), values.get("locale")
    if isinstance(title, str) and title.strip():
        desk["title"] = " ".join(title.split())
    url, base = values.get("url"), values.get("baseurl") or ""
    if isinstance(url, str) and re.match(r"https?://[^\s/]+", url) and isinstance(base, str):
        desk["url"] = f"{url.rstrip('/')}/{base.strip('/')}".rstrip("/")
    news_url = in_place_address(site, values.get("webUrl"))
    if news_url:
        desk["news_url"] = news_url
    if isinstance(values.get("description"), str):
        desk["description"] = " ".join(values["description"].split())
    if isinstance(locale, str) and _TAG.fullmatch(locale):
        desk["locale"] = locale
    elif locale is not None:
        report.wonder(NAME, f"locale: {locale!r} is no BCP 47 tag, such as en-us")
    pagination = values.get("pagination")
    size = pagination.get("page_size") if isinstance(pagination, dict) else None
    if isinstance(size, int) and size > 0:
        publish["stories_on_front"] = size
    api_size = _api_page_size(site, report)
    if api_size:
        publish["page_size"] = api_size
    root = values.get("topic")
    tables = (("desk", desk), ("publish", publish), ("quality", _quality(site, report)))
    chosen = {name: table for name, table in tables if table}
    return SiteSettings(chosen, root if isinstance(root, str) else None)


def settle(home: Path, settings: SiteSettings, report: ImportReport) -> None:
    """Write a site's settings into ``desk.toml``; one that its owner has set stays."""
    path = home / CONFIG_NAME
    now, default = load_config(home), {name: section() for name, section in SECTIONS.items()}
    text = path.read_text(encoding="utf-8")
    for section, table in settings.chosen.items():
        for key, value in table.items():
            current = getattr(getattr(now, section), key)
            if current == value:
                continue
            if current not in (getattr(default[section], key), NEW_DESK.get(key)):
                report.wonder(NAME, f"[{section}] {key} of {CONFIG_NAME} stays {current!r}; the site has {value!r}")
                continue
            text = _with_setting(text, section, key, value)
            report.settings.append(f"[{section}] {key} = {value!r}")
    _replace(path, text)
    load_config(home)  # a file that nobody could read would be found at the next command only


def _values(site: Path, report: ImportReport) -> dict[str, Any]:
    path = site / NAME
    if not path.exists():
        report.wonder(NAME, "is not there; title, address and locale stay as the desk has them")
        return {}
    try:
        values = yaml.load(read_plain(path), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        report.leave_out(NAME, " ".join(str(error).split()))
        return {}
    if not isinstance(values, dict):
        report.leave_out(NAME, "line 1: not a table of keys and values")
        return {}
    return values


def _quality(site: Path, report: ImportReport) -> dict[str, str | int]:
    """How the site judged quality, where the recorded rule explains its records."""
    read = quality_settings(site)
    if read is None:
        return {}
    settings, fit = read
    if not settings:
        report.wonder(
            "_news",
            f"the recorded rule of quality explains {fit.exact} of {counted(fit.records, 'record')} only;"
            " new articles are judged by the editorial judge",
        )
    return settings


def _api_page_size(site: Path, report: ImportReport) -> int | None:
    """How many items a page of the site's API holds, where it has more than one."""
    if not (site / API_PAGE).exists():
        return None
    try:
        page = msgspec.json.decode(read_plain(site / API_PAGE), type=_Pages)
    except (ValueError, msgspec.DecodeError) as error:
        report.wonder(str(API_PAGE), f"is no page of the API, so the size of its pages stays: {error}")
        return None
    return len(page.value) if page.next_page is not None else None


def _with_setting(text: str, section: str, key: str, value: str | int) -> str:
    """The text of ``desk.toml`` with a setting in its section: in the place of its default, else at the head."""
    line = f"{key} = {_toml(value)}"
    head = re.search(rf"^\[{section}\][^\n]*$", text, re.MULTILINE)
    if head is None:
        return f"{text.rstrip()}\n\n[{section}]\n{line}\n"
    following = re.search(r"^\[", text[head.end() :], re.MULTILINE)
    end = head.end() + following.start() if following else len(text)
    body = text[head.end() : end]
    is_there = re.compile(rf"^(?:# )?{key} = [^\n]*$", re.MULTILINE)
    body = is_there.sub(lambda _: line, body, count=1) if is_there.search(body) else f"\n{line}{body}"
    return text[: head.end()] + body + text[end:]


def _toml(value: str | int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # JSON's escapes are TOML's too (toml.io, "String"), but for DEL, which both forbid bare.
    return str(value) if isinstance(value, int) else msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")


def _replace(path: Path, text: str) -> None:
    neighbour = path.with_name(f".{path.name}.part")
    try:
        neighbour.write_text(text, encoding="utf-8")
        neighbour.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; check that you may write there") from error


def check_site(site: Path) -> None:
    """Refuse what is no site in the record format; ConfigError says what is missing."""
    if not site.is_dir():
        raise ConfigError(f"{site}: no such folder; give the folder of a site that holds _news")
    if not (site / "_news").is_dir():
        raise ConfigError(f"{site}: holds no _news; give the folder of a site in the record format")
