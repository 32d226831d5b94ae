"""What is not documented fails here."""

import importlib
import importlib.util
import re
import tomllib
from dataclasses import fields

import pytest

import nightdesk.types
from conftest import ROOT
from nightdesk.pipeline import PIPELINE

SOURCES = ROOT / "src" / "nightdesk"
NO_MODULES = ("nightdesk.db",)  # a file of a desk


def reference():
    """The script that writes the reference."""
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "scripts" / "write_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["settings.md", "commands.md", "stages.md", "errors.md", "python.md", "modules.md"])
def test_the_reference_is_what_the_code_says(page):
    written = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    assert written == reference().PAGES[page](), "run `python scripts/write_reference.py`"


def test_every_noun_is_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    nouns = re.findall(r"^\| ([a-z ]+) \|", glossary, re.MULTILINE)
    assert len(nouns) == len(set(nouns)), "a noun is in the glossary twice"
    for name in (
        "Source",
        "Provider",
        "Article",
        "Topic",
        "Story",
        "Edition",
        "Verdict",
        "Reason",
        "Image",
        "Outcome",
        "Work",
    ):
        assert hasattr(nightdesk.types, name)
        assert name.lower() in nouns


def test_the_architecture_fits_on_a_page_and_names_every_stage():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 82
    for stage in PIPELINE:
        assert f"| `{stage.name}` |" in text


def test_the_architecture_shows_the_layers_of_the_contract_and_no_module_is_missing_there():
    assert reference().diagram() in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"), "run the script"
    places = (place for place in SOURCES.iterdir() if place.is_dir() or place.suffix == ".py")
    modules = {place.stem for place in places if not place.name.startswith("__") or place.stem == "__main__"}
    listed = [name for layer in reference().layers() for name in layer]
    assert sorted(listed) == sorted(modules)


def test_the_contract_on_stages_names_every_module_that_holds_one():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    named = next(contract["modules"] for contract in contracts if contract["type"] == "independence")
    homes = {".".join(stage.run.__module__.split(".")[:3]) for stage in PIPELINE}
    assert homes == set(named)


def mentions(text):
    """The paths and dotted names that a text speaks of as this repository's, each with whether it exists."""
    for path in re.findall(r"\b(?:docs|scripts|tests|src|examples)/[\w./-]+\.(?:py|md|json|toml)\b", text):
        yield path, (ROOT / path).exists()
    for path in re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|sql|html|css))`", text):
        yield path, any((folder / path).exists() for folder in (ROOT, SOURCES, ROOT / "tests"))
    for number in re.findall(r"\badr/(\d{4})\b", text):
        yield f"adr/{number}", any((ROOT / "docs" / "adr").glob(f"{number}-*.md"))
    for name in re.findall(r"`(nightdesk(?:\.\w+)+)`", text):
        yield name, name in NO_MODULES or is_there(name)


def test_every_file_module_and_name_that_is_mentioned_exists():
    """In the docs, and in comments and docstrings."""
    places = (("docs", "*.md"), ("src/nightdesk", "*.py"), ("src/nightdesk", "*.sql"), ("tests", "*.py"))
    pages = [path for folder, kind in places for path in (ROOT / folder).rglob(kind)]
    missing = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *pages)
        if page.name != "test_docs.py" and page.parent.name != "adr"  # a decision speaks of what was there then
        for name, exists in mentions(page.read_text(encoding="utf-8"))
        if not exists
    ]
    assert missing == []


def test_a_mention_of_what_is_not_there_is_seen():
    text = (
        "`docs/none.md`, `cli/none.py`, (adr/9999), `nightdesk.none`, `nightdesk.urls.none`; `nightdesk.urls.source_id`"
    )
    assert [exists for _, exists in mentions(text)] == [False] * 5 + [True]


def is_there(name):
    """Whether a dotted name is a module, a name in one, or a name in a class of one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def test_every_file_that_the_documentation_links_to_exists():
    templates = [*(ROOT / ".github").rglob("*.md")]
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *templates, *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_changelog_goes_by_version_and_kind():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    kinds = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    releases = re.split(r"^## ", text, flags=re.MULTILINE)
    assert "\n- " not in releases[0]
    assert version in releases[1].partition("\n")[0]
    for release in releases[1:]:
        head, *parts = re.split(r"^### ", release, flags=re.MULTILINE)
        assert "\n- " not in head, "an entry stands outside of a kind"
        named = [part.partition("\n")[0] for part in parts]
        assert named == sorted(set(named), key=kinds.index)
        openings = re.findall(r"^- (.{30})", release, flags=re.MULTILINE)
        assert len(openings) == len(set(openings)), "an entry is there twice"


def test_every_dependency_has_its_line_in_the_decisions():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [
        *project["dependencies"],
        *project["optional-dependencies"]["postgres"],
        *project["optional-dependencies"]["seal"],
    ]
    decisions = (ROOT / "docs" / "adr" / "0004-libraries.md").read_text(encoding="utf-8")
    for line in listed:
        name = re.split(r"[\[><=]", line)[0]
        assert f"| {name} |" in decisions


def test_every_setting_says_what_it_means():
    from nightdesk.config import SECTIONS

    for section in SECTIONS.values():
        assert all(item.metadata["meaning"].endswith(".") for item in fields(section))
