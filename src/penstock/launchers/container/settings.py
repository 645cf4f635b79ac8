"""What the container launcher is given by those who wire it: folders, the user, the machine's size, limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy")


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainerSettings:
    """Settings of a `ContainerLauncher`."""

    cache_folder: Path
    """Where the bundle of the runtime and what ships with components lie; shared by all homes of a user."""
    environ: Mapping[str, str] = field(default_factory=dict)
    """The variables of this process: they name the engine; tasks get the proxies of them, and nothing else."""
    cpus: float
    """Cores to hand out: the number of tasks at once that ask for nothing in particular."""
    memory_bytes: int
    """Memory to hand out; 0 does not count memory."""
    owner: tuple[int, int] | None = None
    """User and group that the files of tasks belong to afterwards; ``None`` where files have no owner."""
    network: str = ""
    """The network that containers are in, such as ``host``; empty leaves it to the engine."""
    log_bytes: int = 64 << 20
    """The limit of one attempt's log; beyond it the middle is dropped."""
    grace_seconds: float = 10.0
    """How long a task that is asked to end has before it is killed."""

    @property
    def home(self) -> Path:
        """The user's home folder."""
        return Path(self.environ.get("HOME") or "~").expanduser()

    def task_environ(self) -> dict[str, str]:
        """Return the variables that every task gets; proxies on this machine's own address cannot be reached."""
        given = {name: value for name in _PROXIES if (value := self.environ.get(name))}
        return {
            name: value
            for name, value in given.items()
            if self.network == "host" or name.lower() == "no_proxy" or not _is_own_address(value)
        }


def _is_own_address(value: str) -> bool:
    return "//localhost" in value or "//127." in value or "//[::1]" in value
