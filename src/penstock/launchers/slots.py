"""How many attempts this machine takes at once: cores and memory are handed out, the rest waits its turn."""

from dataclasses import dataclass

from penstock.engine.records import Resources


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What an attempt takes of the machine."""

    cpus: float
    memory_bytes: int = 0
    notice: str = ""
    """What was cut, in words; empty when the attempt gets what it asks for."""


class Slots:
    """The cores and the memory of the machine. Not safe to share between threads: its owner has the lock."""

    def __init__(self, cpus: float, memory_bytes: int) -> None:
        self._cpus = cpus
        self._memory = memory_bytes
        self._free_cpus = cpus
        self._free_memory = memory_bytes
        self._taken = 0

    def cost_of(self, wanted: Resources) -> Cost:
        """Return what a request costs: one core if it names none, never more than the machine has (decision R3)."""
        cpus, memory = wanted.cpu or 1.0, wanted.memory_bytes or 0
        if not self._memory:
            memory = 0  # it is not counted
        cut = []
        if cpus > self._cpus:
            cut.append(f"{cpus:g} cores (there are {self._cpus:g})")
        if memory > self._memory:
            cut.append(f"{memory >> 20} MiB of memory (there are {self._memory >> 20})")
        if not cut:
            return Cost(cpus=min(cpus, self._cpus), memory_bytes=memory)
        notice = f"it asks for {' and '.join(cut)}: it runs alone with what the machine has"
        return Cost(cpus=self._cpus, memory_bytes=min(memory, self._memory), notice=notice)

    def take(self, cost: Cost) -> bool:
        """Take what an attempt needs, or return ``False`` when that is not free."""
        spare = 1e-9  # sums of fractions
        if cost.cpus > self._free_cpus + spare or cost.memory_bytes > self._free_memory:
            return False
        self._free_cpus -= cost.cpus
        self._free_memory -= cost.memory_bytes
        self._taken += 1
        return True

    def give_back(self, cost: Cost) -> None:
        """Free what an attempt took."""
        self._free_cpus += cost.cpus
        self._free_memory += cost.memory_bytes
        self._taken -= 1

    def describe(self) -> str:
        """Say what is taken, for those who wait."""
        cores = f"{self._cpus - self._free_cpus:g} of {self._cpus:g} cores are taken"
        return f"{cores} by {self._taken} other task{'s' if self._taken != 1 else ''}"
