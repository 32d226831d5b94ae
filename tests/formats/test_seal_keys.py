"""Key files: what is refused, with the mend; then making, reading and replacing them."""

import os
import stat
import subprocess
import sys

import pytest

from nightdesk.config import Config, PublishSettings, SealSettings
from nightdesk.errors import ConfigError
from nightdesk.formats.sealed import make_key_file, open_keyring, read_key_file, sealer_of

WORDS = "a winter in the old yard"


@pytest.fixture
def key_file(tmp_path):
    """A new key file."""
    path = tmp_path / "seal.key"
    make_key_file(path)
    return path


def rewritten(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def secret_of(path):
    """The groups of the first key of a file."""
    return next(line.split()[2] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("key "))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620, 0o610])
def test_a_key_file_that_others_may_touch_is_refused_with_the_mend(key_file, mode):
    key_file.chmod(mode)
    with pytest.raises(ConfigError, match=rf"seal\.key: .*mode {mode:o}.*chmod 600"):
        read_key_file(key_file)


def test_a_key_file_that_is_not_there_is_named_with_the_mend(tmp_path):
    with pytest.raises(ConfigError, match=r"gone\.key: .*nightdesk seal-key"):
        read_key_file(tmp_path / "gone.key")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no key"),
        (b"# nothing here\n", "holds no key"),
        (b"\xff\xfe", "not text"),
        (b"key\n", "line 1"),
        (b"key 000000 AAAA-BBBB\n", "line 1.*52 letters"),
        (b"# a\nlock 000000 AAAA\n", "line 2.*key.*passphrase"),
        (b"passphrase AAAA a winter in the old yard\n", "line 1.*salt"),
        (b"passphrase AAAAAAAAAAAAAAAAAAAAAAAAAA short\n", "line 1.*15 characters"),
        (b"passphrase AAAAAAAAAAAAAAAAAAAAAAAAAA\n", "line 1"),
    ],
)
def test_a_file_of_another_form_is_named_with_its_line(key_file, content, said):
    key_file.write_bytes(content)
    with pytest.raises(ConfigError, match=rf"(?s)seal\.key.*{said}"):
        read_key_file(key_file)


def test_a_key_that_was_mistyped_is_noticed(key_file):
    secret = secret_of(key_file)
    rewritten(key_file, secret, ("B" if secret[0] == "A" else "A") + secret[1:])
    with pytest.raises(ConfigError, match=r"line \d.*mistyped"):
        read_key_file(key_file)


def test_an_error_does_not_show_the_key(key_file):
    secret = secret_of(key_file)
    rewritten(key_file, secret, secret[:-1])
    with pytest.raises(ConfigError) as caught:
        read_key_file(key_file)
    assert secret[5:20] not in str(caught.value)


def test_a_key_file_among_what_is_published_is_refused(tmp_path):
    config = Config(home=tmp_path, publish=PublishSettings(folder="site"), seal=SealSettings(key_file="site/seal.key"))
    (tmp_path / "site").mkdir()
    make_key_file(tmp_path / "site" / "seal.key")
    with pytest.raises(ConfigError, match=r"published"):
        open_keyring(config)


def test_an_existing_file_is_never_written_over(key_file):
    before = key_file.read_bytes()
    with pytest.raises(ConfigError, match=r"seal\.key: .*is there already"):
        make_key_file(key_file)
    assert key_file.read_bytes() == before


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path):
    (tmp_path / "link.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match=r"is there already"):
        make_key_file(tmp_path / "link.key")
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"no/seal\.key"):
        make_key_file(tmp_path / "no" / "seal.key")


def test_a_short_passphrase_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="15 characters"):
        make_key_file(tmp_path / "seal.key", words="ferry")
    assert not (tmp_path / "seal.key").exists()


def test_a_missing_library_is_named_with_the_command_that_installs_it(key_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.kdf.hkdf", None)
    with pytest.raises(ConfigError, match=r"pip install 'nightdesk\[seal\]'"):
        read_key_file(key_file)


def test_a_new_key_file_is_for_its_owner_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        make_key_file(tmp_path / "seal.key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "seal.key").stat().st_mode) == 0o600


def test_two_new_keys_differ_and_each_is_read_back(tmp_path):
    made = [make_key_file(tmp_path / name) for name in ("one.key", "two.key")]
    assert made[0] != made[1]
    assert [read_key_file(tmp_path / name).sealing.name for name in ("one.key", "two.key")] == made


def test_a_key_may_be_typed_in_lower_case_and_without_hyphens(key_file):
    name = read_key_file(key_file).sealing.name
    secret = secret_of(key_file)
    rewritten(key_file, secret, secret.lower().replace("-", ""))
    assert read_key_file(key_file).sealing.name == name


def test_a_new_key_seals_and_the_old_ones_still_unseal(tmp_path):
    first = make_key_file(tmp_path / "one.key")
    second = make_key_file(tmp_path / "two.key", after=tmp_path / "one.key")
    third = make_key_file(tmp_path / "three.key", after=tmp_path / "two.key")
    ring = read_key_file(tmp_path / "three.key")
    assert ring.sealing.name == third
    assert [key.name for key in ring.keys] == [third, second, first]


def test_a_passphrase_file_seals_under_the_same_key_each_time(tmp_path):
    made = make_key_file(tmp_path / "seal.key", words=WORDS)
    assert read_key_file(tmp_path / "seal.key").sealing == read_key_file(tmp_path / "seal.key").sealing
    assert read_key_file(tmp_path / "seal.key").sealing.name == made


def test_two_desks_with_one_passphrase_have_two_keys(tmp_path):
    assert make_key_file(tmp_path / "one.key", words=WORDS) != make_key_file(tmp_path / "two.key", words=WORDS)


def test_a_key_may_follow_a_passphrase(tmp_path):
    make_key_file(tmp_path / "one.key", words=WORDS)
    name = make_key_file(tmp_path / "two.key", after=tmp_path / "one.key")
    ring = read_key_file(tmp_path / "two.key")
    assert ring.sealing.name == name
    assert [phrase.words for phrase in ring.passphrases] == [WORDS]


def test_without_a_key_nothing_is_sealed(tmp_path):
    assert open_keyring(Config(home=tmp_path)) is None
    assert sealer_of(Config(home=tmp_path)) is None


def test_a_key_file_is_found_from_the_folder_of_the_desk(key_file, tmp_path):
    config = Config(home=tmp_path, seal=SealSettings(key_file="seal.key"))
    assert sealer_of(config).key_name == read_key_file(key_file).sealing.name


def test_a_desk_without_a_key_never_loads_the_library():
    script = (
        "import sys, pathlib, nightdesk.formats.sealed as sealed; from nightdesk.config import Config;"
        "sealed.sealer_of(Config(home=pathlib.Path('.'))); sys.exit('cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
