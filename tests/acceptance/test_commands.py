"""The command line, as a person uses it, on the demo's corpus."""

import json
import resource

import pytest

from commanding import command, tree
from nightdesk.cli import run_command


def test_init_makes_a_desk_and_keeps_what_is_there(tmp_path, capsys):
    assert run_command(["init", str(tmp_path / "desk")]) == 0
    (tmp_path / "desk" / "desk.toml").write_text("# mine\n")
    assert run_command(["init", str(tmp_path / "desk")]) == 0
    assert (tmp_path / "desk" / "desk.toml").read_text() == "# mine\n"
    assert "everything is there already" in capsys.readouterr().out


def test_a_command_outside_a_desk_says_how_to_make_one(tmp_path, capsys):
    assert run_command(["run", "--desk", str(tmp_path)]) == 2
    assert "no desk.toml here; make a desk with `nightdesk init" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[desk]\ntitel = 'x'", "unknown key 'titel' in [desk]; did you mean 'title'?"),
        ("[dest]\n", "unknown section [dest]; did you mean 'desk'?"),
        ("[desk]\nheat_threshold = 'hot'", "[desk] heat_threshold must be a whole number, not 'hot'"),
        ("[web]\ntimeout_seconds = -1", "[web] timeout_seconds must not be negative"),
        ("desk = 1", "write [desk] on a line of its own"),
        ("[desk\n", "not valid TOML"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_the_mend(tmp_path, capsys, text, message):
    run_command(["init", str(tmp_path)])
    (tmp_path / "desk.toml").write_text(text)
    for arguments in (["run", "--desk", str(tmp_path)], ["publish", "--desk", str(tmp_path)]):
        assert run_command(arguments) == 2
        assert message in capsys.readouterr().err
    assert run_command(["doctor", "--desk", str(tmp_path)]) == 1
    assert message in capsys.readouterr().out


def test_a_topic_file_with_a_cycle_of_parents_is_named(tmp_path, capsys):
    run_command(["init", str(tmp_path)])
    (tmp_path / "topics" / "90-a.yaml").write_text("_id: a\nname: A\nparent: B\n")
    (tmp_path / "topics" / "91-b.yaml").write_text("_id: b\nname: B\nparent: A\n")
    assert run_command(["run", "--desk", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "A" in error
    assert "B" in error
    assert "cycle" in error
    assert run_command(["doctor", "--desk", str(tmp_path)]) == 1
    assert "cycle" in capsys.readouterr().out


def test_an_unknown_command_or_option_is_wrong_usage(capsys):
    assert run_command(["rnu"]) == 2
    assert run_command(["run", "--archiv", "x"]) == 2


def test_a_missing_archive_is_named(tmp_path, capsys):
    run_command(["init", str(tmp_path)])
    assert run_command(["run", "--desk", str(tmp_path), "--archive", str(tmp_path / "gone.warc.gz")]) == 2
    assert "gone.warc.gz" in capsys.readouterr().err


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_run_again_has_nothing_to_do_and_is_quick(finished_desk, corpus):
    before, began = tree(finished_desk / "site"), cpu_of_children()
    answer = command("run", "--archive", corpus.archive, "--sources", corpus.opml, desk=finished_desk)
    assert cpu_of_children() - began < 4  # seconds of CPU time: 1.2 measured, a whole run takes ten times as much
    assert answer.returncode == 0
    assert answer.stdout.startswith("Nothing is due; next due at ")
    assert tree(finished_desk / "site") == before


def test_publishing_elsewhere_gives_the_same_site(finished_desk, tmp_path):
    answer = command("publish", "--to", tmp_path / "elsewhere", desk=finished_desk)
    assert answer.returncode == 0, answer.stderr
    assert tree(tmp_path / "elsewhere") == tree(finished_desk / "site")


def test_a_changed_title_is_published_by_the_next_run(corpus, finished_desk, tmp_path):
    import shutil

    desk = tmp_path / "desk"
    shutil.copytree(finished_desk, desk)
    (desk / "desk.toml").write_text('[desk]\ntitle = "Another Name"\n')
    answer = command("run", "--archive", corpus.archive, "--sources", corpus.opml, desk=desk)
    assert answer.returncode == 0, answer.stderr
    assert "Another Name" in (desk / "site" / "index.html").read_text()


def first_article(desk):
    page = json.loads((desk / "site" / "api" / "news" / "index.json").read_text())
    return page["value"][0]


def test_explaining_an_article_gives_reasons_that_add_up(finished_desk):
    item = first_article(finished_desk)
    answer = command("explain", item["webUrl"], "--json", desk=finished_desk)
    assert answer.returncode == 0, answer.stderr
    explained = json.loads(answer.stdout)
    quality = next(verdict for verdict in explained["article"]["verdicts"] if verdict["kind"] == "quality")
    assert (
        sum(reason["contribution"] for reason in quality["reasons"])
        == quality["value"]
        == explained["article"]["quality"]
    )
    heat = sum(reason["contribution"] for reason in explained["heat_reasons"])
    assert heat == item["heat"] == explained["heat"]
    assert {work["stage"] for work in explained["work"]} >= {"read", "quality", "stories"}


def test_explaining_says_in_words_why_and_what_is_due_next(finished_desk):
    item = first_article(finished_desk)
    said = command("explain", item["title"], desk=finished_desk).stdout
    for word in ("Quality", "Story", "Heat", "Topics", "Next"):
        assert word in said


def test_explaining_a_story_lists_its_articles(finished_desk):
    item = first_article(finished_desk)
    explained = json.loads(command("explain", item["webUrl"], "--json", desk=finished_desk).stdout)
    said = command("explain", explained["article"]["story_id"], desk=finished_desk)
    assert said.returncode == 0
    assert item["title"] in said.stdout


def test_explaining_what_is_not_there_says_so(finished_desk):
    answer = command("explain", "no such thing anywhere", desk=finished_desk)
    assert answer.returncode == 1
    assert "no such thing anywhere" in answer.stderr


def test_the_doctor_finds_a_finished_desk_well(finished_desk):
    answer = command("doctor", "--json", desk=finished_desk)
    assert answer.returncode == 0
    assert {finding["level"] for finding in json.loads(answer.stdout)} <= {"well", "odd"}


def test_completion_is_printed_for_each_shell(capsys):
    for shell in ("bash", "zsh", "fish"):
        assert run_command(["completion", shell]) == 0
        assert "_NIGHTDESK_COMPLETE" in capsys.readouterr().out
