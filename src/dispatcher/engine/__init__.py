"""First floor: the stream engine. Pure step functions; time comes in with the data."""
