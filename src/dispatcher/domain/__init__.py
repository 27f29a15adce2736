"""Ground floor: the words of the shop as values and pure functions; standard library only."""
