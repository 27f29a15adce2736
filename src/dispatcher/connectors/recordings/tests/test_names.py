"""What the name of a file says."""

from __future__ import annotations

from datetime import date

import pytest

from dispatcher.connectors.recordings.names import read_name
from dispatcher.domain.instant import parse_instant

KNOWN = {"hurco02": "Hurco02", "mazak01": "Mazak01", "mtc_adapter007": "Hurco03"}


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("Hurco02-20170518-20170519.txt.gz", "Hurco02"),
        ("Box-OP1-Hurco02-01of20.txt.gz", "Hurco02"),
        ("1-31-2017-Hurco02-Clean.txt", "Hurco02"),
        ("mazak01.log", "Mazak01"),
        ("mtc_adapter007.txt.gz", "Hurco03"),
        ("okuma.txt", None),
    ],
)
def test_a_known_device_is_found_in_the_name(name: str, device: str | None) -> None:
    assert read_name(name).device(lambda word: KNOWN.get(word.casefold())) == device


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("GFAgie01-20161031-20161101.txt.gz", "GFAgie01"),
        ("DMG-CTX-20240115-20240116.log", "DMG-CTX"),
        ("Cover-Op3-Hurco04-15of20.txt.gz", "Hurco04"),
        ("1-31-2017-Hurco04-Clean.txt", "Hurco04"),
        ("Mazak01.log", "Mazak01"),
        ("okuma.txt.gz", "okuma"),
        ("2024-01-15.log", "2024-01-15"),
        ("mill 7 (shop 2).shdr", "mill-shop"),
    ],
)
def test_without_a_model_the_name_suggests_a_device(name: str, guess: str) -> None:
    assert read_name(name).guess() == guess


def test_a_day_file_names_its_day() -> None:
    name = read_name("GFAgie01-20161031-20161101.txt.gz")

    assert name.day == date(2016, 10, 31)
    assert name.day_start() == parse_instant("2016-10-31T00:00:00Z")


@pytest.mark.parametrize("name", ["Mill-20161331-20161401.txt", "Mill-20161031.txt", "Mill.txt"])
def test_other_files_name_no_day(name: str) -> None:
    assert read_name(name).day_start() is None
