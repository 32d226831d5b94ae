"""A made-up site in the record format, and what a desk makes of it."""

from pathlib import Path

import pytest

from nightdesk.importing import ImportReport
from nightdesk.newsroom import Newsroom, import_folder

SITE = Path(__file__).resolve().parents[1] / "data" / "site"


@pytest.fixture(scope="session")
def site() -> Path:
    """A site of 19 records of our own: asymmetric lists, ties, a circle, a twin, held items, featured videos."""
    return SITE


def published_again(site: Path, folder: Path) -> tuple[ImportReport, Path]:
    """Import a site into a new desk and publish it: what the import said, and where it was published to."""
    report = import_folder(site, folder / "desk")
    with Newsroom.open(folder / "desk") as newsroom:
        newsroom.publish(folder / "new")
    return report, folder / "new"


@pytest.fixture(scope="session")
def moved(site, tmp_path_factory) -> tuple[ImportReport, Path]:
    """The made-up site, moved into a desk and published."""
    return published_again(site, tmp_path_factory.mktemp("moved"))
