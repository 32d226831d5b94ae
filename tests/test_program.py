"""What an edition is made by is read off the imports, so that no list can fall behind them."""

import subprocess
import sys

from nightdesk.program import HERE, edition_files

LOADED = """
import sys, nightdesk.stages.publish
for name, module in sorted(sys.modules.items()):
    if name.startswith("nightdesk.") and module.__file__:
        print(module.__file__)
"""


def test_each_module_that_publishing_loads_is_among_what_editions_are_made_by():
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout
    found = {str(path) for path in edition_files()}
    assert len(loaded.splitlines()) > 50
    assert set(loaded.splitlines()) <= found


def test_templates_and_tables_count_and_what_no_page_shows_does_not():
    found = {path.relative_to(HERE).as_posix() for path in edition_files()}
    assert any(path.startswith("formats/") and path.endswith(".html") for path in found)
    assert not any(path.startswith(("cli/", "web/", "storage/", "demo/")) for path in found)
