"""An open session: values, nodes, one subscription, history.

Only the library's plain requests are used, none of its tasks: nothing runs beside the one who asks, a request to
publish is answered when the house wants the next batch, and a slow reader fills the server's queue and not our memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from asyncua import Client, ua
from asyncua.ua.ua_binary import struct_from_binary

from dispatcher.connectors.opcua.client import wire
from dispatcher.connectors.opcua.client.ear import Ear
from dispatcher.connectors.opcua.client.faults import named
from dispatcher.connectors.opcua.config import OpcUaSettings
from dispatcher.connectors.opcua.model import Item, Notice, Reading, Ref, ServerStatus
from dispatcher.connectors.opcua.namespaces import Namespaces
from dispatcher.domain.instant import Instant, parse_instant, to_datetime
from dispatcher.ports.connector import LinkDown, Note

_PUBLISHING = 2
"""Requests to publish that the server holds: one is being answered while the next one waits."""
_AT_ONCE = 500
_REFERENCES = 1_000
"""So many references of a node in one answer; the rest comes by continuation points."""
_OUTLIVES_MS = 60_000
"""The server keeps a subscription that nobody asks for this long."""
_MOST_NOTIFICATIONS = 10_000

_READS, _BROWSES, _WATCHES = "i=11705", "i=11710", "i=11714"
_STATUS = ("i=2255", "i=2257", "i=2258", "i=2263", "i=2261", "i=2264", _READS, _BROWSES, _WATCHES)
"""NamespaceArray; StartTime, CurrentTime, ManufacturerName, ProductName, SoftwareVersion; the operation limits."""
_STATE = "i=2259"

T = TypeVar("T")


class Session:
    """One server. Times are µs."""

    def __init__(self, settings: OpcUaSettings, client: Client, ear: Ear) -> None:
        self._settings = settings
        self._client = client
        self._ear = ear
        self._timeout = settings.timeout_ms / 1000
        self._limits = dict.fromkeys((_READS, _BROWSES, _WATCHES), _AT_ONCE)
        self._subscription = 0
        self._silence_s = self._timeout
        self._publishing: list[asyncio.Task[Any]] = []
        self._most_publishing = _PUBLISHING
        self._acks: list[ua.SubscriptionAcknowledgement] = []
        self._expected = 1
        self._renew_at = 0.0
        self._reader = wire.Notifications(Namespaces(()))
        self.names = Namespaces(())
        self.status = ServerStatus(started_at=0, now=0, manufacturer="", product="", version="")
        self.notes: list[Note] = []
        """What was decided while connecting and is worth keeping."""

    # ---------------------------------------------------------------- values

    async def read(self, nodes: Sequence[str], attribute: str = "Value", *, kind: bool = False) -> list[Reading]:
        """Values (or another attribute) of nodes as on the wire."""
        found: list[Reading] = []
        for part in _parts(nodes, self._limits[_READS]):
            asked = ua.ReadParameters()
            asked.TimestampsToReturn = ua.TimestampsToReturn.Both
            for node in part:
                wanted = ua.ReadValueId()
                wanted.NodeId = wire.node_id(node)
                wanted.AttributeId = ua.AttributeIds[attribute]
                asked.NodesToRead.append(wanted)
            answers = await self._ask(self._client.uaclient.read(asked))
            found += [wire.reading(value, self.names, kind=kind) for value in answers]
        return found

    async def browse(self, nodes: Sequence[str], most: int) -> list[list[Ref]]:
        """Objects and variables below each node, at most `most` in all: what is more is left out."""
        found: list[list[Ref]] = []
        for part in _parts(nodes, self._limits[_BROWSES]):
            asked = ua.BrowseParameters()
            asked.RequestedMaxReferencesPerNode = _REFERENCES
            asked.NodesToBrowse = [_downwards(node) for node in part]
            for result in await self._ask(self._client.uaclient.browse(asked)):
                refs = [wire.ref(one, self.names) for one in result.References or ()]
                point = result.ContinuationPoint
                while point and len(refs) < most:
                    following = ua.BrowseNextParameters()
                    following.ReleaseContinuationPoints = False
                    following.ContinuationPoints = [point]
                    (more,) = await self._ask(self._client.uaclient.browse_next(following))
                    refs += [wire.ref(one, self.names) for one in more.References or ()]
                    point = more.ContinuationPoint
                found.append(refs[:most])
                most -= len(found[-1])
        return found

    # ---------------------------------------------------------------- subscription

    async def subscribe(self, items: Sequence[Item]) -> list[str]:
        """Watch these items; for each the name of the status with which the server refuses it, "" = watched."""
        settings = self._settings
        asked = ua.CreateSubscriptionRequest()
        wanted = asked.Parameters
        wanted.RequestedPublishingInterval = float(settings.publish_ms)
        wanted.RequestedMaxKeepAliveCount = max(1, settings.keepalive_ms // settings.publish_ms)
        wanted.RequestedLifetimeCount = max(wanted.RequestedMaxKeepAliveCount * 3, _OUTLIVES_MS // settings.publish_ms)
        wanted.MaxNotificationsPerPublish = _MOST_NOTIFICATIONS
        answer = (await self._send(asked, ua.CreateSubscriptionResponse)).Parameters
        self._subscription = answer.SubscriptionId
        alive_ms = answer.RevisedMaxKeepAliveCount * answer.RevisedPublishingInterval
        self._silence_s = alive_ms / 1000 + min(self._timeout, alive_ms / 1000)
        self._reader = wire.Notifications(self.names)
        refused: list[str] = []
        for part in _parts(items, self._limits[_WATCHES]):
            request = ua.CreateMonitoredItemsParameters()
            request.SubscriptionId = self._subscription
            request.TimestampsToReturn = ua.TimestampsToReturn.Both
            request.ItemsToCreate = [wire.monitored(item, self.names) for item in part]
            results = await self._ask(self._client.uaclient.create_monitored_items(request))
            refused += ["" if result.StatusCode.is_good() else result.StatusCode.name for result in results]
        return refused

    async def next(self) -> Notice:
        """What the server publishes next; an empty notice is its sign of life. Raises LinkDown, Garbled."""
        loop = asyncio.get_running_loop()
        if loop.time() >= self._renew_at:
            await self._renew()
        while len(self._publishing) < self._most_publishing:
            self._publishing.append(loop.create_task(self._publish(), name="opcua publish"))
        done, _ = await asyncio.wait(self._publishing[:1], timeout=self._silence_s)
        if not done:
            await self._is_alive()
            raise self._down("opcua_subscription_lost", status="no keep-alive")
        answer = self._publishing.pop(0)
        if self._publishing and _too_many(answer.exception()):
            self._most_publishing = 1
            return await self.next()
        with self._named():
            response = struct_from_binary(ua.PublishResponse, answer.result())
            response.ResponseHeader.ServiceResult.check()
            result = response.Parameters
            message = result.NotificationMessage
            notice, ended = self._reader.notice(message)
        if ended is not None:
            raise self._down("opcua_subscription_lost", status=ua.StatusCode(ended).name)
        if message.NotificationData:
            if message.SequenceNumber != self._expected:
                notice.missed = max(1, message.SequenceNumber - self._expected)
            self._expected = message.SequenceNumber + 1
            self._acks.append(
                ua.SubscriptionAcknowledgement(
                    SubscriptionId=result.SubscriptionId, SequenceNumber=message.SequenceNumber
                )
            )
        return notice

    async def refresh_conditions(self) -> bool:
        """Ask for the conditions that hold now; False where the server cannot tell."""
        call = ua.CallMethodRequest()
        call.ObjectId = ua.NodeId(ua.ObjectIds.ConditionType)
        call.MethodId = ua.NodeId(ua.ObjectIds.ConditionType_ConditionRefresh)
        call.InputArguments = [ua.Variant(self._subscription, ua.VariantType.UInt32)]
        (result,) = await self._ask(self._client.uaclient.call([call]))
        return bool(result.StatusCode.is_good())

    # ---------------------------------------------------------------- history

    async def history(
        self, node: str, start: Instant, end: Instant, most: int
    ) -> AsyncIterator[tuple[list[Reading], str]]:
        """Raw values of a node, piece by piece, with the name of the status where the server refuses ("" = good)."""
        point: bytes | None = None
        details = ua.ReadRawModifiedDetails()
        details.IsReadModified = False
        details.StartTime, details.EndTime = to_datetime(start), to_datetime(end)
        details.NumValuesPerNode = most
        details.ReturnBounds = True
        while True:
            asked = ua.HistoryReadParameters()
            asked.HistoryReadDetails = details
            asked.TimestampsToReturn = ua.TimestampsToReturn.Both
            asked.ReleaseContinuationPoints = False
            value = ua.HistoryReadValueId()
            value.NodeId = wire.node_id(node)
            value.ContinuationPoint = point
            asked.NodesToRead = [value]
            (result,) = await self._ask(self._client.uaclient.history_read(asked))
            if not result.StatusCode.is_good():
                yield [], result.StatusCode.name
                return
            data = result.HistoryData
            values = data.DataValues if isinstance(data, ua.HistoryData) else []
            yield [wire.reading(one, self.names) for one in values or ()], ""
            point = result.ContinuationPoint
            if not point:
                return

    # ---------------------------------------------------------------- inside

    async def begin(self) -> None:
        """Learn who is there."""
        self._renew_at = self._when_to_renew()
        namespaces, *told = await self.read(_STATUS)
        self.names = Namespaces([str(uri) for uri in namespaces.value] if isinstance(namespaces.value, tuple) else ())
        maker, product, version = (str(one.value or "") for one in told[2:5])
        self.status = ServerStatus(
            started_at=instant_of(told[0]),
            now=instant_of(told[1]),
            manufacturer=maker,
            product=product,
            version=version,
        )
        for node, limit in zip(self._limits, told[5:], strict=True):
            if isinstance(limit.value, int) and limit.value > 0:
                self._limits[node] = min(limit.value, _AT_ONCE)

    async def stop(self) -> None:
        """Nobody waits for the server any more."""
        for task in self._publishing:
            task.cancel()
        await asyncio.gather(*self._publishing, return_exceptions=True)
        self._publishing.clear()

    async def _publish(self) -> Any:  # noqa: ANN401 - the library's buffer
        request = ua.PublishRequest()
        request.Parameters.SubscriptionAcknowledgements, self._acks = self._acks, []
        protocol = self._client.uaclient.protocol
        if protocol is None:
            raise ConnectionError
        return await protocol.send_request(request, timeout=0)

    async def _renew(self) -> None:
        """The keys of the channel grow old."""
        await self._ask(self._client.open_secure_channel(renew=True))
        self._client.uaclient.revolve_security_token()
        self._renew_at = self._when_to_renew()

    def _when_to_renew(self) -> float:
        """At three quarters of the channel's life (Part 4, 5.5.2.1)."""
        return asyncio.get_running_loop().time() + float(self._client.secure_channel_timeout) * 0.75 / 1000

    async def _is_alive(self) -> None:
        """Raises LinkDown where the server answers nothing at all."""
        try:
            await self.read([_STATE])
        except LinkDown as error:
            raise self._down("opcua_silent", silence_ms=round(self._silence_s * 1000)) from error

    async def _send(self, request: Any, answer: Any) -> Any:  # noqa: ANN401 - any request of the library
        protocol = self._client.uaclient.protocol
        if protocol is None:
            raise self._down("opcua_closed")
        with self._named():
            async with asyncio.timeout(self._timeout):
                response = struct_from_binary(answer, await protocol.send_request(request, timeout=self._timeout))
            response.ResponseHeader.ServiceResult.check()
        return response

    async def _ask(self, answer: Any) -> Any:  # noqa: ANN401 - whatever the library's request returns
        with self._named():
            async with asyncio.timeout(self._timeout):
                return await answer

    @contextmanager
    def _named(self) -> Iterator[None]:
        with named(self._settings, self._ear):
            yield

    def _down(self, code: str, **params: str | int) -> LinkDown:
        return LinkDown(code, url=self._settings.endpoint, **params)


def _too_many(error: BaseException | None) -> bool:
    """A server that keeps fewer requests to publish than we would like."""
    return isinstance(error, ua.UaStatusCodeError) and error.code == ua.StatusCodes.BadTooManyPublishRequests


def instant_of(told: Reading) -> int:
    """A time that the server told as a value; 0 = none."""
    return parse_instant(told.value) if isinstance(told.value, str) else 0


def _parts(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for at in range(0, len(things), size):
        yield things[at : at + size]


def _downwards(node: str) -> ua.BrowseDescription:
    """Objects and variables that a node holds, whatever the kind of holding."""
    asked = ua.BrowseDescription()
    asked.NodeId = wire.node_id(node)
    asked.BrowseDirection = ua.BrowseDirection.Forward
    asked.ReferenceTypeId = ua.NodeId(ua.ObjectIds.HierarchicalReferences)
    asked.IncludeSubtypes = True
    asked.NodeClassMask = ua.NodeClass.Object | ua.NodeClass.Variable
    asked.ResultMask = ua.BrowseResultMask.All
    return asked
