"""What can be done with an address, for whoever asks in another way."""

import re
from typing import Any

from starlette.routing import compile_path

_PLACE = re.compile(r"\{[^}]*\}")


def allowed_methods(document: dict[str, Any], path: str) -> tuple[str, ...]:
    """Return the methods that an OpenAPI document has for an address; each of our routes knows only its own.

    Of several templates that fit, the one that says most of the address counts.
    """
    fitting = [template for template in document["paths"] if compile_path(template)[0].match(path)]
    if not fitting:
        return ()
    closest = max(fitting, key=lambda template: len(_PLACE.sub("", template)))
    methods = {method.upper() for method in document["paths"][closest]}
    return tuple(sorted(methods | {"HEAD"} if "GET" in methods else methods))
