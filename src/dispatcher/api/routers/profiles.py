"""State rules: read them, and put others in force from a date on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from dispatcher.api.auth import Author, get, route
from dispatcher.api.params import read_instant
from dispatcher.api.schemas.common import Words
from dispatcher.api.schemas.profiles import ProfileEdition, ProfileIn, Profiles, ProfileShort, ProfileWhole, Standing
from dispatcher.api.services import Given
from dispatcher.api.threads import in_thread
from dispatcher.app.state_rules import desk as state_rules
from dispatcher.app.state_rules.desk import StateRulesDesk
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import EVER
from dispatcher.ports.access import Permission

router = APIRouter(prefix="/api/v1", tags=["state rules"])
ProfileId = Annotated[str, Path(description="id of a device profile", max_length=100)]


@get(router, "/profiles", Permission.PROFILES_READ, Profiles, 401, 403, 503, summary="Device profiles")
async def profiles(services: Given) -> Profiles:
    """Every profile, which of its texts is in force, and the machines that are of it."""
    desk, now = services.state_rules, services.clock.now()
    return await in_thread(lambda: Profiles(profiles=[_short(desk, profile, now) for profile in desk.book.ids]))


@get(router, "/profiles/{profile}", Permission.PROFILES_READ, ProfileWhole, 401, 403, 404, 503, summary="One profile")
async def profile(services: Given, profile: ProfileId) -> ProfileWhole:
    """Its text in force now, and every other text it ever had."""
    desk, now = services.state_rules, services.clock.now()
    return await in_thread(lambda: _whole(desk, profile, now))


@route(
    router,
    "PUT",
    "/profiles/{profile}",
    Permission.PROFILES_WRITE,
    ProfileWhole,
    401,
    403,
    422,
    503,
    summary="Put in force",
)
async def put_profile(services: Given, profile: ProfileId, body: ProfileIn, author: Author) -> ProfileWhole:
    """From its effective date on this text gives the states; what lies behind that date is derived anew, machine by
    machine, while the house runs. A date to come waits. Older texts stay, and the time before is as it was.
    """
    desk, now = services.state_rules, services.clock.now()
    start = None if body.effective_from is None else read_instant(body.effective_from, "effective_from")

    def put() -> ProfileWhole:
        desk.put(profile, body.text, start, author)
        return _whole(desk, profile, now)

    return await in_thread(put)


def _short(desk: StateRulesDesk, profile: str, now: Instant) -> ProfileShort:
    holding = next(item for item in _editions(desk, profile, now) if item.standing == "in_force")
    found = desk.book.at(profile, now)
    return ProfileShort(
        id=profile,
        title=Words(en=found.title["en"], ru=found.title["ru"]),
        version=found.version,
        effective_from=holding.effective_from,
        origin=holding.origin,
        waiting=any(version.start > now for version in desk.book.texts(profile).versions),
        machines=[str(machine) for machine in desk.used_by(profile)],
        connector=found.mapping.connector,
        signals=len(found.mapping.signals),
    )


def _whole(desk: StateRulesDesk, profile: str, now: Instant) -> ProfileWhole:
    editions = _editions(desk, profile, now)
    found = desk.book.at(profile, now)
    return ProfileWhole(
        id=profile,
        title=Words(en=found.title["en"], ru=found.title["ru"]),
        text=next(item.text for item in editions if item.standing == "in_force"),
        next_version=desk.next_version(profile),
        machines=[str(machine) for machine in desk.used_by(profile)],
        versions=editions,
    )


def _editions(desk: StateRulesDesk, profile: str, now: Instant) -> list[ProfileEdition]:
    return [_edition(item, now) for item in desk.editions(profile)]


def _edition(item: state_rules.Edition, now: Instant) -> ProfileEdition:
    return ProfileEdition(
        number=item.number,
        version=item.version,
        origin=item.origin.value,
        standing=_standing(item, now),
        effective_from=None if item.start == EVER else item.start,
        effective_until=item.end,
        entered_at=item.entered_at,
        author=item.author,
        text=item.text,
    )


def _standing(item: state_rules.Edition, now: Instant) -> Standing:
    if item.superseded:
        return "superseded"
    if item.start > now:
        return "waiting"
    return "in_force" if item.end is None or item.end > now else "past"
