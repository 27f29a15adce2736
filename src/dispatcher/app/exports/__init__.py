"""Tables that leave the house: where their rows come from, and how they are written."""
