"""The newsletter as its owner and its readers have it: commands, a real server, and a process that is killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from itertools import count

import pytest

from commanding import command
from making import make_article
from nightdesk.config import load_config
from nightdesk.storage.store import Store
from nightdesk.types import Story
from post_server import running_post

SEED = int(os.environ.get("NIGHTDESK_CRASH_SEED", "20261120"))
READERS = [f"reader{number}@lund.example" for number in range(40)]


@pytest.fixture
def post():
    with running_post() as (port, postbox):
        yield port, postbox


@pytest.fixture
def desk(tmp_path, post):
    """A desk with three stories of the last hour that sends by the server on loopback."""
    (tmp_path / "desk.toml").write_text(
        '[desk]\ntitle = "Night News"\nurl = "https://night.example"\n'
        '[newsletter]\nenabled = true\nfrom_address = "news@night.example"\n'
        f'smtp_host = "127.0.0.1"\nsmtp_port = {post[0]}\nsmtp_security = "none"\n'
    )
    (tmp_path / "sources.opml").write_text('<opml version="2.0"><head/><body/></opml>')
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "00-news.yaml").write_text("_id: news\nname: News\n")
    published = datetime.now(UTC) - timedelta(hours=1)
    store = Store.open(load_config(tmp_path))
    for number in (1, 2, 3):
        story_id = f"s{number:012d}"
        store.add([make_article(number, published_at=published, quality=80 + number, story_id=story_id)])
        store.save([Story(id=story_id, first_at=published, last_at=published, size=1)])
    store.close()
    return tmp_path


def import_readers(desk):
    (desk / "list.txt").write_text("\n".join(READERS))
    answer = command("subscribers", "import", "list.txt", "--confirmed", desk=desk)
    assert answer.returncode == 0, answer.stderr
    assert "40 added; 0 were known" in answer.stdout


def test_an_issue_is_made_published_and_sent(desk, post):
    import_readers(desk)
    answer = command("newsletter", desk=desk)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "made and published: Ferry number 3" in answer.stdout
    assert "40 mails of the newsletter sent" in answer.stdout
    assert sorted(post[1].readers()) == sorted(READERS)
    issue_id = f"night-news-{datetime.now(UTC):%Y-%m-%d}"
    page = json.loads((desk / "site" / "api" / "newsletters" / "index.json").read_text())
    assert [item["path"] for item in page["value"]] == [f"_newsletters/{issue_id}.html"]
    assert (desk / "site" / "newsletter" / issue_id / "index.html").exists()
    again = command("newsletter", "--json", desk=desk)
    said = json.loads(again.stdout)
    assert (said["isNew"], said["counts"], said["mailed"]["sent"]) == (False, {"sent": 40}, 0)
    assert len(post[1].taken) == 40


def test_a_dry_run_and_a_sample_leave_no_trace(desk, post):
    import_readers(desk)
    before = (desk / "nightdesk.db").read_bytes()
    answer = command("newsletter", "--dry-run", "mails", desk=desk)
    assert answer.returncode == 0, answer.stderr
    assert len(list((desk / "mails").glob("*.eml"))) == 40
    assert post[1].connections == 0
    assert command("newsletter", "--to", "me@night.example", desk=desk).returncode == 0
    assert post[1].readers() == ["me@night.example"]
    assert (desk / "nightdesk.db").read_bytes() == before
    assert not (desk / "site").exists()
    wrong = command("newsletter", "--to", "me", desk=desk)
    assert wrong.returncode == 2
    assert "name@example.org" in wrong.stderr


def test_a_server_that_is_away_is_said_and_the_mails_go_out_with_the_next_run(desk, post):
    import_readers(desk)
    settings = (desk / "desk.toml").read_text()
    (desk / "desk.toml").write_text(settings.replace(f"= {post[0]}", "= 1"))
    answer = command("newsletter", desk=desk)
    assert answer.returncode == 1
    assert "40 wait" in answer.stdout
    assert "no mail is sent: 127.0.0.1: Connection refused" in answer.stderr
    (desk / "desk.toml").write_text(settings)
    answer = command("run", desk=desk)
    assert answer.returncode == 0, answer.stderr
    assert "40 mails of the newsletter sent" in answer.stdout


def killed(desk, postbox, moment):
    """Run ``newsletter`` until a moment ends it with SIGKILL; returns the process's code."""
    sending = subprocess.Popen(
        [sys.executable, "-m", "nightdesk", "newsletter"],
        cwd=desk,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def kill():
        sending.send_signal(signal.SIGKILL)
        sending.wait()

    moment(kill)
    return sending.wait(timeout=60)


def repeated(postbox):
    """Who has a mail twice; every reader has one, and two are one mail to the byte."""
    counted = Counter(postbox.readers())
    assert sorted(counted) == sorted(READERS), "a mail was lost"
    twice = [address for address, number in counted.items() if number > 1]
    for address in twice:
        assert len({content for reader, content in postbox.taken if reader == address}) == 1
    return twice


def test_a_process_killed_before_the_server_has_a_mail_repeats_none(desk, post):
    import_readers(desk)
    asked = count(1)

    def moment(kill):
        def answer():
            if next(asked) == 18:
                kill()
            return "250 ok"

        post[1].to |= {reader: [answer] for reader in READERS}  # by its turn, for readers have random ids

    assert killed(desk, post[1], moment) == -signal.SIGKILL
    assert len(post[1].taken) == 17
    assert command("newsletter", desk=desk).returncode == 0
    assert repeated(post[1]) == []


def test_a_process_killed_after_the_server_took_a_mail_repeats_that_one_to_the_byte(desk, post):
    import_readers(desk)
    victim = READERS[17]

    def moment(kill):
        post[1].data[victim] = [lambda: kill() or "250 taken"]

    assert killed(desk, post[1], moment) == -signal.SIGKILL
    assert command("newsletter", desk=desk).returncode == 0
    assert repeated(post[1]) == [victim]


def test_the_same_where_the_server_hangs_up_before_it_says_that_it_took_a_mail(desk, post):
    import_readers(desk)
    post[1].data[READERS[3]] = ["250 and drop"]
    answer = command("newsletter", desk=desk)
    assert "39 mails of the newsletter sent, 0 that ask for confirmation, 1 waits" in answer.stdout
    assert len(post[1].taken) == 40


@pytest.mark.parametrize("attempt", range(3))
def test_killed_at_any_moment_a_newsletter_loses_nothing_and_repeats_at_most_one_mail(desk, post, attempt):
    import_readers(desk)
    chance = random.Random(SEED + attempt)
    wanted = chance.randrange(1, 40)

    def moment(kill):
        limit = time.monotonic() + 30
        while len(post[1].taken) < wanted and time.monotonic() < limit:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.01))
        kill()

    killed(desk, post[1], moment)
    assert command("newsletter", desk=desk).returncode == 0
    assert len(repeated(post[1])) <= 1
    mails = [message_from_bytes(content, policy=default) for _, content in post[1].taken]
    assert len({mail["Message-ID"] for mail in mails}) == 40


def test_readers_are_listed_exported_removed_and_stay_away(desk):
    import_readers(desk)
    listed = command("subscribers", "list", desk=desk)
    assert listed.stdout.count("confirmed") == 40
    assert "40 confirmed, 0 pending, 0 refused" in listed.stderr
    assert len(json.loads(command("subscribers", "list", "--json", desk=desk).stdout)) == 40
    assert command("subscribers", "remove", READERS[0].upper(), desk=desk).stdout == "1 removed\n"
    gone = command("subscribers", "remove", READERS[0], desk=desk)
    assert gone.returncode == 1
    assert "not on the list" in gone.stderr
    exported = command("subscribers", "export", desk=desk).stdout
    assert exported.startswith("address,state,asked_at,confirmed_at\n")
    assert exported.count("\n") == 40
    (desk / "exported.csv").write_text(exported + f"{READERS[0]},confirmed,,\nnobody,confirmed,,\n")
    again = command("subscribers", "import", "exported.csv", "--confirmed", desk=desk)
    assert again.returncode == 1
    assert "0 added; 39 were known, 1 had left and stay away" in again.stdout
    assert "line 42: no address in this line" in again.stderr


def test_who_is_added_is_asked_first(desk, post):
    assert command("subscribers", "add", "Ada <ada@lund.example>", desk=desk).returncode == 2
    assert command("subscribers", "add", "ada@lund.example", desk=desk).returncode == 0
    assert "1 that ask for confirmation" in command("run", desk=desk).stdout
    (mail,) = post[1].mails()
    assert mail["Subject"] == "Night News: do you want the newsletter?"
