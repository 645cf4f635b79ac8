"""What pipelines and their versions can be chosen and sorted by."""

import sqlalchemy as sa

from penstock.services.pages import TAG_PREFIX
from penstock.store.listing import Field, Listing, Named
from penstock.store.tables import pipeline_tags, pipeline_version_tags, pipeline_versions, pipelines, runs


def _tags_of(tags: sa.Table) -> dict[str, Named]:
    link = next(iter(tags.primary_key.columns))
    return {TAG_PREFIX: Named(owner=link, name=tags.c.name, value=lambda _: tags.c.value)}


def _shown_name(table: sa.Table) -> Field:
    """Give what people call a thing: its name, unless it has another for show."""
    return sa.case((table.c.display_name == "", table.c.name), else_=table.c.display_name)


def _fields(table: sa.Table) -> dict[str, Field]:
    return {
        "id": table.c.id,
        "name": table.c.name,
        "display_name": _shown_name(table),
        "created_at": table.c.created_at,
        "description": table.c.description,
        "namespace": table.c.namespace,
    }


_LAST_RUN = (
    sa.select(runs.c.created_at)
    .where(runs.c.namespace == pipelines.c.namespace, runs.c.pipeline_id == pipelines.c.id)
    .order_by(runs.c.key.desc())
    .limit(1)
    .correlate(pipelines)
    .scalar_subquery()
)

PIPELINES = Listing(
    key=pipelines.c.key,
    fields={**_fields(pipelines), "last_run_created_at": _LAST_RUN},
    orders={"created_at": pipelines.c.key},
    named=_tags_of(pipeline_tags),
)

VERSIONS = Listing(
    key=pipeline_versions.c.key,
    fields={**_fields(pipeline_versions), "code_source_url": pipeline_versions.c.code_source_url},
    orders={"created_at": pipeline_versions.c.key},
    named=_tags_of(pipeline_version_tags),
)
