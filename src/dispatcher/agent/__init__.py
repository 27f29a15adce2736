"""Our MTConnect agent: serves the plant's signals to other systems, and is the peer our tests talk to.

In process: `agent = Agent(devices, clock=clock)`, `agent.add(key, at, value)`,
`server = await serve(agent, port)`. As a process: `python -m dispatcher.agent --help`.
"""

from dispatcher.agent.agent import Agent, Scope
from dispatcher.agent.faults import Faults, SkewedClock, Stall
from dispatcher.agent.model import Component, Composition, DataItem, Device, Filter, Namespace, OwnDevice, Settings
from dispatcher.agent.plant_feed import PlantFeed
from dispatcher.agent.plant_model import PlantMachine
from dispatcher.agent.process import AgentProcess
from dispatcher.agent.reader import read_devices
from dispatcher.agent.server import AgentSite, Credentials, Server, serve

__all__ = [
    "Agent",
    "AgentProcess",
    "AgentSite",
    "Component",
    "Composition",
    "Credentials",
    "DataItem",
    "Device",
    "Faults",
    "Filter",
    "Namespace",
    "OwnDevice",
    "PlantFeed",
    "PlantMachine",
    "Scope",
    "Server",
    "Settings",
    "SkewedClock",
    "Stall",
    "read_devices",
    "serve",
]
