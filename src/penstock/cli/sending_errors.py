"""What goes wrong before a run is started on a server."""

from penstock.core.errors import PenstockError


class NotStartedError(Exception):
    """A run was not started; the cause says why."""

    def __init__(self, error: PenstockError) -> None:
        super().__init__(str(error))
        self.error = error
