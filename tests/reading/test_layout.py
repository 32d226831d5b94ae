"""Where the prose of a page is: sums over containers, the core, and the signs of blocks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from nightdesk.reading.blocks import Blocks
from nightdesk.reading.bodies import choose_body
from nightdesk.reading.layout import measure
from nightdesk.reading.signs import NAMES, Declared, signs_of

SENTENCE = "The ferry to the island left an hour late because of the fog that lay over the harbour. "
TAGS = st.sampled_from(["div", "p", "li", "section", "article", "aside", "h2", "td", "figure", "a href=/x", "b", "br"])
TREES = st.recursive(
    st.sampled_from(["", "Ferry", SENTENCE, SENTENCE * 3, "<a href=/x>Ferry leaves the island</a>"]),
    lambda parts: st.tuples(TAGS, st.lists(parts, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0].partition(' ')[0]}>"
    ),
    max_leaves=25,
)


def blocks_of(html):
    return Blocks(LexborHTMLParser(f"<body>{html}</body>").body)


def sums_of(page, values):
    """The sums over containers as they were defined: a block counts for all that it is in."""
    sums = [0.0] * len(page.containers)
    for block, value in zip(page.blocks, values, strict=True):
        at = block.container
        while at >= 0:
            sums[at] += value
            at = page.containers[at].parent
    return sums


@given(TREES)
def test_a_container_holds_the_blocks_that_are_within_it(html):
    page = blocks_of(html)
    layout = measure(page)
    assert layout.lengths.tolist() == sums_of(page, [len(block.text) for block in page.blocks])
    assert layout.links.tolist() == sums_of(page, [block.links for block in page.blocks])
    assert np.allclose(layout.held, sums_of(page, layout.prose))


@given(TREES)
def test_the_way_out_of_a_container_leads_to_the_core_and_comes_through_its_branch(html):
    page = blocks_of(html)
    layout = measure(page)
    is_above = layout.branch == np.arange(len(page.containers))
    for at, container in enumerate(page.containers[1:], start=1):
        assert container.end > at > container.parent
        if is_above[at] and layout.branch[container.parent] != container.parent:
            raise AssertionError("a branch begins within another")
        if not is_above[at]:
            assert layout.branch[at] == layout.branch[container.parent]
            assert layout.steps[at] == layout.steps[container.parent]


@given(TREES)
def test_every_block_has_one_tag_and_shares_between_nothing_and_all(html):
    page = blocks_of(html)
    values = signs_of(measure(page), Declared()).values
    tags = [row for row, name in enumerate(NAMES) if name.startswith("<")]
    assert (values[tags].sum(axis=0) == 1).all()
    shares = values[[NAMES.index(name) for name in ("same class", "same tags", "siblings", "branch's share")]]
    assert (shares >= 0).all()
    assert (shares <= 1 + 1e-9).all()


def test_a_page_of_nothing_has_no_text():
    assert choose_body(blocks_of(""), Declared()).pieces == ()


def test_a_row_of_teasers_is_not_the_text():
    teasers = "".join(
        f"<div class=x><h3><a href=/{n}>Ferry {n} leaves the island</a></h3><p>{SENTENCE}</p></div>" for n in range(4)
    )
    page = blocks_of(f"<article><h1>Fog</h1>{f'<p>{SENTENCE * 2}</p>' * 3}</article><section>{teasers}</section>")
    rows = signs_of(measure(page), Declared()).values[NAMES.index("in <card>")]
    assert [block.text[:5] for block, is_card in zip(page.blocks, rows, strict=True) if is_card] == [
        "Ferry",
        "The f",
    ] * 4
