"""One function gives every number its noun."""

import re
from pathlib import Path

import pytest

from nightdesk.counting import counted

SOURCE = Path(__file__).resolve().parents[1] / "src" / "nightdesk"


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "story", "0 stories"),
        (1, "story", "1 story"),
        (2, "story", "2 stories"),
        (1, "new article", "1 new article"),
        (7, "day", "7 days"),
        (3, "branch", "3 branches"),
        (12, "source", "12 sources"),
    ],
)
def test_a_number_takes_its_noun_in_the_plural_unless_it_is_one(number, noun, said):
    assert counted(number, noun) == said


def test_a_plural_of_its_own_is_taken():
    assert [counted(n, "record of it", "records of it") for n in (1, 2)] == ["1 record of it", "2 records of it"]


# What stands behind a number in a text: a noun of what a desk counts, in the plural whatever the number.
COUNTED = (
    "articles|stories|sources|records|topics|organizations|files|mails|pages|entries|items|readers|outlets|decisions"
    "|copies|issues|feeds|departures|subscribers|languages|pictures|payloads|cases|texts|lines"
)
PLURAL = re.compile(r"\{[^{}]+\} (?:(?:new|more|changed|kept|whole) )?(?:" + COUNTED + r")\b")
ALWAYS_SEVERAL = (
    'note = f"holds ',
    'reasons.append(Reason("repeats", f"{pages} pages',
    'f"learning needs {LEAST}',
    'sure = f"{of_ten(',  # "seven in ten"
    'f"{folder}: {removed:,} of {before:,} files',  # a hundred at least
)
BENCH = "benches"  # counts of hundreds


def test_no_line_has_a_plural_whatever_its_number():
    found = [
        f"{path.relative_to(SOURCE)}: {line.strip()}"
        for path in sorted(SOURCE.rglob("*.py"))
        if BENCH not in str(path)
        for line in path.read_text().splitlines()
        if PLURAL.search(line) and not line.strip().startswith(ALWAYS_SEVERAL)
    ]
    assert found == [], "use nightdesk.counting.counted"
