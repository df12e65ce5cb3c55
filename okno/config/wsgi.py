"""The web application, as granian runs it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okno.config.settings")

from django.core.wsgi import get_wsgi_application

app = get_wsgi_application()
