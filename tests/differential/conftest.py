"""The environment with the real kfp."""

from pathlib import Path

import pytest

KFP_PYTHON = Path(__file__).parents[2] / ".venvs" / "kfp" / "bin" / "python"


@pytest.fixture(scope="session")
def kfp_python():
    """Return the interpreter that has the real kfp."""
    if not KFP_PYTHON.exists():
        pytest.skip("the environment with the real kfp is missing: make kfp")
    return KFP_PYTHON
