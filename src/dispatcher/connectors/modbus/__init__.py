"""Modbus: asks devices for their registers over TCP, also those on a serial line behind a gateway."""

from dispatcher.connectors.modbus.config import ModbusSettings, pointed
from dispatcher.connectors.modbus.connector import ModbusConnector
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(
    settings=ModbusSettings,
    address=lambda settings: settings.address,
    build=ModbusConnector,
    schemes=("modbus", "modbus+tcp", "modbus+rtu"),
    port=502,
    point=pointed,
)

__all__ = ["PLUG"]
