#!/usr/bin/env python3
"""Check and compile ``examples/clients/typescript`` with ``tsc --strict``; a test notices where that was forgotten.

Takes ``tsc`` off the PATH or out of the folder's ``node_modules`` (``npm install`` there brings it).
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "clients" / "typescript"


def find_tsc() -> str | None:
    """The TypeScript compiler, if there is one."""
    return shutil.which("tsc", path=str(FOLDER / "node_modules" / ".bin")) or shutil.which("tsc")


def compiled(tsc: str) -> str:
    """The client as JavaScript; ends the script where a type does not hold."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([tsc, "--project", FOLDER, "--outDir", out], check=True)
        return header() + (Path(out) / "nightdesk.js").read_text(encoding="utf-8")


def header() -> str:
    """The first line of the compiled file: of which source it was made."""
    digest = hashlib.sha256((FOLDER / "nightdesk.ts").read_bytes()).hexdigest()
    return f"// Made by scripts/build_client.py of nightdesk.ts, sha256 {digest}\n"


if __name__ == "__main__":
    found = find_tsc()
    if found is None:
        sys.exit(f"no tsc: run `npm install` in {FOLDER}")
    (FOLDER / "nightdesk.js").write_text(compiled(found), encoding="utf-8")
