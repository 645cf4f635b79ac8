"""What tasks may ask of their pod, answered for one machine."""

import platform
import re

from penstock.core.json import JsonObject

_ENTRY = re.compile(r"metadata\.(labels|annotations)\[['\"](.+)['\"]\]")
_NAMESPACE, _ACCOUNT, _ADDRESS = "default", "default", "127.0.0.1"


def field_value(path: str, settings: JsonObject, attempt: str) -> str | None:
    """Return the value of a field of the pod, as the downward API names it; ``None`` for one that is not known."""
    entry = _ENTRY.fullmatch(path)
    if entry is not None:
        return str(_mapping(settings.get("podMetadata"), entry[1]).get(entry[2], ""))
    values = {
        "metadata.name": f"penstock-{attempt}",
        "metadata.namespace": _NAMESPACE,
        "metadata.uid": attempt,
        "spec.nodeName": platform.node(),
        "spec.serviceAccountName": _ACCOUNT,
        "status.hostIP": _ADDRESS,
        "status.podIP": _ADDRESS,
    }
    return values.get(path)


def _mapping(metadata: object, key: str) -> JsonObject:
    found = metadata.get(key) if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}
