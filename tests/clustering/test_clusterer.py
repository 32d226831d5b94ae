"""The clusterer: what stays apart, what comes together, in many scripts, and why."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.clustering import Clusterer, Document, group_stream
from nightdesk.clustering.clusterer import WINDOW, Placement
from nightdesk.clustering.explanations import explain_placement, spoken
from nightdesk.clustering.index.open_stories import OpenStories, Search
from nightdesk.clustering.likeness import article_vector, cosines
from nightdesk.clustering.nearness import Nearness
from nightdesk.clustering.repair.repairs import Merge
from nightdesk.clustering.thresholds import Thresholds, between, length_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

SAME = [  # two headlines of one event each
    (
        "Ferry Havgull returns to Lysa fjord after winter in yard",
        "Islanders cheer as Havgull sails the Lysa fjord again",
    ),
    ("Bakers of Tarnow strike over ovens", "Tarnow wakes up without bread as bakers strike"),
    ("Gletschersee am Hornkees droht auszubrechen", "Hornkees: Tal rüstet sich für Ausbruch des Gletschersees"),
    ("El volcán Torrealta expulsa ceniza sobre Valdoro", "Valdoro cierra escuelas por la ceniza del Torrealta"),
    ("吕萨峡湾渡轮海鸥号恢复航行", "海鸥号渡轮重返吕萨峡湾 岛民欢迎"),
    ("البركان توريالتا ينفث الرماد فوق فالدورو", "فالدورو تغلق مدارسها بسبب رماد توريالتا"),
    ("Хорнкеес: ледниковое озеро может прорваться", "Долина готовится к прорыву озера Хорнкеес"),
    ("ホルンケース氷河湖が決壊の恐れ", "氷河湖ホルンケース、谷で避難準備"),
]
HEADLINES = [headline for pair in SAME for headline in pair]


def headline(number, title, hours: float = 0, text=""):
    return Document(f"a{number:012d}", title, text, NOON + timedelta(hours=hours))


def moved_by(change, found):
    """The articles that a merge or a split moves."""
    inside = [key for key, story in found.items() if story == change.left]
    return [key for key in inside if isinstance(change, Merge) or key in change.moved]


def stories(documents, known=()):
    """The story of each article in the end, of the known ones before it too."""
    clusterer = Clusterer(known)
    found = {document.id: story for document, story in known}
    for document in documents:
        placement = clusterer.place(document)
        found[document.id] = placement.story_id
        for change in placement.repairs:
            found |= dict.fromkeys(moved_by(change, found), change.into)
    return list(found.values())


@pytest.mark.parametrize("title", ["", "!!!", "a"])
def test_articles_without_a_word_stay_alone(title):
    assert len(set(stories([headline(1, title), headline(2, title)]))) == 2


@pytest.mark.parametrize("language", range(len(SAME)))
def test_two_headlines_of_one_event_come_together(language):
    one, other = stories(headline(n, title, n) for n, title in enumerate(HEADLINES))[2 * language : 2 * language + 2]
    assert one == other


def test_unlike_events_stay_apart():
    assert len(set(stories(headline(n, pair[0], n) for n, pair in enumerate(SAME)))) == len(SAME)


def test_words_that_most_stories_have_bring_nothing_together():
    """A desk of one subject: what all its stories say tells none of them from another."""
    chance = random.Random(1)
    told = [f"Corona wave: mayor of {name(chance)} closes {name(chance)} school" for _ in range(300)]
    known = [(headline(n, title, n / 10), f"s{n}") for n, title in enumerate(told)]
    last = f"Corona wave: mayor of {name(chance)} closes {name(chance)} school"
    assert stories([headline(999, last, 31)], known)[-1] == "a000000000999"


def name(chance):
    return "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(4)).title()


def test_the_same_words_after_a_week_are_another_story():
    recurring = "Lottery numbers of the week drawn in Tarnow"
    assert len(set(stories([headline(1, recurring), headline(2, "Numbers drawn: lottery week", 24 * 8)]))) == 2


def test_a_story_outside_the_window_is_closed():
    later = NOON + WINDOW + timedelta(seconds=1)
    documents = [headline(1, HEADLINES[0]), Document("a2", HEADLINES[0], "", later)]
    assert len(set(stories(documents))) == 2


def test_articles_without_a_date_are_grouped_by_their_words_alone():
    documents = [Document(f"a{n}", title, "", None) for n, title in enumerate(HEADLINES)]
    assert len(set(stories(documents))) == len(SAME)


def test_a_known_article_gives_its_story_to_a_new_one():
    assert stories([headline(2, HEADLINES[1], 1)], [(headline(1, HEADLINES[0]), "s1")]) == ["s1", "s1"]


def test_a_known_article_that_is_placed_again_does_not_count_twice():
    known = [(headline(1, HEADLINES[0]), "s1")]
    clusterer = Clusterer(known)
    assert clusterer.place(headline(1, HEADLINES[0])).is_new


def test_whoever_joins_is_told_which_words_tie_it_and_how_close_it_was():
    clusterer = Clusterer()
    clusterer.place(headline(1, HEADLINES[0]))
    document = headline(2, HEADLINES[1], 3)
    reasons = explain_placement(clusterer.place(document), document)
    assert "joins the story of “Ferry Havgull returns" in reasons[0].text
    assert "both name Havgull" in [reason.text for reason in reasons]


def test_whoever_opens_a_story_is_told_what_was_nearest():
    clusterer = Clusterer()
    clusterer.place(headline(1, "Mayor opens bridge over the Lysa fjord"))
    document = headline(2, "Mayor sorry for words in council about budget of schools")
    reasons = explain_placement(clusterer.place(document), document)
    assert reasons[0].text == "nothing else open is near; the next is “Mayor opens bridge over the Lysa fjord”"


def test_whoever_nearly_joined_is_told_what_it_shares_with_what():
    near = Nearness(
        story_id="s1", title="Mayor opens bridge", kind="words", likeness=0.15, gap=0.1, score=0.14, bar=0.16, shared=()
    )
    placement = Placement("a2", "a2", is_new=True, nearest=near)
    texts = [reason.text for reason in explain_placement(placement, headline(2, "Mayor closes bridge"))]
    assert texts[0] == "opens a story: the nearest was “Mayor opens bridge”, not near enough"
    assert texts[1].endswith("articles so near to a story are of one event with it")


def test_the_first_article_of_all_is_told_that_nothing_is_near():
    document = headline(1, HEADLINES[0])
    (reason,) = explain_placement(Clusterer().place(document), document)
    assert "no open story" in reason.text


WORDS = ["ferry", "fjord", "mayor", "strike", "bakers", "oven", "volcano", "ash", "school", "渡轮", "海鸥", "2026"]
words = st.lists(st.sampled_from(WORDS), max_size=6)
documents = st.lists(st.tuples(words, words, st.integers(0, 1000)), min_size=1, max_size=12)


def made(stream):
    items = [headline(n, " ".join(title), hours, " ".join(text)) for n, (title, text, hours) in enumerate(stream)]
    return sorted(items, key=lambda item: (item.published_at, item.id))


@given(documents)
def test_the_reasons_add_up_to_the_score_that_was_weighed(stream):
    clusterer = Clusterer()
    for document in made(stream):
        placement = clusterer.place(document)
        if placement.nearest is not None:
            total = sum(reason.contribution for reason in explain_placement(placement, document))
            assert total == pytest.approx(placement.nearest.score, abs=1e-5)


@settings(deadline=None)
@given(documents, st.data())
def test_a_stream_taken_up_again_from_what_was_stored_goes_on_as_if_it_had_not_been_cut(stream, data):
    items = made(stream)
    whole = stories(items)
    at = data.draw(st.integers(0, len(items)))
    known = data.draw(st.permutations(list(zip(items[:at], stories(items[:at]), strict=True))))
    ids = [item.id for item, _ in known] + [item.id for item in items[at:]]
    found = dict(zip(ids, stories(items[at:], known), strict=True))
    assert [found[item.id] for item in items] == whole


@settings(deadline=None)
@given(documents, st.randoms())
def test_the_open_stories_do_not_depend_on_the_order_in_which_articles_came_and_went(stream, random):
    items = made(stream)
    straight, crooked = OpenStories(), OpenStories()
    for n, item in enumerate(items):
        straight.add(straight.entry(item), f"s{n % 3}")
    shuffled = random.sample(list(enumerate(items)), len(items))
    for n, item in shuffled:
        crooked.add(crooked.entry(item), f"s{n % 3}")
        if random.random() < 0.5:
            standing = crooked.story(f"s{n % 3}").entries
            crooked.remove(next(entry for entry in standing if entry.id == item.id), f"s{n % 3}")
            crooked.add(crooked.entry(item), f"s{n % 3}")
    assert all(seen(straight, item) == seen(crooked, item) for item in items)


ALIKE = [f"{one}{two}emersk" for one in "bdfglmnprs" for two in "aeiou"]  # words of one length: equally rare


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_of_more_equally_rare_words_than_are_searched_the_same_ones_are_whoever_came_first(random):
    items = [headline(n, "", n, " ".join(random.sample(ALIKE, 40))) for n in range(9)]
    straight, crooked = OpenStories(), OpenStories()
    for stories, order in ((straight, items[1:]), (crooked, random.sample(items[1:], len(items) - 1))):
        for item in order:
            stories.add(stories.entry(item), f"s{item.id}")
    entry = [stories.entry(items[0]) for stories in (straight, crooked)]
    found = [
        [
            stories.at(place).id
            for place in stories.candidates(one.terms, article_vector(stories, one).values, Search(one.at, 1.0, most=3))
        ]
        for stories, one in zip((straight, crooked), entry, strict=True)
    ]
    assert found[0] == found[1]


def seen(stories, item):
    """The stories that an article may join, and how alike they are."""
    entry = stories.entry(item)
    vector = article_vector(stories, entry)
    places = stories.candidates(entry.terms, vector.values, Search(entry.at, 1.0))
    near = cosines(stories, vector, [stories.at(place) for place in places], "").tolist() if places else []
    return [stories.at(place).id for place in places], near


def test_what_joining_takes_and_what_time_takes_off_goes_by_length():
    short, whole = length_of(8), length_of(400)
    assert (short, whole) == (0.0, 1.0)
    assert 0 < length_of(40) < 1
    thresholds = Thresholds()
    assert between(thresholds.decay, short) > 10 * between(thresholds.decay, whole)
    text = "Rescuers reached the ferry at dawn. " + " ".join(f"d{n}e" for n in range(200))
    scores = []
    for told in ("", text):
        clusterer = Clusterer()
        clusterer.place(headline(1, HEADLINES[0], 0, told))
        scores.append(clusterer.place(headline(2, HEADLINES[0], 48, told)).nearest.score)
    assert scores[0] < 0.2
    assert scores[1] > 0.8


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (timedelta(), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(minutes=121), "2 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_a_length_of_time_in_words(gap, text):
    assert spoken(gap) == text


seconds = st.lists(st.tuples(st.sampled_from(HEADLINES), words, st.integers(0, 3), st.integers(0, 2)), max_size=14)


def by_second(stream):
    """Articles of a few seconds, some at one moment and some fractions of a second apart."""
    return [
        Document(
            f"a{n}", title, " ".join(text), NOON + timedelta(seconds=second, milliseconds=300 * part), f"o{n % 3}", "en"
        )
        for n, (title, text, second, part) in enumerate(stream)
    ]


@settings(deadline=None)
@given(seconds, st.randoms(use_true_random=False))
def test_the_order_of_articles_within_a_second_does_not_matter(stream, random):
    items = sorted(by_second(stream), key=lambda item: item.order)
    mixed = random.sample(items, len(items))
    mixed.sort(key=lambda item: item.published_at.replace(microsecond=0))
    one, other = (group_stream(listed, explained=True).articles for listed in (items, mixed))
    assert {item.id: item for item in one} == {item.id: item for item in other}
