"""Only what lies in the plant's networks is spoken to, whatever name it hides behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dispatcher.app.setup.guard import FILE, Guard, Guarded, networks
from dispatcher.config import SetupSection
from dispatcher.domain.errors import InvalidInput
from dispatcher.ports.connector import Binding, ConfigRejected, LinkDown
from tests.unit.app.setup.paper import Paper, guard, look
from tests.unit.app.support import MACHINE, Scripted, batch

DEFAULT = networks(SetupSection().allow)


def resolving(*addresses: str) -> Guard:
    async def found(host: str) -> Sequence[str]:
        assert host == "mill-7"
        return addresses

    return Guard(DEFAULT, found)


@pytest.mark.parametrize(
    "host",
    ["10.1.2.3", "192.168.1.20", "172.31.0.1", "127.0.0.1", "::1", "fd00::5", "fe80::1%eth0", "::ffff:10.0.0.1", "::"],
)
async def test_the_plants_own_networks_are_let_through(host: str) -> None:
    await guard(*map(str, DEFAULT)).check(host)


@pytest.mark.parametrize(
    "host",
    [
        *("8.8.8.8", "169.254.169.254", "172.32.0.1", "1.0.0.0", "2001:db8::1", "::ffff:8.8.8.8"),
        *("100.64.0.1", "2000::"),
    ],
)
async def test_everything_else_is_refused_with_the_name_of_the_setting(host: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await guard(*map(str, DEFAULT)).check(host)

    assert (refused.value.code, refused.value.params["setting"]) == ("address_not_allowed", "setup.allow")


async def test_every_address_of_a_name_must_be_allowed() -> None:
    await resolving("10.0.0.9", "fd00::9").check("mill-7")

    with pytest.raises(InvalidInput) as refused:
        await resolving("10.0.0.9", "169.254.169.254").check("mill-7")

    assert (refused.value.params["host"], refused.value.params["address"]) == ("mill-7", "169.254.169.254")


async def test_a_name_nobody_knows_is_told() -> None:
    with pytest.raises(LinkDown) as refused:
        await guard().check("no-such-machine")
    assert refused.value.code == "setup_name_unknown"
    with pytest.raises(LinkDown):
        await resolving().check("mill-7")


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1"])
async def test_numbers_in_disguise_are_names_and_resolved(host: str) -> None:
    with pytest.raises(LinkDown):
        await guard().check(host)


async def test_files_are_read_in_the_allowed_folders_alone(tmp_path: Path) -> None:
    share, own = tmp_path / "share", tmp_path / "own"
    share.mkdir()
    own.mkdir()
    (own / "secret.key").write_text("x")
    (share / "link").symlink_to(own)
    guarded = Guard(DEFAULT, folders=(str(share),))
    await guarded.check(f"{FILE}{share}/log.csv", f"{FILE}{share}/parts/*.csv")
    await Guard(None).check(f"{FILE}{own}/secret.key")

    for path in (f"{own}/secret.key", f"{share}/../own/secret.key", f"{share}/link/secret.key", f"{tmp_path}/shared"):
        with pytest.raises(InvalidInput) as refused:
            await guarded.check(FILE + path)
        assert (refused.value.code, refused.value.params["setting"]) == ("path_not_allowed", "setup.folders")


async def test_no_guard_and_no_place_of_the_network_let_all_through() -> None:
    await Guard(None).check("8.8.8.8")
    await guard().check()


async def test_the_guard_is_asked_before_each_way_to_speak() -> None:
    paper = Guarded(inner=Paper(look()), hosts=["10.0.0.5", "8.8.8.8"], guard=guard())

    with pytest.raises(InvalidInput):
        await paper.probe()
    with pytest.raises(InvalidInput):
        async with paper.open(()):
            pass
    with pytest.raises(InvalidInput):
        await anext(paper.browse(""))


async def test_too_many_observations_end_it_for_good_over_all_links() -> None:
    scripted = Scripted(
        batch(1, (1, 1, "READY"), (2, 2, "ACTIVE")), batch(3, (3, 3, "READY")), batch(4, (4, 4, "ACTIVE"))
    )
    guarded = Guarded(inner=scripted, hosts=["10.0.0.5"], guard=guard(), most=3)
    bindings = [Binding(device="", machine=MACHINE)]

    async with guarded.open(bindings) as link:
        assert len((await anext(link.batches(after=None))).rows) == 2
    async with guarded.open(bindings) as link:
        batches = link.batches(after=None)
        assert len((await anext(batches)).rows) == 1
        with pytest.raises(ConfigRejected) as full:
            await anext(batches)

    assert (full.value.code, full.value.params["rows"]) == ("trial_full", 3)
    assert scripted.open_links == 0
