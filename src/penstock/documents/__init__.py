"""The one place that reads and writes YAML: pipeline files, with limits on size, aliases and depth."""
