"""Calendars: documents, the country's days, and the plan that says what each machine's time is for."""
