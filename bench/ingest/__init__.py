"""The plant of the budgets, end to end: agents and browsers in one process, the house in another, HTTP between."""
