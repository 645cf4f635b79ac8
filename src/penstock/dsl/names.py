"""Names as Kubernetes and KFP accept them."""

import re

_FORBIDDEN = re.compile("[^-0-9a-z]+")
_DASHES = re.compile("-+")
_FORBIDDEN_IN_INPUT = re.compile("[^_0-9a-z]+")
_PIPELINE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,127}")


def kubernetes_name(text: str) -> str:
    """Turn any text into lower-case words joined by dashes."""
    return _DASHES.sub("-", _FORBIDDEN.sub("-", text.lower())).strip("-")


def input_name(text: str) -> str:
    """Turn any text into lower-case words joined by underscores, as inputs of ``component.yaml`` files are called."""
    return _FORBIDDEN_IN_INPUT.sub("_", text.lower()).strip("_")


def is_pipeline_name(text: str) -> bool:
    """Tell whether a pipeline may have this name."""
    return _PIPELINE_NAME.fullmatch(text) is not None
