"""`CreatePVC` and `DeletePVC`: components without a container, which the platform carries out itself.

The descriptions of their inputs are part of the compiled file, so they are those of kubeflow/pipelines (Apache-2.0).
"""

from penstock.dsl.container_component import ContainerSpec, container_component
from penstock.runtime.annotations import OutputPath


@container_component
def CreatePVC(  # type: ignore[no-untyped-def]  # noqa: ANN201, D417, N802, PLR0913, PLR0917 - KFP's name and signature
    name: OutputPath(str),  # type: ignore[valid-type]  # noqa: ARG001 - inputs and outputs of the platform
    access_modes: list[str],  # noqa: ARG001
    size: str,  # noqa: ARG001
    pvc_name: str | None = None,  # noqa: ARG001
    pvc_name_suffix: str | None = None,  # noqa: ARG001
    storage_class_name: str | None = "",  # noqa: ARG001
    volume_name: str | None = None,  # noqa: ARG001
    annotations: dict[str, str] | None = None,  # noqa: ARG001
    data_source: dict[str, str] | None = None,  # noqa: ARG001
):
    """Create a PersistentVolumeClaim, which can be used by downstream tasks.

    Standard Kubernetes ``access_modes`` values include ``ReadWriteOnce``,
    ``ReadOnlyMany``, ``ReadWriteMany``, and ``ReadWriteOncePod``. See
    `access modes
    <https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes>`_
    for details.

    See `PersistentVolume
    <https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistent-volumes>`_
    and `PersistentVolumeClaim
    <https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims>`_
    documentation for more information about the component input parameters.

    Args:
        access_modes: Values for ``PersistentVolumeClaim.spec.accessModes``.
        size: The size of storage requested by the PVC that will be
            provisioned. For example, ``'5Gi'``. Corresponds to
            `PersistentVolumeClaim.spec.resources.requests.storage
            <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/#PersistentVolumeClaimSpec>`_.
        pvc_name: Name of the PVC. Corresponds to
            `PersistentVolumeClaim.metadata.name
            <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/#PersistentVolumeClaim>`_.
            Only one of ``pvc_name`` and ``pvc_name_suffix`` can be provided.
        pvc_name_suffix: Prefix to use for a dynamically generated name, which
            will take the form ``<argo-workflow-name>-<pvc_name_suffix>``. Only
            one of ``pvc_name`` and ``pvc_name_suffix`` can be provided.
        storage_class_name: Name of StorageClass from which to provision the PV
            to back the PVC. ``None`` indicates to use the cluster's default
            storage_class_name. Set to ``''`` for a statically specified PVC.
        volume_name: Pre-existing PersistentVolume that should back the
            provisioned PersistentVolumeClaim. Used for statically
            specified PV only. Corresponds to
            `PersistentVolumeClaim.spec.volumeName
            <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/#PersistentVolumeClaimSpec>`_.
        annotations: Annotations for the PVC's metadata. Corresponds to
            `PersistentVolumeClaim.metadata.annotations
            <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/#PersistentVolumeClaim>`_.
        data_source: Specifies the data source for the PVC. This can be used to
            create a PVC from a VolumeSnapshot or to clone an existing PVC.
            Should be a dictionary with ``'apiGroup'``, ``'kind'``, and
            ``'name'`` keys. For example:
            ``{'apiGroup': 'snapshot.storage.k8s.io', 'kind': 'VolumeSnapshot', 'name': 'my-snapshot'}``.
            Corresponds to `PersistentVolumeClaim.spec.dataSource
            <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/#PersistentVolumeClaimSpec>`_.
    """
    return ContainerSpec(image="argostub/createpvc")


@container_component
def DeletePVC(pvc_name: str):  # type: ignore[no-untyped-def]  # noqa: ANN201, ARG001, N802 - KFP's name
    """Delete a PersistentVolumeClaim.

    Args:
        pvc_name: Name of the PVC to delete. Supports passing a runtime-generated name, such as a name provided by ``kubernetes.CreatePvcOp().outputs['name']``.
    """  # noqa: E501 - the words of the compiled file
    return ContainerSpec(image="argostub/deletepvc")
