"""Why a component file is refused."""

from penstock.core.errors import SpecError


class ComponentFileError(SpecError, TypeError, ValueError):
    """A component file has problems.

    KFP raises `TypeError` for some of them and `ValueError` for others; this is both, so that code which expects
    either keeps working.
    """

    code = "invalid-component-file"
