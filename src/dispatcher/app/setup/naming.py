"""What a machine that was just found could be called, and what kind it seems to be."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from dispatcher.app.plant import MachineKind
from dispatcher.ports.connector import Device

LONGEST = 40

_LATIN = str.maketrans("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye") | str.maketrans(
    {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)

_WORDS: tuple[tuple[MachineKind, str], ...] = (
    (MachineKind.MILL_TURN, r"mill.?turn|integrex|токарно.?фрезер|\bntx?\b|multus"),
    (MachineKind.TURNING, r"lathe|turn|токар|\bql?t\b|quick.?turn|\blb\d|\bdoosan.?lynx|nlx|\bst-?\d{2}\b"),
    (MachineKind.MEASURING, r"\bcmm\b|measur|коорд.*измер|\bким\b"),
    (MachineKind.MILLING, r"mill|machining.?cent|фрез|обрабат.*центр|\bvf-?\d|vmc|hmc|hurco|variaxis|\bdmu\b|\bvcn\b"),
    (MachineKind.GRINDING, r"grind|шлиф"),
    (MachineKind.EDM, r"\bedm\b|wire.?cut|эрози|электроэроз"),
    (MachineKind.SAW, r"\bsaw\b|пил[аы]|отрезн"),
    (MachineKind.PRESS, r"press|stamp|пресс|штамп|bend|гиб"),
    (MachineKind.LASER, r"laser|лазер"),
    (MachineKind.ROBOT, r"robot|робот|kuka|\bur\d"),
    (MachineKind.PRINTER, r"print|additive|принтер|аддитив"),
    (MachineKind.CONVEYOR, r"convey|конвей|транспорт"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Fields of a machine to begin with; a person has the last word."""

    id: str
    name: str
    kind: MachineKind


def suggested(device: Device, host: str, taken: Collection[str]) -> Suggested:
    """From what the device says of itself; where it says nothing, from its address."""
    name = device.name or " ".join(filter(None, (device.manufacturer, device.model))) or host
    whole = f"{device.name} {device.manufacturer} {device.model} {device.description}".lower()
    kind = next((kind for kind, pattern in _WORDS if re.search(pattern, whole)), MachineKind.OTHER)
    return Suggested(id=free(slug(name) or "machine", taken), name=name[:100], kind=kind)


def slug(text: str) -> str:
    """A name that may stand in an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().translate(_LATIN)).strip("-")[:LONGEST].rstrip("-")


def free(wanted: str, taken: Collection[str]) -> str:
    """The name, or with the first number that is free."""
    if wanted not in taken:
        return wanted
    return next(name for number in range(2, len(taken) + 3) if (name := f"{wanted}-{number}") not in taken)
