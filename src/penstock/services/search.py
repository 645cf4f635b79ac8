"""One search over everything that has a name or an id; each part of it is bounded."""

from collections.abc import Iterator
from dataclasses import dataclass

from penstock.core.errors import NotFoundError
from penstock.core.ids import ArtifactId
from penstock.services.lines import ArtifactFilter
from penstock.services.pages import Operation, PageRequest, Predicate
from penstock.services.ports import ArtifactCatalogue, ArtifactInventory, ExperimentStore, PipelineStore, RunHistory
from penstock.services.records import RunFilter

SHORTEST_ID = 6
"""Characters of an id by which a run is found, too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One thing that was found."""

    kind: str
    id: str
    title: str
    subtitle: str
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelves:
    """Where is searched."""

    history: RunHistory
    pipelines: PipelineStore
    experiments: ExperimentStore
    catalogue: ArtifactCatalogue
    inventory: ArtifactInventory


def search(text: str, shelves: Shelves, *, limit: int, namespace: str = "default") -> tuple[Hit, ...]:
    """Return at most so many things of each kind whose names hold a text, or whose ids begin with it."""
    if not text.strip():
        return ()
    part = text.strip()
    named = PageRequest(limit=limit, predicates=(_contains("display_name", part),), is_descending=True)
    pipelines = (
        Hit(kind="pipeline", id=item.id, title=item.display_name or item.name, subtitle=item.description)
        for item in shelves.pipelines.page(namespace, named).items
    )
    in_experiments = PageRequest(limit=limit, predicates=(_contains("name", part),), is_descending=True)
    experiments = (
        Hit(kind="experiment", id=item.id, title=item.name, subtitle=item.description)
        for item in shelves.experiments.page(namespace, in_experiments).items
    )
    return (*pipelines, *_runs(part, shelves, limit, namespace), *experiments, *_artifacts(part, shelves, limit))


def _runs(part: str, shelves: Shelves, limit: int, namespace: str) -> Iterator[Hit]:
    by_id = shelves.history.find_ids(part, limit=limit) if len(part) >= SHORTEST_ID else ()
    found = [shelves.history.get_summary(run_id) for run_id in by_id]
    wanted = RunFilter(namespace=namespace, name_contains=part)
    found += [run for run in shelves.history.list_runs(wanted, limit=limit).runs if run.id not in by_id]
    for run in found[:limit]:
        yield Hit(kind="run", id=run.id, title=run.display_name, subtitle=run.pipeline_name, state=run.state.value)


def _artifacts(part: str, shelves: Shelves, limit: int) -> Iterator[Hit]:
    lines = list(shelves.inventory.page(ArtifactFilter(name_contains=part), limit=limit).lines)
    try:
        exact = shelves.catalogue.get(ArtifactId(part)).id
        lines = [shelves.inventory.lines([exact])[exact], *lines]
    except NotFoundError:
        pass
    for line in lines[:limit]:
        origin = line.maker.run_name if line.maker else line.reference.uri
        subtitle = f"{line.reference.type_title} · {origin}"
        yield Hit(kind="artifact", id=line.reference.id, title=line.reference.name, subtitle=subtitle)


def _contains(field: str, part: str) -> Predicate:
    return Predicate(field=field, operation=Operation.IS_SUBSTRING, value=part)
