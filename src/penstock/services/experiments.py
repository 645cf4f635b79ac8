"""What people do with experiments."""

from dataclasses import replace

from penstock.core.clock import Clock
from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.ids import ExperimentId
from penstock.core.suggest import did_you_mean
from penstock.services.naming import check_name
from penstock.services.ports import ExperimentStore
from penstock.services.records import Experiment

DEFAULT_NAME = "Default"
"""Where runs go that name no experiment, as in KFP."""


def get_or_create_experiment(
    name: str, *, new_id: ExperimentId, store: ExperimentStore, clock: Clock, namespace: str = "default"
) -> Experiment:
    """Return the experiment of that name, made now if there is none; two callers at once get the same."""
    wanted = name or DEFAULT_NAME
    found = store.find_by_name(namespace, wanted)
    if found is not None:
        return found
    experiment = Experiment(id=new_id, name=wanted, created_at=clock.now(), namespace=namespace)
    try:
        store.create(experiment)
    except ConflictError:
        return get_experiment(wanted, store=store, namespace=namespace)
    return experiment


def get_experiment(name: str, *, store: ExperimentStore, namespace: str = "default") -> Experiment:
    """Return the experiment of that name. Raises `NotFoundError`."""
    found = store.find_by_name(namespace, name)
    if found is None:
        known = [experiment.name for experiment in store.list_all(namespace)]
        raise NotFoundError(f"There is no experiment with the name {name!r}{did_you_mean(name, known)}")
    return found


def list_experiments(*, store: ExperimentStore, namespace: str = "default") -> tuple[Experiment, ...]:
    """Return the experiments, newest first."""
    return store.list_all(namespace)


def create_experiment(
    name: str,
    *,
    description: str = "",
    new_id: ExperimentId,
    store: ExperimentStore,
    clock: Clock,
    namespace: str = "default",
) -> Experiment:
    """Add an experiment. Raises `NameTakenError`, and `ArgumentsError` for a wrong name."""
    check_name(name, "display_name")
    experiment = Experiment(id=new_id, name=name, created_at=clock.now(), namespace=namespace, description=description)
    store.create(experiment)
    return experiment


def change_experiment(
    experiment_id: ExperimentId, *, name: str | None = None, description: str | None = None, store: ExperimentStore
) -> Experiment:
    """Rename or describe an experiment; ``None`` leaves a thing as it is.

    Raises `NotFoundError`, `NameTakenError`, `ArgumentsError` for a wrong name, and `ConflictError` for another name of
    the default one.
    """
    before = store.get(experiment_id)
    changed = replace(
        before,
        name=before.name if name is None else name,
        description=before.description if description is None else description,
    )
    check_name(changed.name, "name")
    if before.name == DEFAULT_NAME != changed.name:
        raise ConflictError(f"The experiment {DEFAULT_NAME!r} takes the runs that name no other, and keeps its name")
    store.update(changed)
    return changed


def delete_experiment(experiment_id: ExperimentId, *, store: ExperimentStore) -> None:
    """Remove an experiment; its runs stay. Raises `NotFoundError`, and `ConflictError` for the default one."""
    if store.get(experiment_id).name == DEFAULT_NAME:
        raise ConflictError(f"The experiment {DEFAULT_NAME!r} takes the runs that name no other, and cannot be deleted")
    store.delete(experiment_id)
