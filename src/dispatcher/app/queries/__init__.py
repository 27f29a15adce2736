"""One file a question. Everything here blocks on the journal and is called in worker threads."""
