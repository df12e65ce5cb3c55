"""What /metrics says. Rooms add their own figures: `metrics.REGISTRY.register(Collector())` in their AppConfig.

Everything is asked of the database at the moment of the scrape, so that any number of web processes
say the same; a process's own CPU and memory are the business of whoever runs processes.
"""

from collections.abc import Iterable
from importlib.metadata import version

from django.db import connection
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

REGISTRY = CollectorRegistry(auto_describe=False)
_JOBS = "select status::text, count(*) from procrastinate_jobs where status in ('todo', 'doing', 'failed') group by 1"


class Ground(Collector):
    """The journal, the work that happens by itself, and what runs here."""

    def collect(self) -> Iterable[Metric]:
        """Asks two short questions."""
        with connection.cursor() as cursor:
            cursor.execute("select coalesce(max(id), 0) from base_event")
            yield CounterMetricFamily(
                "okno_journal_facts", "Facts ever appended to the journal.", cursor.fetchone()[0]
            )
            cursor.execute(_JOBS)
            waiting = dict(cursor.fetchall())
        jobs = GaugeMetricFamily("okno_jobs", "Jobs that are not done.", labels=["status"])
        for status in ("todo", "doing", "failed"):
            jobs.add_metric([status], waiting.get(status, 0))
        yield jobs
        build = GaugeMetricFamily("okno_build", "What runs here.", labels=["django", "postgresql"])
        build.add_metric([version("django"), str(connection.pg_version)], 1)  # type: ignore[attr-defined]
        yield build


REGISTRY.register(Ground())
