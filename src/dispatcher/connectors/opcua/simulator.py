"""A machine tool with an OPC UA server, in this process: real TCP, the names and types of Machinery and MachineTool.

It has the places of the companion models under their namespaces and browse names, without their whole type system.
It takes live values, alarms and history, and can be told to drop its connections, to refuse new ones, to restart with
other namespace indices, to ask for a password and for security.

Whoever imports this file needs the library; nothing but tests, measurements and the demo plant does.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asyncua import Server, ua
from asyncua.crypto.permission_rules import User, UserRole

from dispatcher.connectors.opcua.model import BAD
from dispatcher.domain.instant import Instant, to_datetime

DI = "http://opcfoundation.org/UA/DI/"
IA = "http://opcfoundation.org/UA/IA/"
MACHINERY = "http://opcfoundation.org/UA/Machinery/"
MACHINE_TOOL = "http://opcfoundation.org/UA/MachineTool/"
OWN = "urn:dispatcher:simulated-machine-tools"
_SPACES = {"di": DI, "ia": IA, "machinery": MACHINERY, "mt": MACHINE_TOOL}

_MACHINES_NODE = 1001
_MACHINE_TOOL_TYPE = 13
_STATE_NODES = {"Initializing": 5039, "Running": 5041, "Ended": 5038, "Interrupted": 5040, "Aborted": 5037}
"""ProductionProgramStateMachineType: its states' numbers in the MachineTool NodeSet."""

_CHANNEL = "mt:Monitoring/own:Channel1"
_TOOL = "mt:Monitoring/mt:MachineTool"
_PROGRAM = "mt:Production/mt:ActiveProgram"


@dataclass(frozen=True, slots=True)
class Spot:
    """A variable: its path below the machine, its type by the library's name, what it is at first."""

    path: str
    type: str
    value: Any
    words: Mapping[str, int] | None = None


SPOTS: Mapping[str, Spot] = {
    "manufacturer": Spot("di:Identification/di:Manufacturer", "LocalizedText", "Dispatcher"),
    "model": Spot("di:Identification/di:Model", "LocalizedText", "Simulated mill"),
    "serial": Spot("di:Identification/di:SerialNumber", "String", "0001"),
    "uuid": Spot("di:Identification/di:ProductInstanceUri", "String", "urn:dispatcher:simulated:0001"),
    "execution": Spot(
        f"{_CHANNEL}/mt:ChannelState", "Int32", 2,
        {"ACTIVE": 0, "STOPPED": 2, "READY": 2, "PROGRAM_COMPLETED": 2}
        | dict.fromkeys(("INTERRUPTED", "FEED_HOLD", "OPTIONAL_STOP", "PROGRAM_STOPPED", "WAIT"), 1),
    ),
    "controller_mode": Spot(
        f"{_CHANNEL}/mt:ChannelMode", "Int32", 0, {"AUTOMATIC": 0, "MANUAL_DATA_INPUT": 1, "MANUAL": 2},
    ),
    "functional_mode": Spot(
        f"{_TOOL}/mt:OperationMode", "Int32", 1, {"PRODUCTION": 1, "SETUP": 2, "MAINTENANCE": 4},
    ),
    "feed_override": Spot(f"{_CHANNEL}/mt:FeedOverride", "Double", 100.0),
    "rapid_override": Spot(f"{_CHANNEL}/mt:RapidOverride", "Double", 100.0),
    "spindle_override": Spot("mt:Monitoring/own:Spindle1/mt:Override", "Double", 100.0),
    "spindle_rotates": Spot("mt:Monitoring/own:Spindle1/mt:IsRotating", "Boolean", False),
    "lamp_red": Spot("mt:Monitoring/mt:Stacklight/own:1/ia:SignalOn", "Boolean", False),
    "lamp_red_color": Spot("mt:Monitoring/mt:Stacklight/own:1/ia:SignalColor", "Int32", 1),
    "lamp_green": Spot("mt:Monitoring/mt:Stacklight/own:2/ia:SignalOn", "Boolean", False),
    "lamp_green_color": Spot("mt:Monitoring/mt:Stacklight/own:2/ia:SignalColor", "Int32", 2),
    "power_on_hours": Spot(f"{_TOOL}/mt:PowerOnDuration", "UInt32", 0),
    "program": Spot(f"{_PROGRAM}/mt:Name", "String", ""),
    "job": Spot(f"{_PROGRAM}/mt:JobIdentifier", "String", ""),
    "program_state": Spot(f"{_PROGRAM}/mt:State/ua:CurrentState", "LocalizedText", "Ended"),
    "part_count": Spot("mt:Production/mt:Statistics/mt:PartsProducedInLifetime", "UInt32", 0),
}  # fmt: skip
"""Key for `set` -> where the value lies."""


class MachineToolSimulator:
    """A server with one or more machines; `url` and `port` are known once it is started."""

    def __init__(
        self,
        *machines: str,
        users: Mapping[str, str] | None = None,
        certificate: tuple[bytes, bytes] | None = None,
        leave_out: Mapping[str, tuple[str, ...]] | None = None,
        history: tuple[str, ...] = (),
    ) -> None:
        """users: name -> password, None = everybody may read, with a name or without, {} = only without.
        certificate: DER and the key's PEM, for secure channels. leave_out: keys of `SPOTS` a machine does not have.
        history: keys whose past is kept.
        """
        self.machines = machines or ("Mill",)
        self.port = 0
        self._users = users
        self._certificate = certificate
        self._leave_out = leave_out or {}
        self._history = history
        self._server: Any = None
        self._nodes: dict[tuple[str, str], Any] = {}
        self._alarms: dict[tuple[str, str], Any] = {}
        self._present: dict[tuple[str, str], tuple[Any, Instant | None]] = {}
        self._turned = False

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"opc.tcp://127.0.0.1:{self.port}/"

    async def start(self, port: int = 0) -> int:
        """Listen; on the port it had before, if any. The port."""
        if self._server is None:
            server = await self._build(port or self.port)
            await server.start()
        else:
            await self._server.bserver.start()
        self.port = self._server.bserver.port
        return self.port

    async def stop(self) -> None:
        """Say good-bye to everybody and end."""
        server, self._server = self._server, None
        self._nodes.clear()
        self._alarms.clear()
        self._present.clear()
        if server is not None:
            await server.stop()

    # ---------------------------------------------------------------- telling

    async def set(self, key: str, value: Any, at: Instant | None = None, *, status: int = 0, machine: str = "") -> None:  # noqa: ANN401 - what a node may hold
        """A node takes a value at an instant (None: the server does not say when). Words of the MTConnect vocabulary
        are put into the machine's own numbers; one that has none, and None, is a value that nobody knows. status: an
        OPC UA status code.
        """
        name = machine or self.machines[0]
        spot = SPOTS[key]
        raw: Any = spot.words.get(value) if spot.words is not None and isinstance(value, str) else value
        status |= BAD if raw is None else 0
        self._present[name, key] = (value, at)
        typed = ua.LocalizedText(raw) if spot.type == "LocalizedText" else raw
        moment = None if at is None else to_datetime(at)
        if key == "program_state":
            node = ua.NodeId(_STATE_NODES[raw], await self._space(MACHINE_TOOL))
            await self._write(self._nodes[name, "program_state_id"], ua.Variant(node), status, moment)
        variant = ua.Variant(None) if status & BAD else ua.Variant(typed, ua.VariantType[spot.type])
        await self._write(self._nodes[name, key], variant, status, moment)

    async def alarm(
        self,
        name: str,
        *,
        active: bool,
        severity: int = 700,
        message: str = "",
        at: Instant | None = None,
        machine: str = "",
    ) -> None:
        """An alarm comes or goes."""
        owner = machine or self.machines[0]
        generator = self._alarms.get((owner, name))
        if generator is None:
            generator = await self._server.get_event_generator(
                ua.ObjectIds.AlarmConditionType, emitting_node=self._nodes[owner, ""]
            )
            generator.event.NodeId = ua.NodeId(f"{owner}/alarms/{name}", await self._space(OWN))
            generator.event.ConditionName = name
            self._alarms[owner, name] = generator
        event = generator.event
        event.Severity = severity
        event.Retain = active
        setattr(event, "EnabledState/Id", True)
        setattr(event, "ActiveState/Id", active)
        await generator.trigger(time_attr=None if at is None else to_datetime(at), message=message or name)

    # ---------------------------------------------------------------- faults

    def drop(self) -> None:
        """Cut all connections; new ones are accepted."""
        for transport in list(self._server.iserver.asyncio_transports):
            transport.abort()

    async def refuse(self) -> None:
        """Cut all connections and accept no more, until `start`."""
        self.drop()
        await self._server.bserver.stop()

    async def restart(self, *, turned: bool = False) -> None:
        """Die and come back at the same port with the same present values. turned: with other namespace indices."""
        await self.refuse()
        if not turned:
            await self.forget_subscriptions()
            await self._server.iserver.start()  # a new StartTime
            await self.start()
            return
        present, port, self._turned = dict(self._present), self.port, True
        await self.stop()
        await self.start(port)
        for (machine, key), (value, at) in present.items():
            await self.set(key, value, at, machine=machine)

    async def tidy(self) -> None:
        """Everything as at first; nobody is connected any more."""
        self.drop()
        await self.forget_subscriptions()
        for (machine, name), generator in self._alarms.items():
            if generator.event.Retain:
                await self.alarm(name, active=False, machine=machine)
        for (machine, key), (_, at) in list(self._present.items()):
            await self.set(key, SPOTS[key].value, at, machine=machine)
        self._present.clear()

    def pose(self, certificate: bytes) -> bytes:
        """Show this certificate in the list of endpoints; the one shown before."""
        before = b""
        for endpoint in self._server.iserver.endpoints:
            before, endpoint.ServerCertificate = endpoint.ServerCertificate, certificate
        return before

    async def forget_subscriptions(self) -> None:
        """Lose every subscription without a word, and keep the connections (trap 14)."""
        service = self._server.iserver.subscription_service
        ours = [number for number, one in service.subscriptions.items() if one.pub_request_callback is not None]
        await service.delete_subscriptions(ours)  # not those of the server itself: it keeps its history by one

    # ---------------------------------------------------------------- inside

    async def _write(self, node: Any, variant: Any, status: int, at: datetime | None) -> None:  # noqa: ANN401 - the library's
        value = ua.DataValue(variant, ua.StatusCode(status), SourceTimestamp=at)
        await self._server.write_attribute_value(node.nodeid, value)

    async def _build(self, port: int) -> Server:
        hush()
        server = Server(user_manager=_Users(self._users))
        server.iserver.bind_condition_methods = True
        await server.init()
        server.disable_clock()
        server.set_server_name("Simulated machine tools")
        server.set_endpoint(f"opc.tcp://127.0.0.1:{port}/")
        tokens = [] if self._users else [ua.AnonymousIdentityToken]
        if self._users != {}:
            tokens.append(ua.UserNameIdentityToken)
        server.set_identity_tokens(tokens)
        policies = [ua.SecurityPolicyType.NoSecurity]
        if self._certificate is not None:
            await server.load_certificate(self._certificate[0], "der")
            await server.load_private_key(self._certificate[1], None, "pem")
            policies += [
                ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt,
                ua.SecurityPolicyType.Basic256Sha256_Sign,
                ua.SecurityPolicyType.Aes128Sha256RsaOaep_SignAndEncrypt,
                ua.SecurityPolicyType.Aes256Sha256RsaPss_SignAndEncrypt,
            ]
        server.set_security_policy(policies)
        self._server = server
        spaces = [DI, IA, MACHINERY, MACHINE_TOOL, OWN]
        for uri in reversed(spaces) if self._turned else spaces:
            await server.register_namespace(uri)
        await self._describe()
        for key in self._history:
            for machine in self.machines:
                await server.historize_node_data_change(self._nodes[machine, key], period=None, count=100_000)
        return server

    async def _describe(self) -> None:
        spaces = {short: await self._space(uri) for short, uri in _SPACES.items()} | {
            "own": await self._space(OWN),
            "ua": 0,
        }
        server, mt = self._server, spaces["mt"]
        types = server.get_node(ua.NodeId(ua.ObjectIds.BaseObjectType))
        await types.add_object_type(ua.NodeId(_MACHINE_TOOL_TYPE, mt), ua.QualifiedName("MachineToolType", mt))
        states = await types.add_object_type(
            ua.NodeId(15, mt), ua.QualifiedName("ProductionProgramStateMachineType", mt)
        )
        for name, number in _STATE_NODES.items():
            await states.add_object(ua.NodeId(number, mt), ua.QualifiedName(name, mt))
        objects = server.get_objects_node()
        machinery = spaces["machinery"]
        folder = await objects.add_folder(ua.NodeId(_MACHINES_NODE, machinery), ua.QualifiedName("Machines", machinery))
        for machine in self.machines:
            await self._describe_machine(folder, machine, spaces)

    async def _describe_machine(self, folder: Any, machine: str, spaces: Mapping[str, int]) -> None:  # noqa: ANN401 - the library's
        own = spaces["own"]
        root = await folder.add_object(
            ua.NodeId(machine, own), ua.QualifiedName(machine, own), ua.NodeId(_MACHINE_TOOL_TYPE, spaces["mt"])
        )
        await root.set_event_notifier([ua.EventNotifier.SubscribeToEvents])
        self._nodes[machine, ""] = root
        made: dict[str, Any] = {"": root}
        for key, spot in SPOTS.items():
            if key in self._leave_out.get(machine, ()):
                continue
            *above, last = spot.path.split("/")
            parent = ""
            for step in above:
                here = f"{parent}/{step}"
                if here not in made:
                    made[here] = await made[parent].add_object(ua.NodeId(f"{machine}{here}", own), _name(step, spaces))
                parent = here
            value = ua.LocalizedText(spot.value) if spot.type == "LocalizedText" else spot.value
            node = await made[parent].add_variable(
                ua.NodeId(f"{machine}/{spot.path}", own), _name(last, spaces), value, ua.VariantType[spot.type]
            )
            self._nodes[machine, key] = node
            if key == "program_state":
                state = ua.NodeId(_STATE_NODES[spot.value], spaces["mt"])
                self._nodes[machine, "program_state_id"] = await node.add_property(
                    ua.NodeId(f"{machine}/{spot.path}/Id", own), ua.QualifiedName("Id", 0), state
                )

    async def _space(self, uri: str) -> int:
        index: int = await self._server.get_namespace_index(uri)
        return index


def _name(step: str, spaces: Mapping[str, int]) -> Any:  # noqa: ANN401 - the library's
    space, _, name = step.partition(":")
    return ua.QualifiedName(name, spaces[space])


def hush() -> None:
    """The library logs every step."""
    logger = logging.getLogger("asyncua")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL + 1)


class _Users:
    """Who may read."""

    def __init__(self, users: Mapping[str, str] | None) -> None:
        self._users = users

    def get_user(self, _server: object, username: str = "", password: str = "", **_: object) -> Any:  # noqa: ANN401 - the library's
        if not self._users or self._users.get(username, f"{password}!") == password:
            return User(role=UserRole.User)
        return None
