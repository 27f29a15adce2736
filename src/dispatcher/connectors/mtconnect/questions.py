"""What is asked of an agent, and what its answers teach about it: devices, their names, their signals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from dispatcher.connectors.mtconnect.client import AgentClient, Query
from dispatcher.connectors.mtconnect.config import MTConnectSettings
from dispatcher.connectors.mtconnect.decode import between, bound_devices, in_sequence
from dispatcher.connectors.sdk.mtconnect_xml import (
    Catalogue,
    DevicesDocument,
    ErrorsDocument,
    StreamsDocument,
    StreamsReader,
    read_devices,
)
from dispatcher.ports.connector import Binding, ConfigRejected, Declared, Garbled, LinkDown, Rows

_TRIES = 5
"""Restarts of the agent between two questions before we give up."""


class Questions:
    """Questions to one agent for the bound devices. `met` outlives us: bindings that were once found there.

    `labels`: device uuid -> device as bound; `model_changed`: deviceModelChangeTime of the last probe;
    `asset_count`: what the probe said.
    """

    def __init__(
        self, client: AgentClient, settings: MTConnectSettings, bindings: Sequence[Binding], met: set[str]
    ) -> None:
        self._client = client
        self._settings = settings
        self._bindings = bindings
        self._met = met
        self._catalogue = Catalogue(())
        self._reader = StreamsReader(self._catalogue)
        self._new: dict[int, Declared] = {}
        self._scope = ""
        self._count = settings.count
        self._first_versions = False
        self.labels: Mapping[str, str] = {}
        self.model_changed = ""
        self.asset_count = 0

    @property
    def devices(self) -> list[str]:
        """The bound devices as the bindings call them, sorted."""
        return sorted(set(self.labels.values()))

    @property
    def most(self) -> int:
        """The greatest number of observations that one answer holds."""
        return self._count

    @property
    def current(self) -> str:
        """The path of present values of our devices."""
        return f"{self._scope}current"

    @property
    def sample(self) -> str:
        """The path of the numbered observations of our devices."""
        return f"{self._scope}sample"

    def sample_query(self, first: int) -> Query:
        """The question for one answer from a sequence on."""
        return {"from": first, "count": self._count}

    def stream_query(self, first: int) -> Query:
        """The question for an endless answer from a sequence on."""
        query = dict(self.sample_query(first))
        # 1.0 and 1.1 call it `frequency` and know no heartbeat (Part 1, 1.1: 5.3).
        query["frequency" if self._first_versions else "interval"] = self._settings.interval_ms
        if not self._first_versions:
            query["heartbeat"] = self._settings.heartbeat_ms
        return query

    def read(self, body: bytes) -> StreamsDocument | ErrorsDocument:
        """Read a document of observations; what it declares is kept for `take_new`. Raises Garbled."""
        document = self._reader.read(body)
        if isinstance(document, StreamsDocument):
            self._declare(document.declared)
        return document

    def take_new(self) -> tuple[Declared, ...]:
        """What was declared, or declared anew, since the last call."""
        taken, self._new = tuple(self._new.values()), {}
        return taken

    async def ask(self, path: str, query: Query | None = None) -> StreamsDocument | ErrorsDocument:
        """One document of observations."""
        return self.read(await self._client.document(path, query))

    async def look(self) -> StreamsDocument:
        """Probe and current of one and the same instance."""
        for _ in range(_TRIES):
            model = await self.probe()
            present = await self.ask(self.current)
            if isinstance(present, ErrorsDocument):
                raise refused(self._settings.base, present)
            if model.header.instance in {"", present.header.instance}:
                return present
        raise LinkDown("mtconnect_restless", url=self._settings.base)

    async def probe(self) -> DevicesDocument:
        """Ask for the devices and take them over."""
        document = read_devices(await self._client.document("probe"))
        if isinstance(document, ErrorsDocument):
            raise refused(self._settings.base, document)
        try:
            bound = bound_devices(document.devices, self._bindings, url=self._settings.base)
        except ConfigRejected as error:
            # What was there yesterday is being started, not misspelt.
            if self._met.issuperset(binding.device for binding in self._bindings):
                raise LinkDown(error.code, **error.params) from error
            raise
        self._met.update(binding.device for binding in self._bindings)
        self.labels = {model.device.uuid or label: label for label, model in bound.items()}
        self._catalogue.want(bound)
        self._scope = ""
        if len(bound) == 1 < len(document.devices):
            only = next(iter(bound.values())).device
            self._scope = f"{quote(only.name, safe='')}/"
        self._declare(self._catalogue.learn(document.devices))
        self._count = min(self._settings.count, document.header.buffer_size or self._settings.count)
        self._first_versions = document.version in {"1.0", "1.1"}
        self.model_changed = document.header.model_changed
        self.asset_count = document.header.asset_count or 0
        return document

    async def snapshot(self, present: StreamsDocument, first: int) -> Rows:
        """What held before the buffer's first observation: `current?at=first`.

        From an agent that cannot do that: those present values that are older than the buffer.
        """
        answer = await self.ask(self.current, {"at": first})
        if isinstance(answer, StreamsDocument) and answer.header.instance == present.header.instance:
            return between(answer.rows, 0, first)
        return between(present.rows, 0, first)

    async def first_instant(self, first: int) -> int | None:
        """The source time of the oldest observation from `first` on; None where it cannot be told."""
        try:
            answer = await self.ask(self.sample, {"from": first, "count": 1})
        except Garbled:
            return None
        if isinstance(answer, ErrorsDocument) or not len(answer.rows):
            return None
        return in_sequence(answer.rows).source_at[0]

    async def left_of(self, instance: str, first: int, rows: Rows) -> Rows:
        """Of the lost observations from `first` on those that are still the present value of their signal;
        `rows` are the ones that follow the loss.
        """
        answer = await self.ask(self.current)
        if isinstance(answer, ErrorsDocument) or answer.header.instance != instance:
            return Rows()
        following = rows.sequence[0] if len(rows) else answer.header.first or first
        return between(answer.rows, first, following)

    def _declare(self, declared: Iterable[Declared]) -> None:
        self._new.update((one.handle, one) for one in declared)


def refused(url: str, document: ErrorsDocument) -> Garbled:
    """The agent's refusal as our error, in its own words."""
    first = document.errors[0] if document.errors else None
    return Garbled(
        "mtconnect_refused", url=url, answer=first.code if first else "", text=first.text[:300] if first else ""
    )
