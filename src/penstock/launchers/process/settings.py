"""What the process launcher is given by those who wire it: folders, the machine's size, limits."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_PASSED = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"),
        *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"),
        *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT"),
    }
)
_PASSED_PREFIXES = ("LC_", "CUDA_", "NVIDIA_", "HIP_", "ROCR_", "OMP_", "MKL_", "OPENBLAS_", "XDG_")


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessSettings:
    """Settings of a `ProcessLauncher`."""

    cache_folder: Path
    """Where environments, sources and the bundle of the runtime lie; shared by all homes of a user."""
    environ: Mapping[str, str] = field(default_factory=dict)
    """The variables of this process: tasks get a few of them, ``uv`` gets all."""
    cpus: float
    """Cores to hand out: the number of tasks at once that ask for nothing in particular."""
    memory_bytes: int
    """Memory to hand out; 0 does not count memory."""
    log_bytes: int = 64 << 20
    """The limit of one attempt's log; beyond it the middle is dropped."""
    grace_seconds: float = 10.0
    """How long a task that is asked to end has before it is killed."""
    is_isolated: bool = sys.platform == "darwin"
    """Whether each attempt gets a fresh interpreter, started ahead, instead of a fork of a warm one.

    Frameworks of macOS do not survive a fork without an exec.
    """

    measures_memory: bool = sys.platform == "linux"
    """Whether the system tells what the processes of a task use together; elsewhere no limit can be held."""
    refreshes_environments: bool = False
    """Whether packages are resolved anew, instead of as they were locked before."""

    def task_environ(self) -> dict[str, str]:
        """Return the variables that every task gets: of the caller only what the machine needs to work."""
        passed = {
            name: value for name, value in self.environ.items() if name in _PASSED or name.startswith(_PASSED_PREFIXES)
        }
        return {"PYTHONUNBUFFERED": "1", **passed}


def machine_cpus() -> float:
    """Return the cores that this process may use."""
    if sys.platform == "linux":
        return float(len(os.sched_getaffinity(0)))
    return float(os.cpu_count() or 1)


def machine_memory() -> int:
    """Return the memory of this machine in bytes, or 0 where it cannot be told."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0
