"""One Chromium for the tests of a file."""

import pytest

from chromium import CHROMIUM, QUIET


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all tests of a file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()
