"""Second floor: what one can ask of the house."""
