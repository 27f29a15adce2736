"""Third floor, islands: one folder a storage engine behind the ports of `dispatcher.ports.store`."""
