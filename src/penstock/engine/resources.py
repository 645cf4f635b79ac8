"""What a container asks for, in cores and bytes."""

import re
from collections.abc import Callable

from penstock.core.errors import PlaceholderError
from penstock.engine.records import Resources
from penstock.spec.executor import PipelineContainerSpec

_QUANTITY = re.compile(r"^([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)\s*(m|[kKMGTPE]i?)?$")
_FACTORS = {
    "": 1.0,
    "m": 1e-3,
    **{letter: 1000.0**power for power, letter in enumerate("kMGTPE", start=1)},
    **{f"{letter}i": 1024.0**power for power, letter in enumerate("KMGTPE", start=1)},
    "K": 1000.0,
}
_NOTHING = Resources()


def resources_of(container: PipelineContainerSpec, render: Callable[[str], str]) -> Resources:
    """Return the cores, memory and accelerators that a container asks for; a request counts before a limit.

    Raises `PlaceholderError` when a quantity comes from an input and cannot be read.
    """
    spec = container.resources
    if spec is None:
        return _NOTHING
    cpu = render(spec.resource_cpu_request or spec.resource_cpu_limit)
    memory = render(spec.resource_memory_request or spec.resource_memory_limit)
    cpu_limit = render(spec.resource_cpu_limit)
    limit = render(spec.resource_memory_limit)
    old_cpu = spec.cpu_request or spec.cpu_limit
    # The deprecated fields count memory in units of 10^9 bytes.
    old_memory = (spec.memory_request or spec.memory_limit) * 1e9
    accelerator = spec.accelerator
    kind = render(accelerator.resource_type or accelerator.type) if accelerator else ""
    count = render(accelerator.resource_count) if accelerator else ""
    wanted = int(quantity(count)) if count else accelerator.count if accelerator else 0
    bytes_wanted = quantity(memory) if memory else old_memory
    return Resources(
        cpu=(quantity(cpu) if cpu else old_cpu) or None,
        cpu_limit=(quantity(cpu_limit) if cpu_limit else spec.cpu_limit) or None,
        memory_bytes=int(bytes_wanted) or None,
        memory_limit_bytes=int(quantity(limit) if limit else spec.memory_limit * 1e9) or None,
        accelerator_type=kind,
        accelerator_count=wanted,
    )


def quantity(text: str) -> float:
    """Return the number that a quantity of Kubernetes stands for: ``500m``, ``2Gi``. Raises `PlaceholderError`."""
    match = _QUANTITY.match(text.strip())
    if match is None:
        raise PlaceholderError(f"{text!r} is no quantity", hint="write it like 2, 500m, 512Mi or 4G")
    return float(match.group(1)) * _FACTORS[match.group(2) or ""]
