"""Kubernetes settings of tasks, by name and signature KFP's `kfp.kubernetes`: volumes, secrets, placement, pods."""

from penstock.kubernetes.claims import CreatePVC, DeletePVC
from penstock.kubernetes.placement import (
    add_node_affinity,
    add_node_affinity_json,
    add_node_selector,
    add_node_selector_json,
    add_pod_affinity,
    add_toleration,
    add_toleration_json,
)
from penstock.kubernetes.pods import (
    add_init_container,
    add_pod_annotation,
    add_pod_label,
    set_image_pull_policy,
    set_security_context,
    set_timeout,
    use_field_path_as_env,
)
from penstock.kubernetes.secrets import (
    set_image_pull_secrets,
    use_config_map_as_env,
    use_config_map_as_volume,
    use_secret_as_env,
    use_secret_as_volume,
)
from penstock.kubernetes.volumes import add_ephemeral_volume, empty_dir_mount, enable_shared_memory, mount_pvc

__all__ = [
    "CreatePVC",
    "DeletePVC",
    "mount_pvc",
    "add_ephemeral_volume",
    "empty_dir_mount",
    "enable_shared_memory",
    "use_secret_as_env",
    "use_secret_as_volume",
    "use_config_map_as_env",
    "use_config_map_as_volume",
    "use_field_path_as_env",
    "set_image_pull_secrets",
    "set_image_pull_policy",
    "add_node_selector",
    "add_node_selector_json",
    "add_node_affinity",
    "add_node_affinity_json",
    "add_pod_affinity",
    "add_toleration",
    "add_toleration_json",
    "add_pod_label",
    "add_pod_annotation",
    "add_init_container",
    "set_security_context",
    "set_timeout",
]
