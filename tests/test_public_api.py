"""What `import nightdesk` gives, what it costs, and that its example runs."""

import doctest
import inspect
import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

import nightdesk
from nightdesk import errors, plugins
from nightdesk.newsroom import Newsroom

MEASURE = """
import json, sys, time
began = time.process_time()
import nightdesk
print(json.dumps([time.process_time() - began, sorted(name for name in sys.modules if name.startswith("nightdesk"))]))
"""


def cpu_of(*arguments):
    """CPU time of a Python process of its own, in seconds, and what it printed."""
    measure = (
        "import resource, subprocess, sys; answer = subprocess.run(sys.argv[1:], capture_output=True, text=True);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(used.ru_utime + used.ru_stime); print(answer.stdout + answer.stderr)"
    )
    command = [sys.executable, "-c", measure, sys.executable, *arguments]
    seconds, _, said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.partition("\n")
    return float(seconds), said


def test_the_example_of_the_package_runs(corpus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo.warc.gz").write_bytes(corpus.archive.read_bytes())
    example = doctest.DocTestParser().get_doctest(nightdesk.__doc__, {}, "nightdesk", None, 0)
    assert len(example.examples) == 5
    result = doctest.DocTestRunner().run(example)
    assert result.failed == 0
    assert (tmp_path / "my-desk" / "site" / "index.html").exists()


SCRIPT = """
from pathlib import Path
from nightdesk import Newsroom

with Newsroom.create(Path("desk"), archive=Path(r"{archive}")) as newsroom:
    newsroom.add("https://norhavencourier.example/")
    report = newsroom.report(newsroom.run())
    print("ran", report.read, report.failed)
"""


def test_a_script_without_a_guard_around_its_lines_runs_a_desk(corpus, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT.format(archive=corpus.archive))
    command = [sys.executable, "script.py"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=180, check=False)
    assert answer.stderr == ""
    assert answer.stdout == "ran 13 ()\n"  # once: no worker runs the script again


def test_the_package_gives_the_newsroom_the_nouns_the_errors_and_stage_and_no_more():
    assert sorted(nightdesk.__all__) == nightdesk.__all__
    given = {name: getattr(nightdesk, name) for name in nightdesk.__all__}
    assert all(inspect.isclass(each) and each.__name__ == name for name, each in given.items())
    deliberate = {name for name, each in vars(errors).items() if inspect.isclass(each) and issubclass(each, Exception)}
    assert deliberate <= given.keys()
    others = given.keys() - deliberate - {"Newsroom", "Stage", "StageRecord"}
    assert {given[name].__module__ for name in others} == {"nightdesk.types"}
    assert set(nightdesk.__all__) <= set(dir(nightdesk))
    with pytest.raises(AttributeError, match="no attribute 'Store'"):
        nightdesk.Store  # noqa: B018


def test_importing_the_package_loads_nothing_of_it_and_takes_no_time():
    seconds, loaded = json.loads(
        subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, check=True).stdout
    )
    assert loaded == ["nightdesk"]
    assert seconds < 0.06


def test_asking_for_the_version_costs_little_more_than_python_and_its_command_line():
    """0.11 s where Python with click takes 0.08; the bound leaves room for a slower machine by the ratio."""
    bare = min(cpu_of("-c", "import click")[0] for _ in range(3))
    asked = min(cpu_of("-m", "nightdesk", "--version")[0] for _ in range(3))
    assert asked < max(0.15, 2.5 * bare)


def test_each_public_method_says_what_it_raises():
    for name, method in inspect.getmembers(Newsroom, callable):
        if not name.startswith("_"):
            assert "raise" in (inspect.getdoc(method) or "").lower(), f"Newsroom.{name}"


def test_every_name_of_the_hooks_is_documented():
    for name in plugins.__all__:
        assert inspect.getdoc(getattr(plugins, name))


def test_a_desk_that_is_there_is_opened_as_it_is(tmp_path):
    with Newsroom.create(tmp_path, title="One"):
        pass
    with Newsroom.create(tmp_path, title="Two") as newsroom:
        assert newsroom.config.desk.title == "One"
        assert newsroom.front_page(datetime.now(UTC)).stories == ()
