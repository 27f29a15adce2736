"""Setting a machine up: recognise what is at an address, look around, try profiles on it; nothing of it is kept."""
