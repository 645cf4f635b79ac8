"""The subset of CEL (Common Expression Language) that conditions and selectors of the IR use; never Python's `eval`."""
