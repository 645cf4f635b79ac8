"""Kubernetes settings that follow from values of the run: names of secrets, config maps and claims."""

import pytest

from penstock.testing.pipelines import Document, over
from penstock.testing.rig import Rig

NAMED = [
    ({"componentInputParameter": "name"}, "from-input"),
    ({"taskOutputParameter": {"producerTask": "make", "outputParameterKey": "name"}}, "make()"),
    ({"runtimeValue": {"constant": "plain"}}, "plain"),
    ({"runtimeValue": {"constant": "{{$.inputs.parameters['name']}}-x"}}, "from-input-x"),
    ({"componentInputParameter": "nothing"}, None),
]


def a_document(settings, **task) -> Document:
    document = Document().component("make", gives={"name": str}, command=["make"])
    document.component("use", command=["use"])
    document.root.takes("name", defaultValue="from-input", isOptional=True)
    document.root.task("make", "make").task("use", "use", after=["make"], **task)
    document.platforms["kubernetes"] = {"deploymentSpec": {"executors": {"exec-use": settings}}}
    return document


def settings_of(document) -> dict:
    rig = Rig()
    assert rig.run(document.build()).state.value == "SUCCEEDED"
    return rig.launcher.launched[-1].platform["kubernetes"]


@pytest.mark.parametrize(("source", "value"), NAMED)
def test_a_name_comes_from_inputs_outputs_and_constants(source, value):
    entry = {"mountPath": "/x", "optional": False, "secretName": "old", "secretNameParameter": source}
    found = settings_of(a_document({"secretAsVolume": [entry], "imagePullPolicy": "Always"}))
    assert found["secretAsVolume"] == [{"mountPath": "/x", "optional": False, "secretName": value}]
    assert found["imagePullPolicy"] == "Always"


@pytest.mark.parametrize(
    ("old", "value"),
    [
        ({"constant": "plain"}, "plain"),
        ({"componentInputParameter": "name"}, "from-input"),
        ({"taskOutputParameter": {"producerTask": "make", "outputParameterKey": "name"}}, "make()"),
    ],
)
def test_claims_are_found_in_the_old_form_as_well(old, value):
    found = settings_of(
        a_document({"pvcMount": [{"mountPath": "/x", **old}], "tolerations": [{"tolerationJson": old}]})
    )
    assert found["pvcMount"] == [{"mountPath": "/x", "pvcName": value}]


def test_an_iteration_of_a_single_task_refers_to_the_graph_around_its_loop():
    entry = {"mountPath": "/x", "pvcNameParameter": {"componentInputParameter": "name"}}
    document = a_document({"pvcMount": [entry]}, **over(["a"]))
    document.component("use", takes={"item": str}, command=["use"])
    assert settings_of(document)["pvcMount"][0]["pvcName"] == "from-input"


def test_the_name_of_what_is_mounted_is_in_the_fingerprint():
    rig = Rig()
    entry = {"mountPath": "/x", "pvcNameParameter": {"componentInputParameter": "name"}}
    document = a_document({"pvcMount": [entry]}, cached=True)
    first = rig.run(document.build())
    again = rig.run(document.build())
    other = rig.run(document.build(), {"name": "another"})
    assert again["use"].cached_from == (first.record.id, "root/use")
    assert other["use"].cached_from is None


def test_what_makes_a_claim_is_never_served_from_cache():
    document = Document().component("make", gives={"name": str}, image="argostub/createpvc")
    document.root.task("make", "make", cached=True)
    rig = Rig()
    rig.run(document.build())
    assert rig.run(document.build())["make"].cached_from is None


@pytest.mark.parametrize("odd", [{"taskOutputParameter": "x"}, {"runtimeValue": 7}, {"componentInputParameter": 3}])
def test_odd_settings_break_nothing(odd):
    found = settings_of(a_document({"secretAsEnv": [{"secretNameParameter": odd}], "tolerations": "odd"}))
    assert found == {"secretAsEnv": [{"secretName": None}], "tolerations": "odd"}
