"""What a component is told of the settings of its task, in Kubernetes' own form."""

from types import SimpleNamespace

from penstock.engine.task_config import task_config
from penstock.spec.types import TaskConfigPassthroughType as Field

CLAIMS = [
    {"pvcName": "rows", "mountPath": "/data"},
    {"pvcName": "rows", "mountPath": "/more", "subPath": "a/b"},
]
EXPRESSION = [{"key": "disktype", "operator": "In", "values": ["ssd"]}]


def told(field, **settings):
    return task_config(SimpleNamespace(passthroughs={field: True}), None, settings, str)


def test_claims_are_volumes_of_their_name_with_mounts():
    assert told(Field.KUBERNETES_VOLUMES, pvcMount=CLAIMS) == {
        "volumes": [{"name": "rows", "persistentVolumeClaim": {"claimName": "rows"}}],
        "volumeMounts": [
            {"name": "rows", "mountPath": "/data"},
            {"name": "rows", "mountPath": "/more", "subPath": "a/b"},
        ],
    }


def test_terms_of_affinity_are_required_or_preferred_by_their_weight():
    terms = [{"matchExpressions": EXPRESSION}, {"matchExpressions": EXPRESSION, "weight": 5}]
    assert told(Field.KUBERNETES_AFFINITY, nodeAffinity=terms)["affinity"]["nodeAffinity"] == {
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": EXPRESSION}]},
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 5, "preference": {"matchExpressions": EXPRESSION}}
        ],
    }
    assert told(Field.KUBERNETES_AFFINITY) == {"affinity": {}}


def test_seconds_of_tolerations_are_numbers():
    entry = {"key": "example-key", "operator": "Exists", "tolerationSeconds": "3600"}
    assert told(Field.KUBERNETES_TOLERATIONS, tolerations=[entry]) == {
        "tolerations": [{**entry, "tolerationSeconds": 3600}]
    }
