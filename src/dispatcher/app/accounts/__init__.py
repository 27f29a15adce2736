"""The account of time in the house: gathered, reckoned, stored where it is settled, and read from one place."""
