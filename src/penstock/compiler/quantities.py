"""Kubernetes quantities as the plain numbers that older platforms read: cores and gigabytes."""

_GIGA = 10**9
_UNITS = {
    "E": 10**18,
    "P": 10**15,
    "T": 10**12,
    "G": _GIGA,
    "M": 10**6,
    "K": 10**3,
    "Ei": 2**60,
    "Pi": 2**50,
    "Ti": 2**40,
    "Gi": 2**30,
    "Mi": 2**20,
    "Ki": 2**10,
}


def cores(quantity: str) -> float:
    """Return a CPU quantity in cores."""
    return float(quantity[:-1]) / 1000 if quantity.endswith("m") else float(quantity)


def gigabytes(quantity: str) -> float:
    """Return a memory quantity in gigabytes."""
    number = quantity.rstrip("EPTGMKi")
    unit = quantity[len(number) :]
    return float(number) * _UNITS[unit] / _GIGA if unit else float(number) / _GIGA
