"""What connectors share: the registry, the manifest, settings, the MTConnect vocabulary and documents."""
