#!/usr/bin/env python3
"""Write ``docs/reference/openapi.json`` from the code; a test compares them."""

from pathlib import Path

from nightdesk.web.openapi import write_openapi

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "openapi.json"

if __name__ == "__main__":
    PAGE.write_bytes(write_openapi())
