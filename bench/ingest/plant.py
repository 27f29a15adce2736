"""The configuration of the simulated plant."""

from __future__ import annotations


def configuration(agents: int, port: int) -> str:
    """A plant of so many machines, each with its agent."""
    return "\n".join(
        f'[[machine]]\nid = "m{number}"\nname = "Machine {number}"\n\n[[source]]\nid = "s{number}"\n'
        f'connector = "mtconnect"\nmachine = "m{number}"\n'
        f'settings = {{ url = "http://127.0.0.1:{port}/{number}" }}\n'
        for number in range(agents)
    )
