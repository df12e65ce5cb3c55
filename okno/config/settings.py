"""Django's settings, all from okno.config.env; there is one file and no family of them."""

import contextlib
import os
import secrets
import tempfile
from datetime import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from okno.base.gate import LARGEST_BODY
from okno.config import database, env
from okno.ui.fonts import font_dirs

BASE = Path(__file__).resolve().parent.parent
HOME = env.home()
MODE: str = env.get("OKNO_MODE")  # type: ignore[assignment]
DEBUG = MODE == "dev"
HTTPS = env.get("OKNO_HTTPS") == "on"
PROXIES: int = env.get("OKNO_PROXIES")  # type: ignore[assignment]
ALLOWED_HOSTS: list[str] = env.get("OKNO_HOSTS")  # type: ignore[assignment]


def _secret() -> str:
    """The signing key: given, or made once and kept in the data folder for this user only."""
    given = env.get("OKNO_SECRET")
    if given:
        return str(given)
    path = HOME / "secret"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=HOME, encoding="ascii") as made:  # mode 0600
            made.write(secrets.token_urlsafe(48))
            made.flush()
            with contextlib.suppress(FileExistsError):  # of two who make it, the first wins
                os.link(made.name, path)
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "template_partials",
    "okno.front.portal",
    "okno.front.kiosk",
    "okno.front.board",
    "okno.front.desk",
    "okno.front.office",
    "okno.front.api",
    "okno.adapters.printer",
    "okno.adapters.webhooks",
    "okno.adapters.hooks",
    "okno.adapters.smtp",
    "okno.adapters.sms",
    "okno.adapters.telegram",
    "okno.adapters.webpush",
    "okno.adapters.console",
    "okno.adapters.openid",
    "okno.adapters.openid.apps.AllauthAccount",
    "okno.adapters.openid.apps.AllauthSocial",
    "okno.planning",
    "okno.cases",
    "okno.queue",
    "okno.booking",
    "okno.notify",
    "okno.people",
    "okno.catalog",
    "okno.network",
    "okno.ui",
    "okno.base",
]

MIDDLEWARE = [
    "okno.base.middleware.envelope",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "okno.base.middleware.language",
    "okno.base.middleware.words",
    "django.middleware.common.CommonMiddleware",
    "okno.base.middleware.Pages",
    "okno.base.middleware.Refusals",
]

ROOT_URLCONF = "okno.config.urls"
WSGI_APPLICATION = "okno.config.wsgi.app"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "okno.ui.context.clock",
                "okno.base.context.wire",
            ],
        },
    },
]

_at = urlsplit(database.dsn())
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(_at.path.lstrip("/")) or "okno",
        "USER": unquote(_at.username or ""),
        "PASSWORD": unquote(_at.password or ""),
        "HOST": unquote(_at.hostname or "") or database.host_of(_at.query),
        "PORT": _at.port or "",
        "CONN_MAX_AGE": None,
        # Threshold 0: the hot statements (okno.base.db) are prepared at once; Django's own never are.
        # jit off: it costs milliseconds on statements that take microseconds.
        "OPTIONS": {"prepare_threshold": 0, "connect_timeout": 5, "options": "-c jit=off"},
        "TEST": {"NAME": "test_okno"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["okno.people.backends.StaffBackend"]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "people:home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "okno_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE: str = env.get("OKNO_ZONE")  # type: ignore[assignment]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = font_dirs()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 300

SECOND_FACTOR: frozenset[str] = env.get("OKNO_SECOND_FACTOR")  # type: ignore[assignment]
OPENID: list[str] = env.get("OKNO_OPENID")  # type: ignore[assignment]
VIDEO: str = env.get("OKNO_VIDEO")  # type: ignore[assignment]
SOCIALACCOUNT_ADAPTER = "okno.adapters.openid.talking.Talking"
MIGRATION_MODULES = {"account": None, "socialaccount": None}  # docs/decisions/0013
SESSION_ENGINE = "okno.people.sessions"
SESSION_COOKIE_NAME = "okno_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "okno_csrf"
CSRF_FAILURE_VIEW = "okno.base.views.stale_page"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# Where people and programs outside find this house: what a message or a webhook points at.
ORIGIN = (
    f"https://{ALLOWED_HOSTS[0]}" if HTTPS else f"http://{ALLOWED_HOSTS[0]}:{env.get('OKNO_PORT')}"
)
WEBHOOK_PRIVATE = env.get("OKNO_WEBHOOK_PRIVATE") == "on"
NOTIFY_SMTP: list[str] = env.get("OKNO_NOTIFY_SMTP")  # type: ignore[assignment]
NOTIFY_SMS: list[str] = env.get("OKNO_NOTIFY_SMS")  # type: ignore[assignment]
NOTIFY_TELEGRAM: str = env.get("OKNO_NOTIFY_TELEGRAM")  # type: ignore[assignment]
NOTIFY_TELEGRAM_BOT: str = env.get("OKNO_NOTIFY_TELEGRAM_BOT")  # type: ignore[assignment]
NOTIFY_TELEGRAM_URL: str = env.get("OKNO_NOTIFY_TELEGRAM_URL")  # type: ignore[assignment]
NOTIFY_PUSH: str = env.get("OKNO_NOTIFY_PUSH")  # type: ignore[assignment]
NOTIFY_PUSH_HOSTS: list[str] = env.get("OKNO_NOTIFY_PUSH_HOSTS")  # type: ignore[assignment]
NOTIFY_QUIET: tuple[time, time] = env.get("OKNO_NOTIFY_QUIET")  # type: ignore[assignment]
NOTIFY_A_DAY: int = env.get("OKNO_NOTIFY_A_DAY")  # type: ignore[assignment]
NOTIFY_AN_HOUR: int = env.get("OKNO_NOTIFY_AN_HOUR")  # type: ignore[assignment]
WIRE_URL: str = env.get("OKNO_WIRE_URL")  # type: ignore[assignment]

PROCRASTINATE_ON_APP_READY = "okno.base.jobs.ready"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "okno.base.log.Json"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {"okno": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
