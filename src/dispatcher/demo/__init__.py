"""The demo plant: a seeded machine shop, live over its real wires or as weeks of history.

Just below the roof: knows the agent, the ports and the domain, and nobody below bootstrap knows it.
"""
