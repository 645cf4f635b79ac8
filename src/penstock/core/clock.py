"""Time as an argument: whoever needs the hour is given a clock."""

import time
from datetime import datetime, timedelta, timezone
from typing import Optional, Protocol


class Clock(Protocol):
    """Tells the time. Safe to share between threads."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever grow, for measuring durations."""
        ...


def elapsed(since: datetime, now: datetime) -> timedelta:
    """Return what has passed since a moment; nothing if the clock was set back behind it meanwhile."""
    return max(now - since, timedelta())


def time_json(moment: Optional[datetime]) -> Optional[str]:
    """Render a time in UTC for programs, with ``Z`` at its end."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(timezone.utc)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()
