"""The desk of a home on this machine."""

from penstock.local.wiring import Records
from penstock.services.desk import HomeDesk
from penstock.store.activity import SqlRunActivity
from penstock.store.inventory import SqlArtifactInventory
from penstock.store.pipelines import SqlPipelineStore


def home_desk(records: Records) -> HomeDesk:
    """Return what answers questions about a home."""
    return HomeDesk(
        journal=records.journal,
        history=records.history,
        experiments=records.experiments,
        pipelines=SqlPipelineStore(records.database),
        catalogue=records.catalogue,
        inventory=SqlArtifactInventory(records.database),
        activity=SqlRunActivity(records.database),
    )
