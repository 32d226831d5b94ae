"""What ``nightdesk demo`` runs on: a made-up press as a WARC, drawn on the spot, without a network.

All texts, outlets, people and places are invented, and every address is under ``.example`` (RFC 2606), so
that nothing in the demo can be taken for news or reach a server.
"""

from nightdesk.demo.archive import DemoDesk, build_archive
from nightdesk.demo.press import expected_copies, expected_stories

__all__ = ["DemoDesk", "build_archive", "expected_copies", "expected_stories"]
