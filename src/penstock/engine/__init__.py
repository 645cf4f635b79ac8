"""Moves runs forward: a pure core that decides, its ports, and the loop that performs."""
