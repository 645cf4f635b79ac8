"""Machine-learning pipelines: described in Python, compiled to KFP's portable file, run anywhere."""

__version__ = "0.1.0"
