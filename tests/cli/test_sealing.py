"""The commands for sealed payloads, as a person types them."""

import json
import stat

import pytest
from click.testing import CliRunner

from nightdesk.cli.commands import nightdesk
from nightdesk.cli.sealing import seal_key, unseal
from nightdesk.config import default_toml
from nightdesk.errors import ConfigError, NotFound, SealError
from nightdesk.formats.records import NewsRecord, write_record
from nightdesk.formats.sealed import SealedFacts, make_key_file, read_key_file, seal

NAME = "2026-11-20-ferry-returns.md"
WORDS = "a winter in the old yard"
FACTS = SealedFacts("f000000000001", ("check the quote",), "The ferry sails again.\n\nPassengers waved.")


@pytest.fixture
def desk(tmp_path):
    """A desk with a key and one published record."""
    make_key_file(tmp_path / "seal.key")
    (tmp_path / "desk.toml").write_text(default_toml(seal={"key_file": "seal.key"}), encoding="utf-8")
    (tmp_path / "site" / "_news").mkdir(parents=True)
    publish(tmp_path, read_key_file(tmp_path / "seal.key").sealing)
    return tmp_path


def publish(desk, key, name=NAME):
    secured = seal(FACTS.payload(), NAME, key)
    record = NewsRecord(title="Ferry", published_at="2026-11-20T12:00:00Z", secured=secured)
    (desk / "site" / "_news" / name).write_bytes(write_record(record))


def answer(command, *arguments, typed=None):
    # By the whole command line: a command that is called alone keeps the help option of that call (click 8.1.8).
    result = CliRunner().invoke(nightdesk, [command.name, *map(str, arguments)], input=typed, catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_record_that_is_not_there_is_named(desk):
    with pytest.raises(NotFound, match=r"gone.*_news"):
        answer(unseal, "gone", "--desk", desk)


def test_a_record_under_another_name_is_refused(desk):
    (desk / "site" / "_news" / NAME).rename(desk / "site" / "_news" / "moved.md")
    with pytest.raises(SealError, match=r"moved\.md"):
        answer(unseal, "moved.md", "--desk", desk)


def test_a_record_without_a_payload_is_said_to_have_none(desk):
    path = desk / "site" / "_news" / NAME
    path.write_text("\n".join(line for line in path.read_text().split("\n") if "secured" not in line))
    with pytest.raises(NotFound, match=rf"{NAME}.*nothing sealed"):
        answer(unseal, NAME, "--desk", desk)


def test_a_file_that_is_no_record_is_named_with_its_line(desk):
    (desk / "letter.md").write_text("Dear editor")
    with pytest.raises(ConfigError, match=r"letter\.md: line 1"):
        answer(unseal, desk / "letter.md", "--desk", desk)


def test_a_desk_without_a_key_says_how_to_give_one(desk):
    (desk / "desk.toml").write_text(default_toml(), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"\[seal\] key_file.*--key"):
        answer(unseal, NAME, "--desk", desk)


@pytest.mark.parametrize("name", [NAME, NAME.removesuffix(".md"), f"_news/{NAME}"])
def test_a_record_of_the_desk_is_unsealed_by_its_name(desk, name):
    told = answer(unseal, name, "--desk", desk).output
    assert FACTS.source_id in told
    assert "check the quote" in told
    assert FACTS.text in told


def test_a_record_is_unsealed_as_json(desk):
    told = json.loads(answer(unseal, desk / "site" / "_news" / NAME, "--desk", desk, "--json").stdout)
    assert told == {"sourceId": FACTS.source_id, "notes": list(FACTS.notes), "text": FACTS.text}


def test_a_record_is_unsealed_with_an_old_key_file_and_no_desk(desk, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    told = answer(unseal, desk / "site" / "_news" / NAME, "--desk", elsewhere, "--key", desk / "seal.key").output
    assert FACTS.text in told


def test_a_record_is_unsealed_with_a_passphrase_from_memory(desk):
    make_key_file(desk / "words.key", words=WORDS)
    publish(desk, read_key_file(desk / "words.key").sealing)
    told = answer(unseal, NAME, "--desk", desk, "--passphrase", typed=f"{WORDS}\n").output
    assert FACTS.text in told
    assert WORDS not in told


def test_a_new_key_is_for_its_owner_alone_and_the_setting_is_named(tmp_path):
    told = answer(seal_key, tmp_path / "seal.key").output
    assert stat.S_IMODE((tmp_path / "seal.key").stat().st_mode) == 0o600
    assert "key_file = " in told
    assert read_key_file(tmp_path / "seal.key").sealing.name in told
    assert (tmp_path / "seal.key").read_text().splitlines()[-1].split()[-1] not in told


def test_a_key_is_never_written_over(tmp_path):
    answer(seal_key, tmp_path / "seal.key")
    with pytest.raises(ConfigError, match="is there already"):
        answer(seal_key, tmp_path / "seal.key")


def test_a_passphrase_is_asked_for_twice_and_not_shown(tmp_path):
    told = answer(seal_key, tmp_path / "seal.key", "--passphrase", typed=f"{WORDS}\n{WORDS}\n").output
    assert read_key_file(tmp_path / "seal.key").passphrases[0].words == WORDS
    assert WORDS not in told


def test_a_new_key_keeps_the_old_ones_below_it(tmp_path):
    answer(seal_key, tmp_path / "one.key")
    answer(seal_key, tmp_path / "two.key", "--after", tmp_path / "one.key")
    assert read_key_file(tmp_path / "two.key").keys[1] == read_key_file(tmp_path / "one.key").sealing
