"""The `penstock` command: prints, no logic."""
