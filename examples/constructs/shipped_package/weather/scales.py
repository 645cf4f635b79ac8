"""Conversions between scales of temperature."""


def kelvin(celsius: float) -> float:
    """Convert a temperature."""
    return celsius + 273.15
