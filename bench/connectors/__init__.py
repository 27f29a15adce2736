"""What each protocol costs: observations a second into columns, processor and memory of a hundred machines."""
