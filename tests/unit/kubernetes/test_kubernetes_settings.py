"""Kubernetes settings, as KFP's platform reads them."""

import inspect

import pytest

from penstock import dsl, kubernetes
from penstock.compiler import compile_document
from penstock.spec.codec import encode


@dsl.component
def say(line: str = "x") -> str:
    return line


def settings(*steps):
    """Return the settings of a task after some steps, in a pipeline with a parameter `q`."""

    def outer(q: str = "a", many: list = [], record: dict = {}):  # noqa: B006
        task = say()
        for step in steps:
            assert step(task, q, many, record) is task

    platforms = encode(compile_document(dsl.pipeline(outer)).platform).get("platforms", {})
    return platforms["kubernetes"]["deploymentSpec"]["executors"]["exec-say"] if platforms else {}


CONSTANT = {"runtimeValue": {"constant": "s"}}
CHANNEL = {"componentInputParameter": "q"}


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (
            lambda t, *_: kubernetes.use_secret_as_env(t, "s", {"k": "V"}),
            {
                "secretAsEnv": [
                    {
                        "secretName": "s",
                        "secretNameParameter": CONSTANT,
                        "keyToEnv": [{"secretKey": "k", "envVar": "V"}],
                        "optional": False,
                    }
                ]
            },
        ),
        (
            lambda t, q, *_: kubernetes.use_secret_as_volume(t, q, "/m", optional=True),
            {"secretAsVolume": [{"secretNameParameter": CHANNEL, "mountPath": "/m", "optional": True}]},
        ),
        (
            lambda t, q, *_: kubernetes.use_config_map_as_env(t, q, {"k": "V"}),
            {
                "configMapAsEnv": [
                    {
                        "configMapNameParameter": CHANNEL,
                        "keyToEnv": [{"configMapKey": "k", "envVar": "V"}],
                        "optional": False,
                    }
                ]
            },
        ),
        (
            lambda t, *_: kubernetes.use_config_map_as_volume(t, "s", "/m"),
            {
                "configMapAsVolume": [
                    {"configMapName": "s", "configMapNameParameter": CONSTANT, "mountPath": "/m", "optional": False}
                ]
            },
        ),
        (
            lambda t, q, *_: kubernetes.set_image_pull_secrets(t, ["s", q]),
            {
                "imagePullSecret": [
                    {"secretName": "s", "secretNameParameter": CONSTANT},
                    {"secretNameParameter": CHANNEL},
                ]
            },
        ),
        (
            lambda t, q, *_: kubernetes.mount_pvc(t, q, "/m", "sub"),
            {"pvcMount": [{"mountPath": "/m", "subPath": "sub", **CHANNEL, "pvcNameParameter": CHANNEL}]},
        ),
        (
            lambda t, *_: kubernetes.mount_pvc(t, "s", "/m"),
            {"pvcMount": [{"mountPath": "/m", "constant": "s", "pvcNameParameter": CONSTANT}]},
        ),
        (
            lambda t, *_: kubernetes.add_ephemeral_volume(t, "v", "/m", ["ReadWriteOnce"], "1Gi", labels={"a": "b"}),
            {
                "genericEphemeralVolume": [
                    {
                        "volumeName": "v",
                        "mountPath": "/m",
                        "accessModes": ["ReadWriteOnce"],
                        "size": "1Gi",
                        "defaultStorageClass": True,
                        "metadata": {"labels": {"a": "b"}},
                    }
                ]
            },
        ),
        (
            lambda t, *_: kubernetes.empty_dir_mount(t, "v", "/m", medium="Memory", size_limit="1Gi"),
            {"emptyDirMounts": [{"volumeName": "v", "mountPath": "/m", "medium": "Memory", "sizeLimit": "1Gi"}]},
        ),
        (lambda t, *_: kubernetes.add_node_selector(t, "k", "v"), {"nodeSelector": {"labels": {"k": "v"}}}),
        (
            lambda t, _q, _m, record: kubernetes.add_node_selector_json(t, record),
            {"nodeSelector": {"nodeSelectorJson": {"componentInputParameter": "record"}}},
        ),
        (
            lambda t, *_: kubernetes.add_node_affinity(t, [{"key": "k", "operator": "In", "values": ["a"]}], weight=5),
            {"nodeAffinity": [{"matchExpressions": [{"key": "k", "operator": "In", "values": ["a"]}], "weight": 5}]},
        ),
        (
            lambda t, *_: kubernetes.add_node_affinity_json(t, {"requiredDuringSchedulingIgnoredDuringExecution": {}}),
            {
                "nodeAffinity": [
                    {
                        "nodeAffinityJson": {
                            "runtimeValue": {"constant": {"requiredDuringSchedulingIgnoredDuringExecution": {}}}
                        }
                    }
                ]
            },
        ),
        (
            lambda t, *_: kubernetes.add_pod_affinity(t, "zone", match_pod_labels={"a": "b"}, anti=True),
            {"podAffinity": [{"topologyKey": "zone", "matchPodLabels": {"a": "b"}, "anti": True}]},
        ),
        (
            lambda t, *_: kubernetes.add_toleration(t, "k", "Equal", "v", "NoExecute", 0),
            {
                "tolerations": [
                    {"key": "k", "operator": "Equal", "value": "v", "effect": "NoExecute", "tolerationSeconds": "0"}
                ]
            },
        ),
        (
            lambda t, _q, many, _r: kubernetes.add_toleration_json(t, many),
            {"tolerations": [{"tolerationJson": {"componentInputParameter": "many"}}]},
        ),
        (
            lambda t, *_: kubernetes.add_toleration_json(t, [{"key": "a"}, {"key": "b", "toleration_seconds": 3}]),
            {"tolerations": [{"key": "a"}, {"key": "b", "tolerationSeconds": "3"}]},
        ),
        (lambda t, *_: kubernetes.add_pod_label(t, "k", "v"), {"podMetadata": {"labels": {"k": "v"}}}),
        (lambda t, *_: kubernetes.add_pod_annotation(t, "k", "v"), {"podMetadata": {"annotations": {"k": "v"}}}),
        (lambda t, *_: kubernetes.set_image_pull_policy(t, "Always"), {"imagePullPolicy": "Always"}),
        (
            lambda t, *_: kubernetes.use_field_path_as_env(t, "N", "metadata.name"),
            {"fieldPathAsEnv": [{"name": "N", "fieldPath": "metadata.name"}]},
        ),
        (
            lambda t, *_: kubernetes.set_security_context(t, run_as_user=0, run_as_non_root=False),
            {"securityContext": {"runAsUser": "0", "runAsNonRoot": False}},
        ),
        (lambda t, *_: kubernetes.set_timeout(t, 30), {"activeDeadlineSeconds": "30"}),
        (lambda t, *_: kubernetes.set_timeout(kubernetes.set_timeout(t, 30), 0), {}),
        (
            lambda t, *_: kubernetes.enable_shared_memory(t, "2Gi"),
            {"enabledSharedMemory": {"volumeName": "shm", "size": "2Gi"}},
        ),
        (
            lambda t, *_: kubernetes.add_init_container(t, "i", "img", env={"A": "b"}, volume_mounts={"v": "/m"}),
            {
                "initContainers": [
                    {
                        "name": "i",
                        "image": "img",
                        "env": [{"name": "A", "value": "b"}],
                        "volumeMounts": [{"volumeName": "v", "mountPath": "/m"}],
                    }
                ]
            },
        ),
    ],
)
def test_settings_as_the_platform_reads_them(step, expected):
    assert settings(step) == expected


def test_settings_add_up():
    found = settings(
        lambda t, *_: kubernetes.add_pod_label(t, "a", "1"),
        lambda t, *_: kubernetes.add_pod_label(t, "b", "2"),
        lambda t, *_: kubernetes.add_pod_annotation(t, "c", "3"),
        lambda t, *_: kubernetes.add_node_affinity_json(
            t, {"preferred_during_scheduling_ignored_during_execution": []}
        ),
        lambda t, *_: kubernetes.add_node_affinity_json(t, {}),
    )
    assert found["podMetadata"] == {"labels": {"a": "1", "b": "2"}, "annotations": {"c": "3"}}
    assert found["nodeAffinity"] == [{"nodeAffinityJson": {"runtimeValue": {"constant": {}}}}]


def test_values_of_tasks_reach_settings_inside_groups():
    @dsl.pipeline
    def outer(q: str = "a"):
        made = kubernetes.CreatePVC(access_modes=["ReadWriteOnce"], size="1Gi", pvc_name_suffix="-x")
        with dsl.ParallelFor([{"s": "a"}]) as item:
            task = say()
            kubernetes.mount_pvc(task, made.outputs["name"], "/m")
            kubernetes.use_secret_as_volume(task, item.s, "/s")
            kubernetes.use_secret_as_volume(task, q, "/q")
        kubernetes.DeletePVC(pvc_name=made.outputs["name"])

    document = compile_document(outer)
    executor = encode(document.platform)["platforms"]["kubernetes"]["deploymentSpec"]["executors"]["exec-say"]
    surfaced = {"componentInputParameter": "pipelinechannel--createpvc-name"}
    assert executor["pvcMount"] == [{"mountPath": "/m", **surfaced, "pvcNameParameter": surfaced}]
    assert [it["secretNameParameter"] for it in executor["secretAsVolume"]] == [
        {
            "componentInputParameter": "pipelinechannel--loop-item-param-1",
            "parameterExpressionSelector": 'parseJson(string_value)["s"]',
        },
        {"componentInputParameter": "pipelinechannel--q"},
    ]
    assert document.pipeline.root.dag.tasks["for-loop-2"].dependent_tasks == ("createpvc",)


@pytest.mark.parametrize(
    ("step", "error", "match"),
    [
        (lambda t: kubernetes.set_timeout(t, -1), ValueError, "greater or equals to 0"),
        (lambda t: kubernetes.set_image_pull_policy(t, "Often"), ValueError, "Invalid imagePullPolicy.*'Often'"),
        (kubernetes.set_security_context, ValueError, "At least one"),
        (lambda t: kubernetes.set_security_context(t, run_as_user=True), TypeError, "must be an int, not bool"),
        (lambda t: kubernetes.set_security_context(t, run_as_group=-1), ValueError, "greater than or equal"),
        (lambda t: kubernetes.set_security_context(t, run_as_non_root=1), TypeError, "must be a bool"),
        (lambda t: kubernetes.use_secret_as_env(t, 5, {}), ValueError, "unknown input type: <class 'int'>"),
        (lambda t: kubernetes.mount_pvc(t, None, "/m"), ValueError, "'pvc_name' must be an instance of str"),
        (lambda t: kubernetes.add_node_affinity(t, [{"operator": "In"}]), ValueError, "non-empty 'key'"),
        (lambda t: kubernetes.add_node_affinity(t, [{"key": "k"}]), ValueError, "non-empty 'operator'"),
        (
            lambda t: kubernetes.add_node_affinity(t, [{"key": "k", "operator": "is"}]),
            ValueError,
            "Invalid operator 'is'",
        ),
        (lambda t: kubernetes.add_node_affinity(t, weight=101), ValueError, "between 1 and 100"),
        (lambda t: kubernetes.add_node_affinity_json(t, {"required": 1}), ValueError, "Invalid V1NodeAffinity"),
        (lambda t: kubernetes.add_pod_affinity(t, ""), ValueError, "needs a topology_key"),
        (lambda t: kubernetes.add_toleration_json(t, "x"), ValueError, "must be a dict, list"),
        (lambda t: kubernetes.add_init_container(t, "", "i"), ValueError, '"name" must be'),
        (lambda t: kubernetes.add_init_container(t, "kfp-launcher", "i"), ValueError, "reserved"),
        (lambda t: kubernetes.add_init_container(t, "n", ""), ValueError, '"image" must be'),
        (lambda t: kubernetes.add_init_container(t, "n", "i", restart_policy="Never"), ValueError, '"Always"'),
        (lambda t: kubernetes.add_init_container(t, "n", "i", env={"": "x"}), ValueError, 'names in "env"'),
        (lambda t: kubernetes.add_init_container(t, "n", "i", volume_mounts={"": "/x"}), ValueError, "Volume names"),
        (lambda t: kubernetes.add_init_container(t, "n", "i", volume_mounts={"v": "x"}), ValueError, "absolute path"),
        (lambda t: kubernetes.add_init_container(t, "n", "i", resource_limits={"cpu": ""}), ValueError, "quantities"),
        (
            lambda t: kubernetes.add_init_container(kubernetes.add_init_container(t, "n", "i"), "n", "i"),
            ValueError,
            "already added",
        ),
    ],
)
def test_wrong_settings_are_refused(step, error, match):
    def outer():
        step(say())

    with pytest.raises(error, match=match):
        dsl.pipeline(outer)


@pytest.mark.parametrize(
    ("step", "match"),
    [
        (lambda t, _: kubernetes.add_pod_label(t, "k", 5), "add_pod_label.*'label_value': expects str, got 5"),
        (lambda t, q: kubernetes.add_pod_annotation(t, q, "v"), "'annotation_key': expects str, got a value"),
        (lambda t, _: kubernetes.use_secret_as_env(t, "s", {"k": 1}), r"expects dict\[str, str\], got {'k': 1}"),
        (
            lambda t, _: kubernetes.use_secret_as_volume(t, "s", "/m", optional="no"),
            "'optional': expects bool, got 'no'",
        ),
        (lambda t, q: kubernetes.mount_pvc(t, q, mount_path=None), "'mount_path': expects str, got None"),
        (lambda t, q: kubernetes.mount_pvc(t, f"{q}-x", "/m"), "'pvc_name': a text with 'q' in it exists only when"),
        (lambda t, q: kubernetes.set_image_pull_secrets(t, [f"{q}-x"]), "'secret_names': a text with 'q' in it"),
        (lambda t, _: kubernetes.add_ephemeral_volume(t, "v", "/m", "ReadWriteOnce", "1Gi"), r"expects list\[str\]"),
        (lambda t, _: kubernetes.add_toleration(t, "k", toleration_seconds="5"), "expects int | None, got '5'"),
        (lambda t, _: kubernetes.add_toleration(t, "k", "Is"), "'operator': expects .*Equal.*Exists.*, got 'Is'"),
        (lambda t, _: kubernetes.add_toleration_json(t, {"effect": "None"}), "'effect': expects .*NoSchedule.* 'None'"),
        (lambda t, _: kubernetes.set_image_pull_secrets(t, "abc"), r"expects a list, got 'abc'; write \['abc'\]"),
        (lambda t, _: kubernetes.add_node_affinity(t, weight=1.5), "expects int | None, got 1.5"),
    ],
)
def test_constants_of_the_wrong_type_are_refused(step, match):
    def outer(q: str = "a"):
        step(say(), q)

    with pytest.raises(TypeError, match=match):
        dsl.pipeline(outer)


def test_an_empty_label_is_written_as_it_is():
    assert settings(lambda t, *_: kubernetes.add_pod_label(t, "", "v")) == {"podMetadata": {"labels": {"": "v"}}}


def test_an_importer_has_no_settings_as_in_kfp_and_the_author_is_told():
    def outer():
        kubernetes.set_timeout(dsl.importer(artifact_uri="gs://a", artifact_class=dsl.Dataset), 4)

    with pytest.warns(UserWarning, match="'importer' is an importer, which runs in no pod") as told:
        pipeline = dsl.pipeline(outer)
    assert told[0].filename == __file__
    assert encode(compile_document(pipeline).platform) == {}


def test_settings_belong_to_components_not_to_pipelines():
    @dsl.pipeline
    def inner():
        say()

    def outer():
        kubernetes.add_pod_label(inner(), "a", "b")

    with pytest.raises(ValueError, match="can only be set on primitive components"):
        dsl.pipeline(outer)


def test_every_function_takes_the_task_first():
    functions = [getattr(kubernetes, name) for name in kubernetes.__all__ if not name.endswith("PVC")]
    assert all(next(iter(inspect.signature(function).parameters)) == "task" for function in functions)
    assert len(kubernetes.__all__) == 25
