"""Device profiles as data: one TOML file a kind of machine, read by `dispatcher.engine.profile_text`."""
