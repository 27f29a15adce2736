"""Setting a machine up: what is at an address, what lies there, a trial of it, and a search. Nothing of it is kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from dispatcher.api import setup_json
from dispatcher.api.auth import get, route
from dispatcher.api.params import Language
from dispatcher.api.schemas.setup import (
    BrowseIn,
    DiscoverIn,
    Places,
    Recognised,
    RecogniseIn,
    Search,
    SearchStarted,
    Trial,
    TrialChange,
    TrialIn,
)
from dispatcher.api.services import Given
from dispatcher.app.setup.recognising import Question
from dispatcher.app.setup.trials import Wanted
from dispatcher.ports.access import Permission

router = APIRouter(prefix="/api/v1/setup", tags=["setting up"])
RUN = Permission.SETUP_RUN
TrialId = Annotated[str, Path(description="id of a trial", max_length=100)]
SearchId = Annotated[str, Path(description="id of a search", max_length=100)]


@route(router, "POST", "/recognise", RUN, Recognised, 401, 403, 422, 502, summary="What is at an address")
async def recognise(services: Given, body: RecogniseIn, lang: Language) -> Recognised:
    """Every connector that could be there tries, within eight seconds. Those that understood are candidates, best
    first, with devices, signals, present values and the profiles that fit; of all others it is told why not.
    """
    room = services.setup
    password = "" if body.password is None else body.password.get_secret_value()
    asked = Question(address=body.address, user=body.user or "", password=password)
    found = await room.recogniser.recognise(asked)
    secrets = {own.connector: room.kit.kind(own.connector).secrets for own in found.candidates}
    return setup_json.recognised(found, secrets, services.texts, lang)


@route(router, "POST", "/browse", RUN, Places, 401, 403, 422, 502, summary="Look around at a peer")
async def browse(services: Given, body: BrowseIn) -> Places:
    """What lies in a folder, at most a thousand places and five seconds."""
    found, truncated = await services.setup.browser.browse(body.connector, body.settings, body.folder)
    return setup_json.places(found, truncated=truncated)


@route(router, "POST", "/trials", RUN, Trial, 401, 403, 404, 409, 422, 502, summary="Begin a trial", status=201)
async def begin(services: Given, body: TrialIn, lang: Language) -> Trial:
    """A live link into a small house in memory; nothing of it reaches the journal. At most eight at once, a quarter of
    an hour and 200,000 observations each; it ends a minute after it was last asked for.
    """
    view = await services.setup.trials.open(
        Wanted(connector=body.connector, settings=body.settings, device=body.device, profile=body.profile)
    )
    return setup_json.trial(view, services.texts, lang)


@get(router, "/trials/{trial}", RUN, Trial, 401, 403, 404, summary="A trial as of now")
async def look(services: Given, trial: TrialId, lang: Language) -> Trial:
    """Link, signals, state with its reasons, and the spans since it began."""
    return setup_json.trial(await services.setup.trials.get(trial), services.texts, lang)


@route(router, "PUT", "/trials/{trial}", RUN, Trial, 401, 403, 404, 422, summary="Try other rules")
async def change(services: Given, trial: TrialId, body: TrialChange, lang: Language) -> Trial:
    """Another profile, another text of it, other entries of the mapping: the minutes that are remembered are derived
    anew. A signal that is read from another address begins anew.
    """
    view = await services.setup.trials.change(trial, body.profile, body.profile_text, body.signals)
    return setup_json.trial(view, services.texts, lang)


@route(router, "DELETE", "/trials/{trial}", RUN, None, 401, 403, 404, summary="End a trial", status=204)
async def end(services: Given, trial: TrialId) -> Response:
    """The link is closed when this answers."""
    await services.setup.trials.close(trial)
    return Response(status_code=204)


@route(
    router,
    "POST",
    "/discover",
    RUN,
    SearchStarted,
    401,
    403,
    409,
    422,
    summary="Search a range of addresses",
    status=202,
)
async def discover(services: Given, body: DiscoverIn) -> SearchStarted:
    """Only where the configuration allows it, and only in the ranges it names; at most 256 addresses."""
    search = await services.setup.discovery.start(body.range, body.connectors)
    return SearchStarted(id=search.id)


@get(router, "/discover/{search}", RUN, Search, 401, 403, 404, summary="A search as of now")
async def searched(services: Given, search: SearchId) -> Search:
    """How far it is, and who answered."""
    return setup_json.search(services.setup.discovery.get(search))


@route(router, "DELETE", "/discover/{search}", RUN, None, 401, 403, 404, summary="End a search", status=204)
async def end_search(services: Given, search: SearchId) -> Response:
    """Nobody is asked any more when this answers."""
    await services.setup.discovery.end(search)
    return Response(status_code=204)
