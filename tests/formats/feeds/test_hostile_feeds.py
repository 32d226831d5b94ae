"""No feed holds a worker over 2 s of CPU time or 300 MB, whatever is in its 10 MB."""

# ruff: noqa: E501 - a line for each feed

import json
import subprocess
import sys

import pytest

from nightdesk.charsets import text_codec

MAKE = {
    "ampersands": "b'<rss><channel><title>' + b'&' * 9_000_000",
    "references": "b'<rss><channel><title>&' + b'&nbsp;' * 1_500_000",
    "numbers": "b'<rss><channel><title>& ' + b'&#1;' * 2_250_000",
    "punycode": "b'<?xml version=\"1.0\" encoding=\"punycode\"?><rss>' + b'a' * 3_000_000 + b'-' + b'b' * 3_000_000",
    "spaces": "b'<rss>' + b' ' * 9_000_000",
    "deep": "b'<rss><channel>' + b'<a>' * 3_000_000",
    "deep pairs": "b'<rss><channel>' + b'<item>' * 1_000_000 + b'</item>' * 400_000",
    "attributes": "b'<rss><channel><item ' + b' '.join(b'a%d=\"\"' % n for n in range(800_000)) + b'/></channel></rss>'",
    "namespaces": "b'<rss><channel><item ' + b' '.join(b'xmlns:a%d=\"u:%d\"' % (n, n) for n in range(200_000)) + b'/>'",
    "items": "b'<rss><channel>' + b'<item><title>x</title></item>' * 300_000",
    "empty items": "b'<rss><channel>' + b'<item/>' * 1_280_000",
    "entries": "b'<feed xmlns=\"http://www.w3.org/2005/Atom\">' + b'<entry/>' * 1_100_000",
    "dated entries": "b'<feed xmlns=\"http://www.w3.org/2005/Atom\">' + b'<entry><updated>1 May 2026</updated></entry>' * 200_000",
    "authors": "b'<rss><channel><item><link>http://a.example/</link>' + b'<author>a</author>' * 500_000",
    "authors of many": "b'<rss><channel>' + (b'<item>' + b'<author>a</author>' * 240 + b'</item>') * 2_000",
    "authors of atom": "b'<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>' + b'<author><name>a</name></author>' * 280_000",
    "pictures": "b'<rss xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><item>' + b'<media:content url=\"http://a.example/1.jpg\"/>' * 190_000",
    "comments": "b'<rss><channel>&' + b'<!--' * 2_250_000",
    "sections": "b'<rss><channel>&' + b'<![CDATA[' * 1_000_000",
    "open quotes": "b'<rss><channel><item><description>' + b'&lt;a \"' * 1_200_000",
    "open scripts": "b'<rss><channel><item><description>' + b'&lt;script ' * 800_000",
    "a wide letter": "b'<rss><channel><title>& \\xf0\\x9f\\x98\\x80' + b'a' * 9_000_000",
    "marks": "b'<rss><channel><title>' + b'\\xcc\\x81' * 4_500_000 + b'</title></channel></rss>'",
    "dates": "b'<rss><channel>' + b'<item><pubDate>' + b'1 ' * 4_400_000 + b'</pubDate></item>'",
    "json lists": "b'{\"items\": ' + b'[' * 9_000_000",
    "json items": "b'{\"items\": [' + b'{},' * 3_000_000 + b'{}]}'",
    "json authors": "b'{\"items\": [{\"authors\": [' + b'{\"name\":\"a\"},' * 690_000 + b'{}]}]}'",
    "json escapes": "b'{\"items\": [{\"title\": \"' + b'\\\\ud800' * 1_500_000 + b'\"}]}'",
    "html": "b'<html>' + b'<link ' * 1_500_000",
}  # fmt: skip
MEASURE = """
import json, os, resource, sys
from nightdesk.errors import NightdeskError
from nightdesk.formats.feeds import parse_feed
parse_feed(b"<rss><channel><item><title>warm</title></item></channel></rss>", "http://a.example/")
for kind, source in json.load(sys.stdin).items():
    if not os.fork():
        body = eval(source)
        before = resource.getrusage(resource.RUSAGE_SELF)
        try:
            said = f"{len(parse_feed(body, 'http://a.example/').entries)} entries"
        except NightdeskError as error:
            said = f"{type(error).__name__}: {error}"[:120]
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(json.dumps([kind, cpu, after.ru_maxrss / 1000, said]), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def measured():
    """CPU time in seconds, the most memory in MB and the answer, by kind; each parsed in a process of its own."""
    answer = subprocess.run(
        [sys.executable, "-c", MEASURE], input=json.dumps(MAKE), capture_output=True, text=True, check=True, timeout=170
    )
    return {kind: (cpu, size, said) for kind, cpu, size, said in map(json.loads, answer.stdout.splitlines())}


@pytest.mark.parametrize("kind", MAKE)
def test_no_feed_holds_a_worker(measured, kind):
    seconds, megabytes, said = measured[kind]
    assert (seconds < 2, megabytes < 300) == (True, True), f"{seconds:.2f} s, {megabytes:.0f} MB, {said}"


@pytest.mark.parametrize(
    "label", ["punycode", "idna", "utf-7", "unicode_escape", "raw_unicode_escape", "zip", "rot13", "x"]
)
def test_what_is_no_encoding_of_documents_is_not_decoded_by(label):
    assert text_codec(label) is None
