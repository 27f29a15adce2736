"""Births and deaths of edge nodes and devices, and messages that should not be."""

from __future__ import annotations

from dispatcher.connectors.sparkplug.datatypes import DataType, Value
from dispatcher.connectors.sparkplug.nodes import EdgeNode, Event, What
from dispatcher.connectors.sparkplug.payload import Metric, Payload
from dispatcher.connectors.sparkplug.topics import Address, Kind, NodeId, command, of_node, owner, read
from dispatcher.domain.instant import Instant

ID = NodeId("hall", "cell")
AT = Instant(1_800_000_000_000_000)


def metric(name: str, value: Value = 1, alias: int | None = None, kind: DataType = DataType.INT8) -> Metric:
    return Metric(name=name, alias=alias, at=AT, kind=kind, value=value)


class Told:
    """An edge node that is told things."""

    def __init__(self) -> None:
        self.node = EdgeNode(ID, 2.0)
        self.now = 0.0

    def tell(self, kind: Kind, device: str, seq: int | None, *metrics: Metric) -> list[Event]:
        payload = Payload(at=AT, seq=seq, metrics=metrics)
        return list(self.node.hear(Address(ID, device, kind), payload, AT, self.now))

    def birth(self, bd_seq: int = 0) -> list[Event]:
        return self.tell(Kind.NBIRTH, "", 0, metric("bdSeq", bd_seq, kind=DataType.INT64))

    def death(self, bd_seq: int = 0) -> list[Event]:
        return self.tell(Kind.NDEATH, "", None, metric("bdSeq", bd_seq, kind=DataType.INT64))

    def later(self, seconds: float) -> list[Event]:
        self.now += seconds
        return list(self.node.tick(AT, self.now))


def short(events: list[Event]) -> list[tuple[What, str]]:
    return [(event.what, event.owner) for event in events]


def test_trap_19_the_death_of_an_old_session_kills_no_living_node() -> None:
    told = Told()
    told.birth(bd_seq=7)
    told.tell(Kind.DBIRTH, "mill", 1)
    assert [event.reason for event in told.death(bd_seq=6)] == ["old_death"]
    assert told.node.born("hall/cell")
    assert short(told.death(bd_seq=7)) == [(What.DEATH, "hall/cell/mill"), (What.DEATH, "hall/cell")]
    assert told.death(bd_seq=7) == []


def test_a_death_without_a_number_is_believed() -> None:
    told = Told()
    assert [event.reason for event in told.tell(Kind.NBIRTH, "", 1)[:-1]] == ["birth_seq", "no_bd_seq"]
    assert short(told.death(3)) == [(What.DEATH, "hall/cell")]


def test_data_before_a_birth_ask_for_one() -> None:
    told = Told()
    assert short(told.tell(Kind.NDATA, "", 5, metric("a"))) == [(What.REBIRTH_WANTED, "hall/cell")]
    told.birth()
    assert short(told.tell(Kind.DDATA, "mill", 1, metric("a"))) == [(What.REBIRTH_WANTED, "hall/cell")]


def test_trap_20_a_lost_message_is_a_gap_and_a_birth_is_wanted() -> None:
    told = Told()
    told.birth()
    told.tell(Kind.DBIRTH, "mill", 1, metric("a"))
    assert told.tell(Kind.DDATA, "mill", 3, metric("a")) == []
    assert told.node.deadline == 2.0
    assert short(told.later(2.0)) == [
        (What.GAP, "hall/cell"),
        (What.REBIRTH_WANTED, "hall/cell"),
        (What.DATA, "hall/cell/mill"),
    ]


def test_aliases_and_types_are_those_of_the_birth() -> None:
    told = Told()
    told.birth()
    told.tell(Kind.DBIRTH, "mill", 1, metric("level", 1, 7), metric("Spindle", None, 9, DataType.TEMPLATE))
    given = metric("", 0xFF, 7, DataType.UNKNOWN)
    (event,) = told.tell(Kind.DDATA, "mill", 2, given)
    assert [(each.name, each.kind, each.value) for each in event.metrics] == [("level", DataType.INT8, -1)]
    told.tell(Kind.DBIRTH, "mill", 3, metric("Spindle", None, 9, DataType.TEMPLATE), metric("Spindle/RPM", 1))
    (event,) = told.tell(Kind.DDATA, "mill", 4, metric("@9/RPM", 5))
    assert [(each.name, each.value) for each in event.metrics] == [("Spindle/RPM", 5)]


def test_a_metric_the_birth_did_not_name_wants_a_new_birth() -> None:
    told = Told()
    told.birth()
    events = told.tell(Kind.NDATA, "", 1, metric("", 1, 99, DataType.UNKNOWN))
    assert [event.what for event in events] == [What.ODD, What.REBIRTH_WANTED, What.DATA]
    (event,) = told.tell(Kind.NDATA, "", 2, metric("new", 1, None, DataType.INT8))
    assert [each.name for each in event.metrics] == ["new"]  # with a name and a type it can be read


def test_a_device_that_does_not_come_back_with_its_node_is_dead() -> None:
    told = Told()
    told.birth()
    for seq, device in enumerate(("mill", "saw"), 1):
        told.tell(Kind.DBIRTH, device, seq)
    assert short(told.birth()) == [(What.BIRTH, "hall/cell")]  # nobody is dead yet
    told.tell(Kind.DBIRTH, "mill", 1)
    assert short(told.tell(Kind.DDATA, "saw", 2)) == [(What.REBIRTH_WANTED, "hall/cell")]
    assert short(told.later(2.0)) == [(What.DEATH, "hall/cell/saw")]
    assert told.node.deadline is None


def test_the_death_of_a_device_leaves_the_others() -> None:
    told = Told()
    told.birth()
    told.tell(Kind.DBIRTH, "mill", 1)
    told.tell(Kind.DBIRTH, "saw", 2)
    (event,) = told.tell(Kind.DDEATH, "mill", 3)
    assert (event.what, event.owner, event.at) == (What.DEATH, "hall/cell/mill", AT)
    assert told.node.born("hall/cell/saw")
    assert short(told.tell(Kind.DDATA, "mill", 4)) == [(What.REBIRTH_WANTED, "hall/cell")]


def test_a_message_without_a_number_is_read_and_told() -> None:
    told = Told()
    told.birth()
    events = told.tell(Kind.NDATA, "", None, metric("bdSeq"))
    assert [(event.what, event.reason) for event in events] == [(What.ODD, "no_seq"), (What.DATA, "")]


def test_topics() -> None:
    assert read("spBv1.0/hall/DDATA/cell/mill") == Address(ID, "mill", Kind.DDATA)
    assert read("spBv1.0/hall/NBIRTH/cell") == Address(ID, "", Kind.NBIRTH)
    wrong = [
        "spBv1.0/hall/NDATA/cell/mill",
        "spBv1.0/hall/DDATA/cell",
        "spBv1.0/STATE/host",
        "spBv1.0/hall/XDATA/cell",
        "spAv1.0/hall/NDATA/cell",
        "spBv1.0//NDATA/cell",
        "spBv1.0/hall/DDATA/cell/mill/x",
    ]
    assert [read(topic) for topic in wrong] == [None] * len(wrong)
    assert owner("hall/cell") == (ID, "")
    assert owner("hall/cell/mill") == (ID, "mill")
    assert [owner(name) for name in ("hall", "a/b/c/d", "a//b", "a/+")] == [None] * 4
    assert of_node(ID) == ("spBv1.0/hall/+/cell", "spBv1.0/hall/+/cell/+")
    assert command(ID) == "spBv1.0/hall/NCMD/cell"
