"""Copies: what is none, what is one, and that no cut of the stream changes the folding."""

import gc
import random
import tracemalloc
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.stages.copies import fold_copies
from nightdesk.types import Provider
from shelf import Shelf

OUTLETS = [Provider(f"Outlet {n}", f"outlet{n}.example") for n in range(5)]
WIRE = """The ferry Havgull returned to the Lysa fjord on Monday after eleven months in the yard, and some two
hundred islanders stood on the quay to see her in. The mayor, Tora Lund, said that the island had been cut off
from its school and its doctor for the whole winter. The new engines burn half as much as the old ones did,
according to the shipping company, which paid four million for the repair. A second ferry is to follow in May."""
OWN_REPORT = """Children waved flags on the quay of Lysa when the Havgull came in. For Tora Lund, the mayor, it
is the end of a long winter: the school boat had to be cancelled on forty days because of storms. The company
speaks of four million for two engines that need half the fuel. In May the sister ship goes into the yard, and
until then one boat has to do the work of two. The fishermen of the island do not believe in the timetable yet."""
CHINESE = (
    "渡轮海鸥号在船厂停留十一个月后于周一返回吕萨峡湾。约两百名岛民在码头迎接。市长托拉·伦德表示。整个冬天"
    "岛上居民无法前往学校和诊所。航运公司称。新发动机的油耗仅为旧发动机的一半。维修费用为四百万。第二艘渡轮将于五月返回。"
)
ARABIC = (
    "عادت العبارة هافغول إلى مضيق ليسا يوم الاثنين بعد أحد عشر شهرا في حوض السفن ووقف نحو مئتين من سكان الجزيرة على "
    "الرصيف لاستقبالها وقالت رئيسة البلدية تورا لوند إن الجزيرة كانت معزولة عن مدرستها وطبيبها طوال الشتاء وإن "
    "المحركات الجديدة تستهلك نصف ما كانت تستهلكه القديمة وفق شركة الملاحة التي دفعت أربعة ملايين للإصلاح"
)
TEXTS = [
    WIRE,
    OWN_REPORT,
    CHINESE,
    ARABIC,
    WIRE[:330],
    "Edited by our desk. " + WIRE,
    CHINESE[:100],
    "渡轮回来了",
    "",
    None,
]


def report(number, text, outlet=0, hours=0.0, **fields):
    moment = NOON + timedelta(hours=hours)
    return make_article(number, text=text, provider=OUTLETS[outlet], published_at=moment, **fields)


def carriers(*articles):
    """The number of each article's carrier, or ``None``, after they were folded as one batch."""
    shelf = Shelf(articles)
    shelf.run(fold_copies, articles)
    found = (shelf.kept[article.id].carrier_id for article in articles)
    return [carrier and int(carrier[1:]) for carrier in found]


def test_an_empty_batch_is_folded_into_nothing():
    assert fold_copies([], Shelf().tools()).records == ()


@pytest.mark.parametrize("text", [None, "", " \n "])
def test_articles_without_a_text_are_no_copies_of_each_other(text):
    assert carriers(report(1, text), report(2, text, outlet=1, hours=1)) == [None, None]


def test_another_outlets_own_report_of_the_event_is_no_copy():
    assert carriers(report(1, WIRE), report(2, OWN_REPORT, outlet=1, hours=1)) == [None, None]


def test_a_recurring_column_under_one_title_is_no_copy():
    monday, friday = report(1, WIRE, title="The week ahead"), report(2, OWN_REPORT, hours=96, title="The week ahead")
    assert carriers(monday, friday) == [None, None]


def test_a_notice_that_an_outlet_shows_in_the_place_of_many_texts_makes_no_copies():
    notice = "Please log in or take a free trial to go on reading this article, dear reader of our pages."
    ferry = report(1, notice, title="The ferry Havgull is back in the fjord")
    strike = report(2, notice, hours=1, title="Bakers strike for better ovens")
    assert carriers(ferry, strike) == [None, None]


def test_short_texts_that_are_nearly_the_same_are_no_copies():
    first, second = report(1, "The ferry is back."), report(2, "The ferry is not back.", outlet=1, hours=1)
    assert carriers(first, second) == [None, None]


def test_a_text_that_comes_again_after_more_than_a_week_is_no_copy():
    assert carriers(report(1, WIRE), report(2, WIRE, outlet=1, hours=7 * 24 + 1)) == [None, None]


@pytest.mark.parametrize("text", [WIRE, CHINESE, ARABIC, "The ferry is back."])
def test_the_same_text_in_another_outlet_is_a_copy_of_the_earlier_one(text):
    assert carriers(report(1, text, hours=2), report(2, text, outlet=1)) == [2, None]


def test_of_the_same_moment_the_smaller_id_carries():
    assert carriers(report(2, WIRE), report(1, WIRE, outlet=1)) == [1, None]


def test_a_copy_may_have_a_new_beginning_and_lack_its_end():
    edited = "Lysa (our correspondent) - " + WIRE[: len(WIRE) * 3 // 4]
    assert carriers(report(1, WIRE), report(2, edited, outlet=1, hours=1)) == [None, 1]


def test_case_accents_and_spaces_do_not_hide_a_copy():
    edited = WIRE.upper().replace(" ", "  \n ").replace("LYSA", "LÝSA")
    assert carriers(report(1, WIRE), report(2, edited, outlet=1, hours=1)) == [None, 1]


def test_one_canonical_url_is_one_article_whatever_its_texts():
    url = "https://outlet0.example/ferry"
    assert carriers(report(1, WIRE, url=url), report(2, OWN_REPORT, hours=1, url=url)) == [None, 1]


def test_all_copies_name_the_same_carrier_and_never_each_other():
    articles = [report(number, WIRE, outlet=number, hours=number) for number in range(1, 5)]
    assert carriers(*articles) == [None, 1, 1, 1]


def test_a_copy_finds_its_carrier_on_the_desk():
    original, copy = report(1, WIRE), report(2, WIRE, outlet=1, hours=5)
    shelf = Shelf([original, copy])
    shelf.run(fold_copies, [original])
    shelf.run(fold_copies, [copy])
    assert shelf.kept[copy.id].carrier_id == original.id


def test_an_original_that_comes_late_takes_over_the_copies_on_the_desk():
    original = report(1, WIRE)
    later = [report(number, WIRE, outlet=number, hours=number) for number in (2, 3)]
    shelf = Shelf([original, *later])
    shelf.run(fold_copies, later)
    shelf.run(fold_copies, [original])
    assert [shelf.kept[article.id].carrier_id for article in (original, *later)] == [None, original.id, original.id]


def test_an_article_of_the_desk_that_was_not_folded_yet_is_no_carrier():
    waiting, copy = report(1, WIRE), report(2, WIRE, outlet=1, hours=5)
    shelf = Shelf([waiting, copy])
    shelf.run(fold_copies, [copy])
    assert shelf.kept[copy.id].carrier_id is None


def test_an_article_whose_text_was_mended_is_a_copy_no_longer():
    original, copy = report(1, WIRE), report(2, WIRE, outlet=1, hours=5)
    shelf = Shelf([original, copy])
    shelf.run(fold_copies, [original, copy])
    shelf.kept[copy.id] = report(2, OWN_REPORT, outlet=1, hours=5, verdicts=shelf.kept[copy.id].verdicts)
    shelf.run(fold_copies, [copy])
    assert shelf.kept[copy.id].carrier_id is None


def test_a_copy_says_how_much_is_shared_with_which_outlet_and_who_was_first():
    shelf = Shelf([report(1, WIRE), report(2, WIRE, outlet=1, hours=5)])
    shelf.run(fold_copies, list(shelf.kept.values()))
    verdict = shelf.kept["a000000000002"].verdict("copy")
    assert verdict.value == "a000000000001"
    assert "100 %" in verdict.reasons[0].text
    assert "Outlet 0 was published first" in verdict.reasons[1].text


def test_an_own_text_says_that_it_is_one():
    shelf = Shelf([report(1, WIRE)])
    shelf.run(fold_copies, list(shelf.kept.values()))
    verdict = shelf.kept["a000000000001"].verdict("copy")
    assert (verdict.value, verdict.reasons[0].signal) == ("own text", "own_text")


streams = st.lists(
    st.tuples(st.sampled_from(TEXTS), st.integers(0, 4), st.integers(0, 300), st.integers(1, 6)), min_size=1, max_size=9
)


def made(stream):
    """Articles in the order of publication; some share an address."""
    articles = [
        report(number, text, outlet=outlet, hours=hours, url=f"https://outlet{outlet}.example/{page}")
        for number, (text, outlet, hours, page) in enumerate(stream, 1)
    ]
    return sorted(articles, key=lambda article: (article.placed_at, article.id))


@settings(max_examples=60, deadline=None)
@given(streams, st.data())
def test_a_stream_cut_anywhere_is_folded_as_a_whole(stream, data):
    articles = made(stream)
    whole, cut = Shelf(articles), Shelf(articles)
    whole.run(fold_copies, articles)
    at = data.draw(st.integers(0, len(articles)))
    cut.run(fold_copies, articles[:at])
    cut.run(fold_copies, articles[at:])
    assert cut.kept == whole.kept


@settings(max_examples=60, deadline=None)
@given(streams, streams, st.data())
def test_what_was_folded_before_does_not_make_a_cut_matter(stored, stream, data):
    articles = made([*stored, *stream])
    late = data.draw(st.lists(st.sampled_from(articles), unique_by=lambda article: article.id, min_size=1))
    late = sorted(late, key=lambda article: (article.placed_at, article.id))
    early = [article for article in articles if article not in late]
    whole, cut = Shelf(articles), Shelf(articles)
    for shelf in (whole, cut):
        shelf.run(fold_copies, early)
    whole.run(fold_copies, late)
    at = data.draw(st.integers(0, len(late)))
    cut.run(fold_copies, late[:at])
    cut.run(fold_copies, late[at:])
    carried = {key: article.carrier_id for key, article in whole.kept.items()}
    assert {key: article.carrier_id for key, article in cut.kept.items()} == carried


@settings(max_examples=60, deadline=None)
@given(streams, st.data())
def test_a_carrier_is_never_itself_a_copy_and_never_later(stream, data):
    articles = made(stream)
    shelf = Shelf(articles)
    at = data.draw(st.integers(0, len(articles)))
    shelf.run(fold_copies, articles[at:])
    shelf.run(fold_copies, articles[:at])
    for article in shelf.kept.values():
        if article.carrier_id is not None:
            carrier = shelf.kept[article.carrier_id]
            assert carrier.carrier_id is None
            assert (carrier.placed_at, carrier.id) < (article.placed_at, article.id)


def peak_beside(known):
    """The most memory that it takes to fold one article beside so many others with texts of their own."""
    words = [f"word{number}" for number in range(5000)]
    chance = random.Random(known)
    others = [report(n, " ".join(chance.choices(words, k=400)), n % 5, n / 60) for n in range(1, known + 1)]
    shelf = Shelf(others)
    shelf.run(fold_copies, others)
    late = report(9999, WIRE)
    gc.collect()
    tracemalloc.start()
    shelf.run(fold_copies, [late])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_what_is_kept_of_each_article_beside_a_batch_is_small():
    assert (peak_beside(600) - peak_beside(200)) / 400 < 15_000  # with words and shingles it is 110,000
