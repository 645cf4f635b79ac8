"""Where pods run: node selectors, affinities, tolerations."""

import re
from typing import Any, Literal

from penstock.core.suggest import did_you_mean
from penstock.dsl.channels import PipelineParameterChannel
from penstock.dsl.checked_constants import checked
from penstock.dsl.task import PipelineTask
from penstock.kubernetes.settings import append, parameter, present, settings_of

_OPERATORS = ("DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn")
_POD_OPERATORS = ("DoesNotExist", "Exists", "In", "NotIn")
_NODE_AFFINITY_FIELDS = (
    "preferredDuringSchedulingIgnoredDuringExecution",
    "requiredDuringSchedulingIgnoredDuringExecution",
)


@checked
def add_node_selector(task: PipelineTask, label_key: str, label_value: str) -> PipelineTask:
    """Run on nodes with this label."""
    settings_of(task).setdefault("nodeSelector", {}).setdefault("labels", {})[label_key] = label_value
    return task


def add_node_selector_json(
    task: PipelineTask, node_selector_json: PipelineParameterChannel | dict[str, Any]
) -> PipelineTask:
    """Run on nodes with these labels; stands before those of ``add_node_selector``."""
    reference = parameter(node_selector_json, task, "node_selector_json")
    settings_of(task).setdefault("nodeSelector", {})["nodeSelectorJson"] = reference
    return task


@checked
def add_node_affinity(
    task: PipelineTask,
    match_expressions: list[dict[str, Any]] | None = None,
    match_fields: list[dict[str, Any]] | None = None,
    weight: int | None = None,
) -> PipelineTask:
    """Run on nodes that match; with a weight from 1 to 100 only if possible."""
    term = present(
        matchExpressions=_terms(match_expressions, "match_expression", _OPERATORS),
        matchFields=_terms(match_fields, "match_field", _OPERATORS),
        weight=_weight(weight),
    )
    return append(task, "nodeAffinity", term)


def add_node_affinity_json(
    task: PipelineTask, node_affinity_json: PipelineParameterChannel | dict[str, Any]
) -> PipelineTask:
    """Run on nodes that a Kubernetes ``NodeAffinity`` object describes; replaces an earlier one."""
    if isinstance(node_affinity_json, dict):
        _check_node_affinity(node_affinity_json)
    reference = parameter(node_affinity_json, task, "node_affinity_json")
    settings = settings_of(task)
    settings["nodeAffinity"] = [term for term in settings.get("nodeAffinity", []) if "nodeAffinityJson" not in term]
    return append(task, "nodeAffinity", {"nodeAffinityJson": reference})


def _check_node_affinity(affinity: dict[str, Any]) -> None:
    for key in affinity:
        head, *rest = re.split("_", key)
        name = head + "".join(part.capitalize() for part in rest)
        if name not in _NODE_AFFINITY_FIELDS:
            raise ValueError(
                f"Invalid V1NodeAffinity JSON: {key!r} is no field of it{did_you_mean(name, _NODE_AFFINITY_FIELDS)}"
            )


@checked
def add_pod_affinity(  # noqa: PLR0913 - the fields of the Kubernetes object
    task: PipelineTask,
    topology_key: str,
    *,
    match_pod_labels: dict[str, str] | None = None,
    match_pod_expressions: list[dict[str, Any]] | None = None,
    namespaces: list[str] | None = None,
    match_namespace_labels: dict[str, str] | None = None,
    match_namespace_expressions: list[dict[str, Any]] | None = None,
    weight: int | None = None,
    anti: bool = False,
) -> PipelineTask:
    """Run where other pods run, or with ``anti`` where they do not; with a weight from 1 to 100 only if possible.

    Not part of KFP's package, though its platform understands it. `topology_key` names what makes places the same, for
    example ``kubernetes.io/hostname``.
    """
    if not topology_key:
        raise ValueError("A pod affinity needs a topology_key, for example 'kubernetes.io/hostname'.")
    term = present(
        matchPodExpressions=_terms(match_pod_expressions, "match_pod_expression", _POD_OPERATORS),
        matchPodLabels=dict(match_pod_labels or {}),
        topologyKey=topology_key,
        namespaces=list(namespaces or []),
        matchNamespaceExpressions=_terms(match_namespace_expressions, "match_namespace_expression", _POD_OPERATORS),
        matchNamespaceLabels=dict(match_namespace_labels or {}),
        weight=_weight(weight),
    )
    return append(task, "podAffinity", {**term, "anti": bool(anti)})


def _weight(weight: int | None) -> int | None:
    if weight is not None and not 1 <= weight <= 100:
        raise ValueError(f"weight must be between 1 and 100, got {weight}.")
    return weight


def _terms(selectors: list[dict[str, Any]] | None, kind: str, operators: tuple[str, ...]) -> list[dict[str, Any]]:
    return [_term(selector, kind, operators) for selector in selectors or []]


def _term(selector: dict[str, Any], kind: str, operators: tuple[str, ...]) -> dict[str, Any]:
    key, operator = selector.get("key"), selector.get("operator")
    if not key:
        raise ValueError(f"Each {kind} must have a non-empty 'key'.")
    if not operator:
        raise ValueError(f"Each {kind} for key '{key}' must have a non-empty 'operator'.")
    if operator not in operators:
        raise ValueError(
            f"Invalid operator '{operator}' for key '{key}' in {kind}. Must be one of {sorted(operators)}."
        )
    return present(key=key, operator=operator, values=list(selector.get("values", [])))


@checked
def add_toleration(
    task: PipelineTask,
    key: str | None = None,
    operator: Literal["Equal", "Exists"] | None = None,
    value: str | None = None,
    effect: Literal["NoExecute", "NoSchedule", "PreferNoSchedule"] | None = None,
    toleration_seconds: int | None = None,
) -> PipelineTask:
    """Run on nodes with this taint too."""
    toleration = present(key=key, operator=operator, value=value, effect=effect)
    if toleration_seconds is not None:
        toleration["tolerationSeconds"] = str(toleration_seconds)
    return append(task, "tolerations", toleration)


def add_toleration_json(
    task: PipelineTask, toleration_json: PipelineParameterChannel | list[dict[str, Any]] | dict[str, Any]
) -> PipelineTask:
    """Run on nodes with these taints too: a Kubernetes ``Toleration`` object or several, or a channel with such."""
    if isinstance(toleration_json, PipelineParameterChannel):
        reference = parameter(toleration_json, task, "toleration_json")
        return append(task, "tolerations", {"tolerationJson": reference})
    if not isinstance(toleration_json, list | dict):
        raise ValueError("toleration_json must be a dict, list, or input parameter")  # noqa: TRY004 - KFP's exception type
    for toleration in toleration_json if isinstance(toleration_json, list) else [toleration_json]:
        add_toleration(
            task,
            key=toleration.get("key"),
            operator=toleration.get("operator"),
            value=toleration.get("value"),
            effect=toleration.get("effect"),
            toleration_seconds=toleration.get("toleration_seconds", toleration.get("tolerationSeconds")),
        )
    return task
