"""``ship``: a package of your project travels with a component and can be imported in its task.

An extension of Penstock's: the package lies in the settings for Penstock beside the pipeline, named by its content.
Other platforms do not see it, so ``penstock compile --target kfp`` refuses it.
"""

from pathlib import Path

from penstock import dsl


@dsl.component(ship=Path(__file__).with_name("weather"))
def convert(celsius: float) -> float:
    """Convert with a module of the project."""
    from weather.scales import kelvin

    return float(kelvin(celsius))


@dsl.pipeline
def shipped_package(celsius: float = 26.85) -> float:
    """Convert a temperature."""
    return convert(celsius=celsius).output
