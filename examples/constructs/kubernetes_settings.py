"""Settings for Kubernetes: secrets, config maps, volumes, where a pod runs, how long.

The file runs on one machine as well, where each setting means what it can: a secret is read from the home if it is
there, the time limit holds, and what only a cluster has is passed over with a notice.
"""

from penstock import dsl, kubernetes


@dsl.component
def describe(folder: str) -> str:
    """Say what the pod has given."""
    import os

    os.makedirs(folder, exist_ok=True)  # on a cluster it is there: the empty folder below
    with open(f"{folder}/notes.txt", "w") as file:
        file.write("scratch")
    return f"{os.environ.get('TOKEN', 'no token')}, level {os.environ.get('LOG_LEVEL', 'unset')}"


@dsl.pipeline
def kubernetes_settings(secret: str = "model-registry", folder: str = "/tmp/penstock-scratch") -> str:
    """Place a task; names of secrets may be values of the pipeline."""
    task = describe(folder=folder)
    kubernetes.use_secret_as_env(task, secret_name=secret, secret_key_to_env={"token": "TOKEN"}, optional=True)
    kubernetes.use_config_map_as_env(
        task, config_map_name="logging", config_map_key_to_env={"level": "LOG_LEVEL"}, optional=True
    )
    kubernetes.empty_dir_mount(task, volume_name="scratch", mount_path="/tmp/penstock-scratch", size_limit="1Gi")
    kubernetes.use_field_path_as_env(task, env_name="POD_NAME", field_path="metadata.name")
    kubernetes.add_node_selector(task, label_key="kubernetes.io/arch", label_value="amd64")
    kubernetes.add_toleration(task, key="spot", operator="Exists", effect="NoSchedule")
    kubernetes.add_pod_label(task, label_key="team", label_value="vision")
    kubernetes.set_image_pull_policy(task, policy="IfNotPresent")
    kubernetes.set_timeout(task, seconds=600)
    return task.output
