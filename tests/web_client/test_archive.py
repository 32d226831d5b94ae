"""An archive in the place of the web."""

import gzip
import json
import time

import pytest

from nightdesk.errors import ConfigError, SkipItem
from nightdesk.tools import Request

URL = "https://example.org/page"
DAY = "2026-11-{:02}T00:00:00Z"
FIRST_DAY = DAY.format(1)


def answer(body=b"a page", status="200 OK", **headers):
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def record(url, http, date=FIRST_DAY, kind="response"):
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


@pytest.fixture
def holding(tmp_path, archived):
    """Open an archive of these records, each packed alone, as crawlers write them."""

    def write(*records):
        path = tmp_path / "small.warc.gz"
        path.write_bytes(b"".join(gzip.compress(each) for each in records))
        return archived(path)

    return write


def body_of(web, url=URL, **limits):
    return web.get(Request(url=url, **limits)).body


def test_a_missing_archive_is_refused_at_the_door(tmp_path, archived):
    with pytest.raises(ConfigError, match=r"none\.warc: no such archive; name a WARC file"):
        archived(tmp_path / "none.warc")


def test_a_folder_is_refused_at_the_door(tmp_path, archived):
    with pytest.raises(ConfigError, match="the archive cannot be read: Is a directory"):
        archived(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"<!doctype html>", gzip.compress(b"text"), b"\x1f\x8bno gzip", b"WAR"],
    ids=["empty", "a page", "packed text", "damaged", "too short"],
)
def test_what_is_no_warc_file_is_refused_at_the_door(tmp_path, archived, content):
    path = tmp_path / "page.html"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"page\.html: not a WARC file"):
        archived(path)


def test_a_recorded_page_answers_byte_for_byte_with_its_headers(holding):
    body = bytes(range(256)) * 300
    response = holding(record(URL, answer(body, Content_Type="text/html", ETag='"7"'))).get(Request(url=URL))
    assert (response.url, response.status, response.body) == (URL, 200, body)
    assert response.headers == {"content-type": "text/html", "etag": '"7"'}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_archive_may_be_plain_or_packed_as_a_whole(tmp_path, archived, pack):
    path = tmp_path / "whole.warc"
    pages = [record(f"{URL}/{number}", answer(f"page {number}".encode() * 5000)) for number in range(20)]
    path.write_bytes(pack(b"".join(pages)))
    web = archived(path)
    assert [body_of(web, f"{URL}/{number}")[:7] for number in (0, 13, 19)] == [b"page 0p", b"page 13", b"page 19"]


def test_what_was_unpacked_is_removed_at_the_end(tmp_path, archived, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "unpacked"))
    (tmp_path / "unpacked").mkdir()
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(record(URL, answer()) + record(URL, answer())))
    web = archived(path)
    body_of(web)
    assert len(list((tmp_path / "unpacked").iterdir())) == 1
    web.close()
    assert list((tmp_path / "unpacked").iterdir()) == []


def test_a_page_that_is_not_in_the_archive_is_skipped(holding):
    with pytest.raises(SkipItem, match=r"^https://example.org/other: not in the archive small\.warc\.gz$"):
        body_of(holding(record(URL, answer())), "https://example.org/other")


@pytest.mark.parametrize("order", [1, -1])
def test_the_latest_capture_wins_wherever_it_stands(holding, order):
    captures = [record(URL, answer(f"day {day}".encode()), DAY.format(day)) for day in (1, 2, 3)]
    assert body_of(holding(*captures[::order])) == b"day 3"


def test_fractions_of_a_second_count(holding):
    earlier, later = "2026-11-01T00:00:00Z", "2026-11-01T00:00:00.25Z"
    assert body_of(holding(record(URL, answer(b"later"), later), record(URL, answer(b"earlier"), earlier))) == b"later"


def test_a_capture_without_a_date_loses_against_one_with(holding):
    assert body_of(holding(record(URL, answer(b"dated")), record(URL, answer(b"undated"), "soon"))) == b"dated"


@pytest.mark.parametrize(
    "spelling",
    ["http://example.org/page", "https://EXAMPLE.org:443/page", "https://example.org/page?utm_source=rss#top"],
)
def test_another_spelling_of_a_page_finds_it(holding, spelling):
    assert body_of(holding(record(URL, answer())), spelling) == b"a page"


def test_the_exact_spelling_goes_before_a_later_capture_of_another(holding):
    web = holding(record(URL, answer(b"exact")), record(f"{URL}?utm_source=rss", answer(b"other"), DAY.format(9)))
    assert body_of(web) == b"exact"
    assert body_of(web, URL.replace("https", "http")) == b"other"


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_other_spellings_the_later_capture_is_found(holding, order):
    captures = [
        record(f"{URL}?utm_source=rss", answer(b"earlier"), DAY.format(1)),
        record(f"{URL}?fbclid=1", answer(b"later"), DAY.format(2)),
    ]
    assert body_of(holding(*captures[::order])) == b"later"


def test_an_address_in_angle_brackets_as_wget_wrote_it_is_found(holding):
    assert body_of(holding(record(f"<{URL}>", answer()))) == b"a page"


def test_recorded_redirects_are_followed(holding):
    web = holding(record("http://example.org/", answer(b"", "301 Moved", Location="/page")), record(URL, answer()))
    response = web.get(Request(url="http://example.org/"))
    assert (response.url, response.body) == ("http://example.org/page", b"a page")


def test_a_redirect_out_of_the_archive_says_from_where(holding):
    web = holding(record(URL, answer(b"", "302 Found", Location="https://elsewhere.org/")))
    with pytest.raises(SkipItem, match=rf"^{URL}: redirected to https://elsewhere.org/: not in the archive"):
        body_of(web)


def test_a_recorded_failure_stays_one(holding):
    with pytest.raises(SkipItem, match=r"answered 503 \(Service Unavailable\) when it was recorded"):
        body_of(holding(record(URL, answer(b"", "503 Busy", Retry_After="9"))))


def test_a_recorded_robots_txt_is_obeyed(holding):
    rules = record("https://example.org/robots.txt", answer(b"User-agent: *\nDisallow: /page"))
    with pytest.raises(SkipItem, match=r"robots\.txt of this host does not allow it"):
        body_of(holding(rules, record(URL, answer())))


def test_a_recorded_crawl_delay_makes_nobody_wait(holding):
    rules = record("https://example.org/robots.txt", answer(b"User-agent: *\nCrawl-delay: 20"))
    web = holding(rules, record(URL, answer()))
    for _ in range(3):
        assert body_of(web, patience=5)  # NotItsTurn where it would have to wait for longer


def chunks(body, size=7):
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def test_a_packed_and_chunked_body_is_undone(holding):
    body = chunks(gzip.compress(b"a long page " * 500))
    http = answer(body, Content_Encoding="gzip", Transfer_Encoding="chunked")
    assert body_of(holding(record(URL, http))) == b"a long page " * 500


def test_a_body_stored_without_its_chunks_is_read_as_it_is(holding):
    assert (
        body_of(holding(record(URL, answer(b"<p>no chunks</p>", Transfer_Encoding="chunked")))) == b"<p>no chunks</p>"
    )


def test_limits_hold_for_an_archive_too(holding):
    web = holding(record(URL, answer(gzip.compress(bytes(3_000_000)), Content_Encoding="gzip")))
    with pytest.raises(SkipItem, match="too large"):
        body_of(web, limit=2_000_000)
    assert body_of(web, first_bytes=100) == bytes(100)


@pytest.mark.parametrize(
    ("http", "reason"),
    [
        (b"", "damaged in the archive"),
        (b"no answer of a server", "damaged in the archive"),
        (answer(chunks(b"x" * 99)[:50], Transfer_Encoding="chunked"), "damaged in the archive"),
        (answer(gzip.compress(b"x" * 99)[:20], Content_Encoding="gzip"), "breaks off .* in the archive"),
    ],
    ids=["empty", "no HTTP", "chunks break off", "gzip breaks off"],
)
def test_a_damaged_capture_is_skipped_for_good(holding, http, reason):
    with pytest.raises(SkipItem, match=rf"^{URL}: .*{reason}"):
        body_of(holding(record(URL, http)))


def test_other_kinds_of_records_do_not_answer(holding):
    web = holding(
        record(URL, b"software: a crawler\r\n", kind="warcinfo"),
        record(URL, b"GET /page HTTP/1.1\r\n\r\n", DAY.format(2), kind="request"),
        record(URL, answer(b"the answer")),
        record(URL, answer(b""), DAY.format(3), kind="revisit"),
    )
    assert body_of(web) == b"the answer"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_archive_that_breaks_off_answers_with_what_is_whole(tmp_path, archived, pack):
    path = tmp_path / "cut.warc"
    last = pack(record(f"{URL}/2", answer(b"".join(b"%d " % number for number in range(9000)))))
    path.write_bytes(pack(record(f"{URL}/1", answer(b"whole"))) + last[: len(last) // 2])
    web = archived(path)
    assert body_of(web, f"{URL}/1") == b"whole"
    with pytest.raises(SkipItem, match=r"/2: not in the archive cut\.warc, but it (breaks off|is damaged)"):
        body_of(web, f"{URL}/2")


def test_damage_in_the_middle_leaves_what_stands_before_it(tmp_path, archived):
    path = tmp_path / "damaged.warc.gz"
    packed = bytearray(gzip.compress(record(f"{URL}/2", answer(bytes(range(256)) * 50))))
    packed[100:160] = b"\xff" * 60
    path.write_bytes(gzip.compress(record(f"{URL}/1", answer(b"whole"))) + packed)
    web = archived(path)
    assert body_of(web, f"{URL}/1") == b"whole"
    with pytest.raises(SkipItem, match=r"not in the archive damaged\.warc\.gz, but it"):
        body_of(web, f"{URL}/2")


def test_a_form_is_sent_to_no_archive(tmp_path, archived):
    path = tmp_path / "small.warc"
    path.write_bytes(record(URL, answer(b"a page")))
    with pytest.raises(SkipItem, match="an archive stands in the place of the web"):
        archived(path).post(URL, {"hub.mode": "publish"})


def test_opening_an_archive_does_not_read_it(tmp_path, archived):
    path = tmp_path / "small.warc"
    path.write_bytes(record(URL, answer(b"before")))
    web = archived(path)
    path.write_bytes(record(URL, answer(b"after")))
    assert body_of(web) == b"after"


def test_all_recorded_pages_answer_within_seconds(shared, archived):
    gold = (shared / "pages" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    urls = sorted({json.loads(line)["url"] for line in gold})
    web = archived(shared / "web" / "recorded.warc.gz")
    began = time.process_time()
    responses = [web.get(Request(url=url)) for url in urls]
    assert time.process_time() - began < 3  # 0.3 s where it was measured
    assert len(responses) == 131
    assert [response.url for response in responses] == [url.partition("#")[0] for url in urls]
    assert all(response.status == 200 and b"<html" in response.body.lower() for response in responses)
