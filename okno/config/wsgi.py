"""The web application, as granian runs it."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okno.config.settings")

from django.core.wsgi import get_wsgi_application

app = get_wsgi_application()

# What was imported stays for good: the collector need not look at it again with every few requests.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
