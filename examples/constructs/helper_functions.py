"""``additional_funcs``: helpers that travel with a component; without it, only the function itself does."""

from penstock import dsl


def celsius(fahrenheit: float) -> float:
    """Convert a temperature."""
    return (fahrenheit - 32) * 5 / 9


@dsl.component(additional_funcs=[celsius])
def convert(fahrenheit: float) -> float:
    """Convert with a helper."""
    return round(celsius(fahrenheit), 1)


@dsl.pipeline
def helper_functions(fahrenheit: float = 98.6) -> float:
    """Convert a temperature."""
    return convert(fahrenheit=fahrenheit).output
