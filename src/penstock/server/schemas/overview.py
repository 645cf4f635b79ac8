"""What is going on, at one glance."""

from penstock.server.schemas.body import Body
from penstock.server.schemas.pipelines import PipelineRow
from penstock.server.schemas.runs import RunRow


class OverviewTotals(Body):
    """How much there is."""

    runs: int
    pipelines: int
    experiments: int
    artifacts: int


class Overview(Body):
    """What runs, what failed lately, and which pipelines were used last."""

    running: list[RunRow]
    """The newest of the runs that have not ended."""
    failed: list[RunRow]
    """Those that failed within the last 24 hours, the latest first."""
    recent_pipelines: list[PipelineRow]
    """Those with the newest runs; pipelines that never ran come last."""
    totals: OverviewTotals
