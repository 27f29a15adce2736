"""What a browser loads before the first screen, compressed as the server sends it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from bench.figures import Figure

STATIC = Path(__file__).resolve().parents[1] / "src" / "dispatcher" / "_static"
_NAMED = re.compile(r'(?:src|href)="/?([^"]+\.(?:js|css))"')


def measure_web() -> list[Figure]:
    """Nothing where the web interface was not built."""
    page = STATIC / "index.html"
    if not page.is_file():
        return []
    initial = {STATIC / name for name in _NAMED.findall(page.read_text(encoding="utf-8"))}
    later = [file for file in STATIC.rglob("*") if file.suffix in {".js", ".css"} and file not in initial]
    return [
        Figure(key="web_initial", value=sum(map(_packed, initial)) / 1000),
        Figure(key="web_machine", value=sum(map(_packed, later)) / 1000),
    ]


def _packed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))
