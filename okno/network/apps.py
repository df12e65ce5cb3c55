"""The network of centres, as Django knows it."""

from django.apps import AppConfig


class Network(AppConfig):
    name = "okno.network"
    label = "network"

    def ready(self) -> None:
        from okno.base import access
        from okno.network import queries

        access.find_devices_with(queries.device_by_token)
