"""`python -m bench [--quick] [--only GROUP …] [--json FILE] [--dry]`: measure, print, write docs/benchmarks.md.

A full run takes about six minutes, a quick one less than one; figures of a quick run are for smoke, not for
comparing.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bench.accounts import measure_accounts
from bench.connectors import measure_connectors
from bench.deriving import measure_deriving
from bench.figures import BUDGETS, Figure, Verdict, judge
from bench.ingest.run import measure_ingest
from bench.ingest.stages import measure_stages
from bench.limits import measure_limits
from bench.live import measure_live
from bench.parsing import measure_parsing
from bench.report import LANGUAGES, lines, page
from bench.reporting import measure_reporting
from bench.starting import measure_starting
from bench.storing import measure_storing
from bench.web import measure_web

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    """Run what was asked for."""
    options = _options()
    figures: dict[str, Figure] = {}
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=os.environ.get("DISPATCHER_BENCH_DIR"), prefix="bench-") as folder:
        for group, work in _groups(Path(folder), figures, quick=options.quick).items():
            if group != "limits" and options.only and group not in options.only:
                continue
            print(f"\n{group}", flush=True)
            found = work()
            figures.update({figure.key: figure for figure in found})
            print(*lines(found), sep="\n", flush=True)
    missed = [key for key, figure in figures.items() if judge(figure) is Verdict.MISSED]
    print(f"\n{time.perf_counter() - began:.0f} s; missed: {', '.join(missed) or '-'}")
    if options.json:
        Path(options.json).write_text(json.dumps([asdict(figure) for figure in figures.values()], indent=1))
    if not options.dry and not options.only:
        for language in LANGUAGES:
            file = DOCS / ("benchmarks.md" if language == "en" else f"benchmarks.{language}.md")
            text = page(figures, language, sizes="quick" if options.quick else "full")
            file.write_text(text, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, under a minute")
    parser.add_argument("--only", nargs="+", choices=list(BUDGETS), help="only these groups; writes no page")
    parser.add_argument("--json", help="also write the figures here")
    parser.add_argument("--dry", action="store_true", help="write no page")
    return parser.parse_args()


def _groups(folder: Path, known: dict[str, Figure], *, quick: bool) -> dict[str, Callable[[], list[Figure]]]:
    """Group -> how it is measured; the limits come first, the others read them."""
    return {
        "limits": lambda: measure_limits(folder, quick=quick),
        "parse": lambda: measure_parsing(quick=quick),
        "stages": lambda: measure_stages(folder, quick=quick),
        "ingest": lambda: measure_ingest(quick=quick, expat_bytes_per_s=known["limit_expat"].value * 1e6),
        "live": lambda: measure_live(quick=quick),
        "engine": lambda: measure_deriving(quick=quick, bincount_per_s=known["limit_bincount"].value * 1e6),
        "store": lambda: measure_storing(folder, quick=quick, sync_500k_ms=known["limit_sync_500k"].value),
        "accounts": lambda: measure_accounts(folder, quick=quick),
        "reports": lambda: measure_reporting(folder, quick=quick),
        "connectors": measure_connectors,
        "start": lambda: measure_starting(folder, quick=quick),
        "web": measure_web,
    }


if __name__ == "__main__":
    main()
