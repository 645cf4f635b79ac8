"""Start, watch and stop attempts on one kind of infrastructure."""
