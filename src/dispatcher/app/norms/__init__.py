"""Standard times: which one holds, and how they are taken in from files."""
