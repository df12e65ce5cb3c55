"""The web application, as granian runs it."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okno.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from okno.base.gate import gate

app = gate(get_wsgi_application(), https=settings.HTTPS, proxies=settings.PROXIES)

# What was imported stays for good: the collector need not look at it again with every few requests.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
