"""One function per user intention, over ports only."""
