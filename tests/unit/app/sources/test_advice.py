"""Every trouble of a source comes with a sentence that says what to do, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatcher.app.plant import LinkState, Paused, SourceError, SourceStatus
from dispatcher.app.sources.advice import advice
from dispatcher.app.texts import LANGUAGES
from dispatcher.bootstrap import all_texts
from dispatcher.domain.instant import HOUR, Instant
from dispatcher.domain.signal import SourceId

NOW = Instant(10 * HOUR)
WELL = SourceStatus(
    id=SourceId("s"),
    connector="paper",
    address="",
    machines=(),
    link=LinkState.UP,
    since=NOW,
    last_contact_at=NOW,
)


def error(code: str, kind: str) -> SourceStatus:
    return replace(WELL, link=LinkState.DOWN, error=SourceError(code=code, kind=kind))


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (WELL, ""),
        (replace(WELL, paused=Paused(by="", reason="oil", since=NOW)), "advice.paused"),
        (error("some_refused", "link"), "advice.kind_link"),
        (error("some_denied", "access"), "advice.kind_access"),
        (error("some_setting", "config"), "advice.kind_config"),
        (error("some_rubbish", "garbled"), "advice.kind_garbled"),
        (error("store_full", ""), "advice.kind_house"),
        (error("secret_key_missing", "config"), "advice.secret_key_missing"),
        (replace(WELL, link=LinkState.NEVER), "advice.waiting"),
        (replace(WELL, link=LinkState.FLAPPING), "advice.flapping"),
        (replace(WELL, link=LinkState.DOWN), "advice.kind_link"),
        (replace(WELL, last_contact_at=Instant(NOW - HOUR)), "advice.silent"),
        (replace(WELL, clock_skew=-HOUR), "advice.clock_skew"),
        (replace(WELL, quarantined=3), "advice.quarantined"),
    ],
)
def test_what_to_do(status: SourceStatus, key: str) -> None:
    texts = all_texts()
    found = advice(status, NOW, texts.has)
    assert found.key == key
    for language in LANGUAGES if key else ():
        assert "?" not in texts.text(language, key, found.params)
        assert texts.text(language, key, found.params) != key
