"""Questions in SQL: looked through before they run, run with limits, on views that outside tools may rely on."""
