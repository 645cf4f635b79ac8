"""Measurements of Penstock and its peers; each prints medians and ratios, none fails on a time."""
