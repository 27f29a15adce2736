"""Third floor, islands: one folder a protocol; nobody knows a neighbour."""
