"""First floor: sockets in the wall. Protocols and the values that pass through them."""
