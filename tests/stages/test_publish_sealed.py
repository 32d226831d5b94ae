"""Publishing with and without a key: private facts are sealed or nowhere."""

import hashlib
from dataclasses import replace

import pytest

from editions import contents, edition_of_store
from making import NOON, make_article
from nightdesk.config import Config, SealSettings
from nightdesk.formats.records import check_record, read_record
from nightdesk.formats.sealed import ArticleSealer, Keyring, SealedFacts, key_of_secret, open_facts
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.store import Store
from nightdesk.tools import Tools
from nightdesk.types import Provider, Story

OLD, NEW = (key_of_secret(hashlib.sha256(name.encode()).digest()) for name in ("old", "new"))
TEXT = "A private paragraph that only the desk keeps."
OF_OTHERS = "c29tZXRoaW5n;AAAAAAAAAAAAAAAAAAAAAA=="


@pytest.fixture
def library(tmp_path):
    """A desk with one story of two articles, of which the second was imported with a payload of another system."""
    store = Store.open(Config(home=tmp_path))
    story = Story(id="s000000000001", first_at=NOON, last_at=NOON, size=2)
    articles = [make_article(number, text=TEXT, story_id=story.id, quality=87 - number) for number in (1, 2)]
    of_others = replace(articles[1], secured=OF_OTHERS, provider=Provider("Havnblad", "havnblad.example"))
    store.save([story, articles[0], of_others])
    yield DeskLibrary(store, (), tmp_path)
    store.close()


def publish(library, key=None, **settings):
    sealer = ArticleSealer(key, SealSettings(**settings)) if key else None
    tools = Tools(Config(home=library.pictures), library, None, None, NOON, sealer)
    library.store.composed.note_change_of_all()  # as the desk does when its key has changed
    return contents(edition_of_store(tools))


def records(files):
    return {
        path.removeprefix("_news/"): read_record(content)
        for path, content in files.items()
        if path.startswith("_news/")
    }


def own(files):
    """Name and payload of the record of the desk's own making."""
    ((name, secured),) = [(name, r.secured) for name, r in records(files).items() if r.secured not in (None, OF_OTHERS)]
    return name, secured


def test_without_a_key_nothing_is_sealed_and_nothing_private_is_written(library):
    files = publish(library)
    assert {record.secured for record in records(files).values()} == {None, OF_OTHERS}
    for content in files.values():
        assert TEXT.encode() not in content
        assert b"f000000000001" not in content


def test_with_a_key_the_private_facts_are_in_the_record_and_open_with_it(library):
    files = publish(library, NEW)
    name, secured = own(files)
    assert open_facts(secured, name, Keyring((NEW,))) == SealedFacts("f000000000001", (), TEXT)
    assert [check_record(record) for record in records(files).values()] == [[], []]
    for content in files.values():
        assert TEXT.encode() not in content
        assert b"f000000000001" not in content


def test_nothing_sealed_leaves_the_records(library):
    files = publish(library, NEW)
    secured = own(files)[1].encode()
    assert [path for path, content in files.items() if secured in content] == [f"_news/{own(files)[0]}"]
    assert [path for path, content in files.items() if OF_OTHERS.encode() in content] == [
        f"_news/{name}" for name, record in records(files).items() if record.secured == OF_OTHERS
    ]


def test_a_key_changes_nothing_but_the_records_own_payload(library):
    bare, sealed = publish(library), publish(library, NEW)
    assert {path for path in bare | sealed if bare.get(path) != sealed.get(path)} == {f"_news/{own(sealed)[0]}"}


def test_publishing_twice_under_one_key_gives_the_same_bytes(library):
    assert publish(library, NEW) == publish(library, NEW)


def test_a_new_key_seals_the_whole_edition_anew(library):
    before, after = own(publish(library, OLD)), own(publish(library, NEW))
    assert before[0] == after[0]
    assert open_facts(after[1], after[0], Keyring((NEW,))) == open_facts(before[1], before[0], Keyring((OLD,)))


def test_a_desk_may_leave_the_text_out(library):
    name, secured = own(publish(library, NEW, text=False))
    assert open_facts(secured, name, Keyring((NEW,))) == SealedFacts("f000000000001")
