#!/usr/bin/env python3
"""Measure the live API on a made-up edition: ``python scripts/measure_api.py 10000``.

Writes the pages of so many items into a temporary folder, serves them with `nightdesk serve`'s application on the
loopback address, and prints how long answers take and how many a second there are.
"""

import http.client
import resource
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvicorn

from nightdesk.formats.api import ApiPage, ItemKey, api_pages, item_of_record, page_paths, write_json
from nightdesk.formats.records import NewsRecord, RecordImage, RecordProvider
from nightdesk.web.serving import site_app

PAGE_SIZE = 25
EXCERPT = "The ferry sails again after a winter in the yard, and passengers wave from both of its decks. " * 3


def record(number: int) -> NewsRecord:
    """A record of the size that recorded ones have (1.8 KB as an item)."""
    url = f"https://www.fjordpost.example/news/2026/11/ferry-number-{number}-returns-to-the-fjord/"
    logo = RecordImage(url="https://desk.example/logos/fjordpost.example.png", width=50, height=50)
    picture = RecordImage(url=f"https://www.fjordpost.example/pictures/{number}.jpg", width=1200, height=630)
    return NewsRecord(
        title=f"Ferry number {number} returns to the fjord",
        excerpt=EXCERPT,
        published_at="2026-11-20T12:00:00Z",
        original_url=url,
        url=url,
        heat=70 + number * 7919 % 100,
        provider=RecordProvider("Fjord Post", "fjordpost.example", (logo,)),
        topics=("News", "Ferries"),
        images=(picture,),
    )


def write_edition(folder: Path, count: int) -> None:
    """The pages of the API for so many items."""
    for number, keys, following in api_pages((ItemKey(float(n), f"{n}") for n in range(count)), PAGE_SIZE):
        items = [item_of_record(record(int(key.path)), f"_news/{key.path}.md", "en-us") for key in keys]
        for path in page_paths(number):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(write_json(ApiPage(number, items, following)))


def measure(port: int, url: str, times: int, **headers: str) -> str:
    """The median and the longest of so many answers on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took = []
    for _ in range(times):
        start = time.perf_counter()
        connection.request("GET", url, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        took.append((time.perf_counter() - start) * 1000)
    connection.close()
    return f"{statistics.median(took):8.1f} ms, longest {max(took):8.1f} ms, {answer.status}, {len(content):7,} bytes"


def main() -> None:
    """Print a line for each kind of request."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        write_edition(Path(folder), count)
        server = uvicorn.Server(uvicorn.Config(site_app(Path(folder)), port=0, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        last = -(-count // PAGE_SIZE)
        try:
            print(f"{count:,} items on {last:,} pages")
            print("first answer with minimum_heat ", measure(port, "/api/news?minimum_heat=165", 1))
            print("the same again                 ", measure(port, "/api/news?minimum_heat=165", 50))
            far = f"/api/news?minimum_heat=120&page={last // 2}"
            print("far page with minimum_heat     ", measure(port, far, 20))
            print("first page                     ", measure(port, "/api/news", 200))
            print("first page, gzip               ", measure(port, "/api/news", 200, **{"Accept-Encoding": "gzip"}))
            print("first page, known already      ", measure(port, "/api/news", 200, **{"If-None-Match": "*"}))
            print("last page                      ", measure(port, f"/api/news?page={last}", 200))
            start = time.perf_counter()
            with ThreadPoolExecutor(8) as readers:
                list(readers.map(lambda _: measure(port, "/api/news", 250), range(8)))
            print(f"8 connections at once           {2000 / (time.perf_counter() - start):8.0f} answers a second")
            print(
                f"memory of this process          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB"
            )
        finally:
            server.should_exit = True
            thread.join()


if __name__ == "__main__":
    main()
