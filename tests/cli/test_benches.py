"""``nightdesk bench``: what is measured, on little."""

import json

from nightdesk.cli import run_command


def test_grouping_is_measured_at_each_number_of_open_stories(capsys):
    assert run_command(["bench", "stories", "--open", "40", "--open", "80", "--articles", "100", "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    kinds = [(found["kind"], found["stories"]) for found in measured]
    assert kinds == [("headlines", 40), ("headlines", 80), ("full texts", 40), ("full texts", 80)]
    assert all(found["articles_per_second"] > 0 and found["p99_ms"] >= found["median_ms"] for found in measured)


def test_taking_up_the_open_stories_is_measured_with_and_without_a_snapshot(capsys):
    assert run_command(["bench", "taking-up", "--articles", "300", "--json"]) == 0
    measured = {found["what"]: found["cpu_seconds"] for found in json.loads(capsys.readouterr().out)}
    assert len(measured) == 5
    assert measured["from nothing"] > measured["in a new process, from the snapshot"]
