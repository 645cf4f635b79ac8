"""`local.init`: from then on, calling a component runs it."""

from pathlib import Path

from penstock.dsl.receivers import current_receiver, install_receiver
from penstock.local.calls import LocalReceiver
from penstock.local.configuration import DockerRunner, LocalRunner, LocalSettings, SubprocessRunner


def init(
    runner: LocalRunner,
    pipeline_root: str = "./local_outputs",
    workspace_root: str | None = None,  # noqa: ARG001 - a workspace is made for each run that asks for one, and kept
    raise_on_error: bool = True,  # noqa: FBT001, FBT002
    enable_caching: bool = False,  # noqa: FBT001, FBT002
    cache_root: str | None = None,  # noqa: ARG001 - the cache is that of the home
) -> None:
    """Run components and pipelines when they are called, each as a run of the home.

    Args:
        runner: How tasks run: a `SubprocessRunner`, or a `DockerRunner` where Docker or Podman is at hand.
        pipeline_root: The folder of the artifacts.
        workspace_root: Accepted for KFP.
        raise_on_error: Whether a call raises `RuntimeError` when its run does not succeed.
        enable_caching: Whether equal tasks are served from cache.
        cache_root: Accepted for KFP.

    Raises `ValueError` for a runner that is none. Whether this machine has it shows at the first call.
    """
    if not isinstance(runner, SubprocessRunner | DockerRunner):
        raise ValueError(f"Got unknown runner {runner!r}: expects SubprocessRunner() or DockerRunner()")  # noqa: TRY004 - KFP's type
    if "://" in pipeline_root:
        raise ValueError(f"pipeline_root names a folder of this machine, got {pipeline_root!r}")
    settings = LocalSettings(
        runner=runner,
        pipeline_root=Path(pipeline_root).absolute() if pipeline_root else None,
        raise_on_error=raise_on_error,
        enable_caching=enable_caching,
    )
    before = current_receiver()
    if isinstance(before, LocalReceiver):
        before.close()
    install_receiver(LocalReceiver(settings))
