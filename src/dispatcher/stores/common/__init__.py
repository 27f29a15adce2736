"""What the engines share: the lock of the data directory, the order of the truth, the export's columns."""
