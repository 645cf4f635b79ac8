"""Words used by every room: errors, identities, JSON, time. Standard library only, Python 3.9 syntax."""
