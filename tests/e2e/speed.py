"""Measures the timelines in a headless browser against their budgets: `python -m tests.e2e.speed`.

Not a test: figures of a browser on a shared machine are looked at, not asserted. 500 machines with 200 state
intervals each over 24 hours (100,000), and one machine with as many intervals and six signals.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, Route, sync_playwright

from dispatcher.domain.instant import MILLISECOND, SECOND, Instant, format_instant, parse_instant
from tests.e2e.workshop import Workshop
from tests.support.peers import require_peer

MACHINES = 500
SPANS = 200
STATES = ("running", "idle", "running", "paused", "running", "alarm", "manual", "running", "off", "no_data")

FIRST_DRAW = """async resource => {
  const coloured = canvas => {
    const { width, height } = canvas
    if (width === 0 || height === 0) return false
    const { data } = canvas.getContext('2d').getImageData(width >> 1, 0, 8, height)
    let count = 0
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue] = data.subarray(at, at + 3)
      count += Math.max(red, green, blue) - Math.min(red, green, blue) > 100
    }
    return count > 80
  }
  for (;;) {
    await new Promise(requestAnimationFrame)
    const drawn = performance.now()
    const answers = performance.getEntriesByType('resource').filter(entry => entry.name.includes(resource))
    const canvas = document.querySelector('main canvas')
    if (answers.length > 0 && canvas !== null && coloured(canvas)) return drawn - answers.at(-1).responseEnd
  }
}"""
FRAMES = """async ([stage, wheel, seconds]) => {
  const element = document.querySelector(stage)
  const box = element.getBoundingClientRect()
  const y = box.top + box.height / 2
  const send = (type, x) => element.dispatchEvent(new PointerEvent(type, {
    pointerId: 7, clientX: x, clientY: y, bubbles: true, cancelable: true,
  }))
  element.setPointerCapture = () => undefined
  const middle = box.left + box.width * 0.6
  if (!wheel) send('pointerdown', middle)
  const frames = []
  let last = await new Promise(requestAnimationFrame)
  const end = last + seconds * 1000
  for (let step = 0; last < end; step += 1) {
    if (wheel) {
      const deltaY = step % 40 < 20 ? -60 : 60
      element.dispatchEvent(new WheelEvent('wheel', {
        deltaY, clientX: middle, clientY: y, ctrlKey: true, bubbles: true, cancelable: true,
      }))
    } else {
      send('pointermove', middle + Math.sin(step / 15) * box.width * 0.35)
    }
    const now = await new Promise(requestAnimationFrame)
    frames.push(now - last)
    last = now
  }
  if (!wheel) send('pointerup', middle)
  return frames
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Milliseconds to the first picture; frames a second while moved, and the slowest of twenty frames."""

    name: str
    first_draw: float
    pan: tuple[float, float]
    zoom: tuple[float, float]

    def __str__(self) -> str:
        """One line for a person."""
        (pan, slow_pan), (zoom, slow_zoom) = self.pan, self.zoom
        return (
            f"{self.name}: first draw {self.first_draw:.0f} ms after the answer; "
            f"pan {pan:.0f} frames/s (95 % within {slow_pan:.0f} ms); "
            f"zoom {zoom:.0f} frames/s (95 % within {slow_zoom:.0f} ms)"
        )


def asked(route: Route) -> tuple[Instant, Instant]:
    """The window of a request."""
    query = parse_qs(urlsplit(route.request.url).query)
    return parse_instant(query["from"][0]), parse_instant(query["to"][0])


def many(route: Route) -> None:
    """Answers `/timelines`."""
    start, end = asked(route)
    chance = random.Random(1)
    rows = []
    for number in range(1, MACHINES + 1):
        cuts = sorted(chance.randint(start, end) // MILLISECOND for _ in range(SPANS - 1))
        edges = [start // MILLISECOND, *cuts, None]
        spans = [[low, high, STATES[index % len(STATES)]] for index, (low, high) in enumerate(pairwise(edges))]
        rows.append({"id": f"m{number}", "spans": spans})
    answer(route, {"track": "state", "machines": rows}, start, end)


def one(route: Route) -> None:
    """Answers `/machines/…/timeline`: every track as full as the plant."""
    start, end = asked(route)
    chance = random.Random(2)

    def spans(count: int, values: tuple[str, ...], detail: Mapping[str, object]) -> list[dict[str, object]]:
        cuts = sorted(Instant(chance.randint(start, end)) for _ in range(count - 1))
        edges = [start, *cuts]
        ends = [*(format_instant(cut) for cut in cuts), None]
        return [
            {
                "start": format_instant(low),
                "end": high,
                "value": values[index % len(values)],
                "rule": "p@1/r",
                "detail": dict(detail),
            }
            for index, (low, high) in enumerate(zip(edges, ends, strict=True))
        ]

    tracks = {
        "state": spans(2000, STATES, {"reason": None}),
        "mode": spans(20, ("production", "setup"), {}),
        "program": spans(40, ("O1", "O2", "O3"), {}),
        "cycle": spans(1000, ("O1",), {"outcome": "completed"}),
        "alarm": spans(200, ("a", "b"), {"level": "FAULT", "code": "1", "message": "x"}),
    }
    parts = [
        {"at": format_instant(Instant(at)), "parts": 1, "inferred": False, "program": "O1", "rule": "r"}
        for at in range(start, end, max(SECOND, (end - start) // 1000))
    ]
    totals = {"state": {"running": end - start}, "mode": {}, "program": {}}
    extra = {"tracks": tracks, "parts": parts, "losses": [], "totals": totals, "no_data_us": {}}
    answer(route, extra, start, end)


def answer(route: Route, body: Mapping[str, object], start: Instant, end: Instant) -> None:
    """Fulfil a request with what every timeline says and `body`."""
    head = {"from": format_instant(start), "to": format_instant(end), "now": format_instant(end)}
    route.fulfill(content_type="application/json", body=json.dumps({**head, **body}))


def moved(page: Page, stage: str, *, wheel: bool) -> tuple[float, float]:
    """Frames a second over three seconds, and the time that 95 % of the frames keep to, in ms."""
    frames = sorted(page.evaluate(FRAMES, [stage, wheel, 3]))
    page.wait_for_timeout(1000)
    return 1000 * len(frames) / sum(frames), frames[int(len(frames) * 0.95)]


def look(browser: Browser, address: str, path: str, *, resource: str, stage: str, width: int = 1920) -> Figures:
    """Open a page, wait for its picture, move it about."""
    context = browser.new_context(viewport={"width": width, "height": 1080}, locale="en-GB")
    page = context.new_page()
    page.route("**/api/v1/timelines?*", many)
    page.route("**/api/v1/machines/m8/timeline?*", one)
    page.goto(address + path)
    first = page.evaluate(FIRST_DRAW, resource)
    page.wait_for_timeout(1500)
    pan, zoom = moved(page, stage, wheel=False), moved(page, stage, wheel=True)
    context.close()
    return Figures(name=path, first_draw=first, pan=pan, zoom=zoom)


def main() -> None:
    """Prints the figures of both pages."""
    plots = "&".join(f"plot={key}" for key in ("load", "speed", "exec", "mode", "program", "parts"))
    with sync_playwright() as playwright, Workshop(count=MACHINES, hours=1) as shop:
        browser = playwright.chromium.launch(executable_path=str(require_peer("chromium")), args=["--no-sandbox"])
        where = "[role=region][tabindex]"
        found = [
            look(browser, shop.address, "/timeline?period=24h", resource="/timelines?", stage=where),
            look(
                browser,
                shop.address,
                f"/machines/m8?period=24h&{plots}",
                resource="/m8/timeline?",
                stage="[role=application]",
            ),
        ]
        browser.close()
    sys.stdout.write("".join(f"{figures}\n" for figures in found))


if __name__ == "__main__":
    main()
