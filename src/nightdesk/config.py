"""Every setting, its default and its meaning; ``desk.toml`` is read once, here, at the door."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from nightdesk.errors import ConfigError

CONFIG_NAME = "desk.toml"
# What `nightdesk init` writes. At the 70 of recorded sites a report with one thing against it (no excerpt, a wall
# behind the first lines) is held back, and a first desk may be an empty page. At 50 it takes two or three such things;
# what is no news (horoscopes, offers, press releases: 45 and less) stays out.
NEW_DESK = {"title": "My news desk", "heat_threshold": 50}
Section = TypeVar("Section")


def setting(default: Any, meaning: str, *, choices: tuple[str, ...] = (), most: float | None = None) -> Any:
    """A dataclass field whose meaning is shown in ``desk.toml`` and in the reference.

    ``choices`` are the texts it may be, ``most`` the largest number.
    """
    return field(default=default, metadata={"meaning": meaning, "choices": choices, "most": most})


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Who publishes."""

    title: str = setting("My news desk", "The name of the site.")
    url: str = setting("http://127.0.0.1:8642", "The public address of the site, without a slash at its end.")
    description: str = setting("", "One sentence under the name of the site and in its feeds.")
    locale: str = setting("en-us", "The language of the site, as a BCP 47 tag.")
    news_url: str = setting(
        "",
        "Where the site has a page for each record, such as `https://example.org/news/`: the API names it for what is"
        " shown in place, such as a video. Empty means nowhere.",
    )
    heat_threshold: int = setting(
        70,
        "An article with at least this heat is published. Without a line of its own it is that of recorded sites;"
        " `nightdesk init` writes 50, so that a new desk publishes ordinary articles.",
    )
    heat_counts_copies: bool = setting(
        False, "Whether each outlet's copy of one text adds to the heat, as in recorded sites; else it counts once."
    )


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where everything is kept."""

    database: str = setting("nightdesk.db", "A file in this folder (SQLite), or postgresql://user@host/name.")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How the desk behaves towards the servers it asks."""

    contact: str = setting("", "An address or URL in the User-Agent, so that a server's owner can reach you.")
    timeout_seconds: float = setting(30.0, "How long one request may take as a whole.")
    page_limit_mb: float = setting(10.0, "A feed or page larger than this, once unpacked, is left out.")
    host_delay_seconds: float = setting(1.0, "The pause between two requests to one host; robots.txt may ask for more.")
    connections: int = setting(32, "How many hosts are asked side by side; one connection a host.")
    obey_robots: bool = setting(True, "Whether robots.txt is obeyed.")
    allow_private: bool = setting(False, "Whether addresses of private networks may be asked (an intranet desk).")


@dataclass(frozen=True, slots=True)
class PollSettings:
    """How often a source is asked."""

    minimum_minutes: float = setting(15.0, "No source is asked more often than this.")
    maximum_hours: float = setting(24.0, "No source is asked less often than this.")


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """What one page and one run may cost."""

    workers: int = setting(0, "Processes that read pages; 0 means one for each core.")
    cpu_seconds: float = setting(10.0, "A page that takes more CPU time than this is given up.")
    memory_mb: int = setting(1024, "A page that takes more memory than this is given up.")
    attempts: int = setting(5, "How often a unit of work is tried before it is set aside.")
    run_minutes: float = setting(
        0.0, "A run that takes longer begins nothing more, publishes what it has and leaves the rest; 0 means no limit."
    )


@dataclass(frozen=True, slots=True)
class QualitySettings:
    """Who judges quality, and the points of the recorded rule, which `nightdesk import` reads off a site's records."""

    judge: str = setting(
        "editorial",
        "`editorial` judges as an editor would; `recorded` as the system that the record format comes from.",
        choices=("editorial", "recorded"),
    )
    site: int = setting(0, "Recorded rule: what every article starts with.")
    topic: int = setting(2, "Recorded rule: points for each topic that an article has, the root included.")
    keyword: int = setting(15, "Recorded rule: points for each keyword of any topic in the title.")
    picture: int = setting(20, "Recorded rule: points for a picture.")
    amp: int = setting(20, "Recorded rule: points for an AMP page.")
    video: int = setting(50, "Recorded rule: points for a video.")
    organization: int = setting(40, "Recorded rule: points for an outlet that has a file in organizations/.")
    own: int = setting(50, "Recorded rule: points for one of the site's own sources.")
    title_length: int = setting(70, "Recorded rule: characters of a title over which two cost a point.")
    own_sources: str = setting(
        "",
        "Recorded rule: the site's own sources, parted by commas: a host, a domain with all of its hosts, or"
        " `domain@host` for what an outlet publishes on another host.",
    )
    counts_plurals: bool = setting(False, "Recorded rule: whether the plural of a keyword counts too.")


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """Pictures of articles."""

    fetch: bool = setting(True, "Whether lead pictures are fetched, for their size and a small copy.")
    width: int = setting(800, "Small copies are at most this many pixels wide.")
    form: str = setting(
        "webp",
        "Copies are kept as `webp` or `avif`: 12 to 31 % smaller, for three times the CPU.",
        choices=("webp", "avif"),
    )
    limit_mb: float = setting(8.0, "A picture larger than this is not copied.")
    measured: int = setting(
        3,
        "How many more pictures of an article are measured, by the first bytes of their files, where no size is given.",
    )
    budget_mb: float = setting(
        2000.0, "Copies take at most this much; the oldest go first, those that are published stay. 0 means no limit."
    )
    hotlink: bool = setting(
        False, "Whether pages show pictures without a copy from the outlet's server, which then sees your readers."
    )


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """What is written, and where."""

    folder: str = setting("site", "The folder that `nightdesk run` publishes to.")
    page_size: int = setting(25, "Items on a page of the JSON API.")
    stories_on_front: int = setting(60, "Stories on the front page and on a topic's page.")
    ninjs: bool = setting(True, "Whether stories and their articles are written as ninjs, the IPTC's news in JSON.")
    websub_hub: str = setting(
        "", "The URL of a WebSub hub that is told when a feed of the site or of a topic changed; empty means none."
    )
    story_feeds: bool = setting(True, "Whether each story has feeds of its own, beside those of the site and topics.")


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """How `nightdesk serve` answers."""

    trusted_proxies: str = setting(
        "",
        "The addresses or networks of your proxies, such as `127.0.0.1`: only these are believed who asks"
        " (`X-Forwarded-For`).",
    )


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """Sites of static generators that each run keeps current (`docs/guide/generators.md`)."""

    hugo: str = setting("", "The folder `content` of a Hugo site; empty means none.")
    jekyll: str = setting("", "The folder of a Jekyll site; empty means none.")
    eleventy: str = setting("", "The input folder of an Eleventy site; empty means none.")
    astro: str = setting("", "The folder `src/content` of an Astro site; empty means none.")
    zola: str = setting("", "The folder `content` of a Zola site; empty means none.")
    pelican: str = setting("", "The folder `content` of a Pelican site; empty means none.")


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class NewsletterSettings:
    """The newsletter: when an issue is made, and the server that sends it."""

    enabled: bool = setting(False, "Whether issues are made by the schedule and readers may subscribe.")
    schedule: str = setting(
        "day", "An issue each `day` or `week`; `never` leaves it to the command.", choices=("day", "week", "never")
    )
    hour: int = setting(6, "The hour (UTC) at which an issue is made.", most=23)
    weekday: str = setting("monday", "The day of a weekly issue.", choices=WEEKDAYS)
    stories: int = setting(12, "An issue has at most this many stories, the hottest.")
    pictures: bool = setting(
        True, "Whether mails show the site's pictures, for which a reader's mail program then asks your server."
    )
    from_address: str = setting("", "The address that mails come from; answers go there too.")
    imprint: str = setting("", "A line at the foot of each mail, such as your postal address; some laws ask for one.")
    links_url: str = setting(
        "", "The public address of `nightdesk serve` for links in mails; empty means that of the site."
    )
    smtp_host: str = setting("", "The mail server that takes the mails.")
    smtp_port: int = setting(587, "Its port: 587 with starttls, 465 with tls.", most=65535)
    smtp_security: str = setting(
        "starttls",
        "`starttls` or `tls`; with `none` addresses and mails travel in the clear.",
        choices=("starttls", "tls", "none"),
    )
    smtp_user: str = setting("", "The name to log in with; empty means without a login.")
    smtp_password_file: str = setting(
        "", "A file in this folder, or an absolute path, that holds the password and that only you may read (mode 600)."
    )


@dataclass(frozen=True, slots=True)
class SealSettings:
    """What records carry for this desk alone, sealed."""

    key_file: str = setting(
        "",
        "A file that `nightdesk seal-key` made and that only you may read (mode 600); empty means nothing is sealed.",
    )
    text: bool = setting(True, "Whether the full text is sealed into the record, beside the source's id.")
    notes: bool = setting(True, "Whether editors' notes are sealed into the record, beside the source's id.")


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of one desk; ``home`` is the folder that holds its ``desk.toml``."""

    home: Path
    desk: DeskSettings = field(default_factory=DeskSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    web: WebSettings = field(default_factory=WebSettings)
    poll: PollSettings = field(default_factory=PollSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    quality: QualitySettings = field(default_factory=QualitySettings)
    pictures: PictureSettings = field(default_factory=PictureSettings)
    publish: PublishSettings = field(default_factory=PublishSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    profiles: ProfileSettings = field(default_factory=ProfileSettings)
    seal: SealSettings = field(default_factory=SealSettings)
    newsletter: NewsletterSettings = field(default_factory=NewsletterSettings)

    @property
    def cache_folder(self) -> Path:
        """Where the desk keeps what it can make again: small copies of pictures, its lock."""
        return self.home / ".nightdesk"

    @property
    def site_folder(self) -> Path:
        """Where ``nightdesk run`` publishes."""
        return self.home / self.publish.folder

    @property
    def profile_folders(self) -> dict[str, Path]:
        """The folders of generators' sites that are kept current, by the names of their profiles."""
        named = ((item.name, getattr(self.profiles, item.name)) for item in fields(ProfileSettings))
        return {name: self.home / folder for name, folder in named if folder}


SECTIONS: dict[str, type[Any]] = {
    "desk": DeskSettings,
    "store": StoreSettings,
    "web": WebSettings,
    "poll": PollSettings,
    "limits": LimitSettings,
    "quality": QualitySettings,
    "pictures": PictureSettings,
    "publish": PublishSettings,
    "serve": ServeSettings,
    "profiles": ProfileSettings,
    "seal": SealSettings,
    "newsletter": NewsletterSettings,
}


def load_config(home: Path) -> Config:
    """Read ``desk.toml`` in a folder; ConfigError names the file, the key and the mend."""
    path = home / CONFIG_NAME
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{home}: no {CONFIG_NAME} here; make a desk with `nightdesk init {home}`") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}; mend the line it names") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    for name in tables:
        if name not in SECTIONS:
            raise ConfigError(f"{path}: unknown section [{name}]{_nearest(name, SECTIONS)}")
    return Config(home=home, **{name: _section(path, name, SECTIONS[name], table) for name, table in tables.items()})


def default_toml(**values: dict[str, Any]) -> str:
    """The text of a ``desk.toml`` with every setting and its meaning; defaults are commented out.

    ``values`` are tables of settings to write out instead, such as ``desk={"title": "Night News"}``.
    """
    lines = ["# The settings of this desk. What is commented out is the default.", ""]
    for name, section in SECTIONS.items():
        lines.append(f"[{name}]")
        for item in fields(section):
            chosen = values.get(name, {})
            value = chosen.get(item.name, item.default)
            lines.append(f"# {item.metadata['meaning']}")
            lines.append(f"{'' if item.name in chosen else '# '}{item.name} = {_toml(value)}")
        lines.append("")
    return "\n".join(lines)


def _section(path: Path, name: str, section: type[Section], table: Any) -> Section:
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {name} must be a section; write [{name}] on a line of its own above its settings")
    types = get_type_hints(section)
    for key, value in table.items():
        if key not in types:
            raise ConfigError(f"{path}: unknown key {key!r} in [{name}]{_nearest(key, types)}")
        wanted = types[key]
        fits = type(value) is wanted or (wanted is float and type(value) is int)
        if not fits:
            raise ConfigError(f"{path}: [{name}] {key} must be {_WORDS[wanted]}, not {value!r}")
        if wanted in (int, float) and value < 0:
            raise ConfigError(f"{path}: [{name}] {key} must not be negative, is {value!r}")
    for item in fields(section):  # type: ignore[arg-type]  # every section is a dataclass
        value, choices, most = table.get(item.name), item.metadata["choices"], item.metadata["most"]
        if choices and value is not None and value not in choices:
            raise ConfigError(f"{path}: [{name}] {item.name} must be one of {', '.join(choices)}, not {value!r}")
        if most is not None and value is not None and value > most:
            raise ConfigError(f"{path}: [{name}] {item.name} must be at most {most}, is {value!r}")
    return section(**table)


_WORDS: dict[type, str] = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}


def _nearest(name: str, known: dict[str, Any]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known here: {', '.join(known)}"


def _toml(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
