"""The network's halls in a few gauges, for whoever watches the system at night."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from okno.base import clock
from okno.queue import queries


class Halls(Collector):
    """People and counters over all centres, and the worst centre's wait: two statements, no person."""

    def collect(self) -> Iterable[Metric]:
        """Asks for the load of every centre that has any."""
        loads = queries.loads_now(clock.now()).values()
        for name, words, value in (
            ("waiting", "People waiting in all centres.", sum(load.waiting for load in loads)),
            (
                "serving_counters",
                "Counters open in all centres.",
                sum(load.serving for load in loads),
            ),
            (
                "longest_wait_seconds",
                "The longest wait of anybody waiting now.",
                max((load.longest.total_seconds() for load in loads), default=0),
            ),
            (
                "unserved_centres",
                "Centres where people wait and no counter is open.",
                sum(load.waiting > 0 and load.serving == 0 for load in loads),
            ),
        ):
            yield GaugeMetricFamily(f"okno_{name}", words, value)
