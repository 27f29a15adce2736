"""Routes of `/api/v1`, one file a topic. Blocking calls run in worker threads, a few at a time."""
