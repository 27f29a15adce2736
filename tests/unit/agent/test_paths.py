"""`path=`: what real clients ask, and what must not keep the agent busy."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.agent.paths import Paths
from tests.unit.agent.models import mill

PATHS = Paths((mill("m-1", "a", modern=True), mill("m-2", "b", modern=True)))


@pytest.mark.parametrize(
    ("path", "items"),
    [
        ('//Device[@uuid="m-1"]//Linear', {"axpos", "axload", "axtravel"}),
        ('//Device[@name="bMill"]//DataItem[@type="PATH_FEEDRATE"]', {"bfeed"}),
        ('//DataItem[@type="POSITION" and @subType="ACTUAL"]', {"axpos", "bxpos"}),
        ("//DataItem[@category='CONDITION']", {f"{p}{one}" for p in "ab" for one in ("xtravel", "sys", "logic")}),
        ('//Linear[@name="X"]/DataItems/DataItem[@type="LOAD"]', {"axload", "bxload"}),
        ('//DataItem[@id="aexec"]|//DataItem[@id="bexec"]', {"aexec", "bexec"}),
        ("/MTConnectDevices/Devices/Device[2]/DataItems", {"bavail", "bachg", "barem"}),
        ("//m:Linear//m:DataItem[@type='LOAD']", {"axload", "bxload"}),
        ("//*[@name='C']//DataItem[contains(@type, 'VELOCITY')]", {"aspeed", "bspeed"}),
        ("//DataItem[not(@subType) and @type='PART_COUNT']", set()),
        ("//DataItem[@type='x:NONE' or @id='aline']", {"aline"}),
        ("//Rotary/descendant::DataItem[@type='ROTARY_MODE']", {"acmode", "bcmode"}),
    ],
)
def test_paths(path: str, items: set[str]) -> None:
    if items:
        assert PATHS.items(path) == items
    else:
        with pytest.raises(Refused):
            PATHS.items(path)


def test_the_whole_component_is_meant_with_everything_under_it() -> None:
    assert {"aexec", "aestop"} <= PATHS.items('//Device[@name="aMill"]//Controller')


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//Nothing",
        "//Axes[",
        "]//Axes",
        "count(//DataItem)",
        "'text'",
        "//@id",
        "$x",
        "//*[//*[//*[//*]]]",
        "//*[.//*]",
        "//*[descendant::*]",
        "//unknown:function()",
        "//a" * 1000,
        "//DataItem[@id='x",
        "//\x00",
        "document('/etc/passwd')",
    ],
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(Refused) as refusal:
        PATHS.items(path)
    assert refusal.value.error is ErrorCode.INVALID_PATH


def test_answers_are_remembered_but_not_for_ever() -> None:
    paths = Paths((mill(),))
    for at in range(1_000):
        paths.items(f"//DataItem[@id='exec' or @id='{at}']")
    assert len(paths._known) <= 256


@given(st.text(alphabet="/[]@='\"|*()andorDateIm:.$ ", max_size=60))
def test_any_text_is_answered_or_refused(path: str) -> None:
    with suppress(Refused):
        assert PATHS.items(path)
