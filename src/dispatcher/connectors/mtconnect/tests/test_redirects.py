"""An agent may send its visitors on within its own host, and nowhere else."""

from __future__ import annotations

import pytest
from aiohttp import web

from dispatcher.connectors.mtconnect.config import MTConnectSettings
from dispatcher.connectors.mtconnect.connector import MTConnectConnector
from dispatcher.connectors.mtconnect.tests.peers import Bench, Handler, StepClock, devices_document, streams_document
from dispatcher.ports.connector import ConfigRejected


def sending_to(target: str) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"{target}{request.path.removeprefix('/old')}")

    return answer


async def test_within_its_host_it_is_followed(bench: Bench) -> None:
    agent = await bench.odd()
    agent.answers["/probe"] = devices_document("exec EXECUTION EVENT")
    agent.answers["/current"] = streams_document((2, "exec", "READY"))
    agent.answers["/old/probe"] = sending_to(agent.url)
    agent.answers["/old/current"] = sending_to("")

    probe = await MTConnectConnector(MTConnectSettings(url=f"{agent.url}/old"), StepClock()).probe()

    assert probe.devices[0].name == "Old"


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "//127.0.0.2:1", "https://user:word@mill-7.invalid"]
)
async def test_elsewhere_it_is_not(bench: Bench, target: str) -> None:
    agent = await bench.odd()
    agent.answers["/probe"] = sending_to(target)

    with pytest.raises(ConfigRejected) as refused:
        await MTConnectConnector(MTConnectSettings(url=agent.url), StepClock()).probe()

    assert refused.value.code == "mtconnect_elsewhere"
    assert "word" not in str(refused.value)
