"""What is not documented fails here."""

import importlib.util
import re
from dataclasses import fields

import pytest

import nightdesk.types
from conftest import ROOT
from nightdesk.pipeline import PIPELINE


def reference():
    """The script that writes the reference."""
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "scripts" / "write_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["settings.md", "commands.md", "stages.md", "errors.md"])
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
    assert len(text.splitlines()) <= 80
    for stage in PIPELINE:
        assert f"| `{stage.name}` |" in text


def test_every_file_that_the_documentation_links_to_exists():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_dependency_has_its_line_in_the_decisions():
    import tomllib

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
