"""Settings of `./pendopo tps`: the screens of a polling station. No database, no accounts, no internet."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from pendopo.apps.elections.station.tls import folder_key
from pendopo.project import settings as house

SOURCE, DATA_DIR = house.SOURCE, house.DATA_DIR
STATION_FOLDER = Path(os.environ.get("PENDOPO_TPS_FOLDER") or DATA_DIR / "tps").resolve()
STATION_STICK = os.environ.get("PENDOPO_TPS_STICK", "")
STATION_PORT = int(os.environ.get("PENDOPO_TPS_PORT", "8443"))
STATION_TLS = os.environ.get("PENDOPO_TPS_TLS", "1") == "1"
DEBUG = house.DEBUG
SECRET_KEY = folder_key(STATION_FOLDER) if os.environ.get("PENDOPO_TPS_FOLDER") else os.urandom(32).hex()
ALLOWED_HOSTS = ["*"]  # the station has no name; pages of the laptop itself check what they were called

INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "csp"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pendopo.apps.elections.station.session.OfficerMiddleware",
]
ROOT_URLCONF = "pendopo.project.station_urls"
DATABASES: dict[str, dict[str, str]] = {}  # whoever asks a database is refused by Django
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "apps/elections/templates", SOURCE / "ui/templates"],
        "OPTIONS": {
            "libraries": {"ui": "pendopo.ui.templatetags.ui"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pendopo.apps.elections.station.context.frame",
            ],
        },
    }
]

LANGUAGE_CODE, LANGUAGES, LOCALE_PATHS = house.LANGUAGE_CODE, house.LANGUAGES, house.LOCALE_PATHS
USE_I18N, USE_TZ, TIME_ZONE = house.USE_I18N, house.USE_TZ, house.TIME_ZONE
REGENCY = house.REGENCY
LOGGING = {
    **house.LOGGING,
    # Faults of the program only: a refused or failed request is no line with a time.
    "filters": {"faults": {"()": "pendopo.apps.elections.station.faults.OnlyFaults"}},
    "loggers": {
        **house.LOGGING["loggers"],
        "django.request": {"level": "ERROR", "filters": ["faults"]},
        "django.security": {"level": "CRITICAL"},
    },
}

STATIC_URL = house.STATIC_URL
STATICFILES_DIRS = [
    *house.STATICFILES_DIRS,
    SOURCE / "apps/elections/static",
    SOURCE / "ui/static",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0  # names carry no digest: a new version must not meet old scripts

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = STATION_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pendopo.apps.elections.station.views_start.stale_form"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_LIMIT_MB = 80  # a parcel with photos
WEB_THREADS = int(os.environ.get("PENDOPO_TPS_THREADS", "8"))
