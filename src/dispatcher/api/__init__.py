"""Third floor: HTTP and WebSocket doors."""
