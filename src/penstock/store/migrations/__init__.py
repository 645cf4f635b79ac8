"""The history of the schema; each step is written by hand or generated once, and never changed afterwards."""
