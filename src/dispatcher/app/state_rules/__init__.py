"""State rules (device profiles): what is in force when, and putting others in force while the house runs."""
