"""Whether hooks fail, for whoever watches the system at night."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from okno.adapters.hooks.models import Place


class Hooked(Collector):
    """One statement."""

    def collect(self) -> Iterable[Metric]:
        """How often in a row each hook has failed at the fact that it is to be told next."""
        gauge = GaugeMetricFamily(
            "okno_hook_failures", "Failures in a row of a hook.", labels=["hook"]
        )
        for hook, failures in Place.objects.values_list("hook", "failures"):
            gauge.add_metric([hook], failures)
        yield gauge
