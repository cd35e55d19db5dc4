"""All settings. Each variable has a default that works for the demo; production refuses to start with the demo key or
DEBUG.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from pendopo.project.logs import logging_settings


def package_folder(name: str) -> Path:
    """Where an installed package lies, without importing it."""
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ImproperlyConfigured(f"The package {name} is missing: run ./pendopo, which installs it.")
    return Path(found.origin).parent


SOURCE = Path(__file__).resolve().parent.parent
ROOT = SOURCE.parent.parent
DATA_DIR = Path(os.environ.get("PENDOPO_DATA", ROOT / "data")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
TESTING = "pytest" in sys.modules
PRODUCTION = os.environ.get("PENDOPO_MODE", "") == "production"
DEBUG = os.environ.get("PENDOPO_DEBUG", "") == "1"
DEMO_KEY = "pendopo-demo-key-not-for-production-0123456789abcdefghijklmnop"
SECRET_KEY = os.environ.get("PENDOPO_SECRET_KEY", DEMO_KEY)
ALLOWED_HOSTS = os.environ.get("PENDOPO_HOSTS", "*").split(",")
if PRODUCTION and (SECRET_KEY == DEMO_KEY or DEBUG or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("Production needs its own PENDOPO_SECRET_KEY, PENDOPO_HOSTS, and no PENDOPO_DEBUG.")
# Only these may say who the client was and that it came by https (addresses or networks).
TRUSTED_PROXIES = [p for p in os.environ.get("PENDOPO_PROXIES", "127.0.0.1,::1" if PRODUCTION else "").split(",") if p]

INSTALLED_APPS = [
    "pendopo.kernel.apps.KernelConfig",
    "pendopo.ui.apps.UiConfig",
    "pendopo.apps.administration.apps.AdministrationConfig",
    "pendopo.apps.personnel.apps.PersonnelConfig",
    "pendopo.apps.attendance.apps.AttendanceConfig",
    "pendopo.apps.regulations.apps.RegulationsConfig",
    "pendopo.apps.learning.apps.LearningConfig",
    "pendopo.apps.elections.apps.ElectionsConfig",
    "pendopo.apps.maturity.apps.MaturityConfig",
    "pendopo.apps.executive.apps.ExecutiveConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pendopo.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pendopo.kernel.http.ActorMiddleware",
    "pendopo.kernel.auth.middleware.SignInRules",
    "pendopo.project.handlers.BusyMiddleware",
]
ROOT_URLCONF = "pendopo.project.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pendopo.ui.context.frame",
            ],
        },
    }
]

# temp_store=MEMORY would make each statement inside a savepoint walk the whole sub-journal: 16 times slower bulk
# upserts
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-64000; "
    "PRAGMA mmap_size=268435456; PRAGMA temp_store=FILE; PRAGMA journal_size_limit=67108864; "
    "PRAGMA wal_autocheckpoint=4000;"
)
DATABASE_URL = os.environ.get("PENDOPO_DATABASE_URL", "")
_db: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "pendopo.sqlite3")}
if DATABASE_URL:
    _db = dict(dj_database_url.parse(DATABASE_URL))
DATABASES = {"default": _db}
if _db["ENGINE"].endswith("sqlite3"):
    _db["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
    _db["CONN_MAX_AGE"] = None  # one connection a thread for good: opening one costs more than most requests
else:
    _pool = {} if TESTING else {"pool": {"min_size": 1, "max_size": 12, "timeout": 20}}
    _db["OPTIONS"] = {**_db.get("OPTIONS", {}), **_pool}
    _db["CONN_HEALTH_CHECKS"] = True  # after the database was restarted the pool throws its dead connections away
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "kernel.Account"
AUTHENTICATION_BACKENDS = ["pendopo.kernel.auth.backend.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "pendopo.kernel.auth.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "pendopo.kernel.auth.forms.LoginForm",
    "reauthenticate": "pendopo.kernel.auth.forms.ReauthenticateForm",
    "change_password": "pendopo.kernel.auth.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# our own lockout counts in the database (kernel/auth/lockout.py): these limits would live in one process's memory
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None, "change_password": None}
MFA_ADAPTER = "pendopo.kernel.auth.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "pendopo.kernel.auth.forms.AuthenticateForm",
    "reauthenticate": "pendopo.kernel.auth.forms.CodeAgainForm",
    "activate_totp": "pendopo.kernel.auth.forms.ActivateTOTPForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # project/bridge.py has put the visitor's address into REMOTE_ADDR already
SESSION_COOKIE_AGE = 14 * 24 * 3600

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
REGENCY = {
    "code": os.environ.get("PENDOPO_REGENCY_CODE", "64.01"),
    "name": os.environ.get("PENDOPO_REGENCY_NAME", "Kabupaten Paser"),
    "zone": os.environ.get("PENDOPO_ZONE", "Asia/Makassar"),
    "brand_hue": int(os.environ.get("PENDOPO_BRAND_HUE", "168")),
}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [("fonts", package_folder("fontpkg_plus_jakarta_sans") / "files")]
_noble = Path(sys.prefix) / "npm" / "static" / "noble"  # for the booth, where npm was reached (tools/environment.py)
if _noble.is_dir():
    STATICFILES_DIRS.append(("noble", _noble))
MEDIA_ROOT = DATA_DIR / "files"
STATICFILES_STORAGE_CLASS = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if TESTING or DEBUG:
    STATICFILES_STORAGE_CLASS = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_STORAGE_CLASS},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

UPLOAD_LIMIT_MB = int(os.environ.get("PENDOPO_UPLOAD_LIMIT_MB", "32"))
DEVICE_LIMIT_MB = int(os.environ.get("PENDOPO_DEVICE_LIMIT_MB", "16"))
WEB_THREADS = int(os.environ.get("PENDOPO_WEB_THREADS", "8"))
# On SQLite the threads commit together (attendance/services/gather.py): more of them, fewer commits. On PostgreSQL each
# holds a connection of the pool.
DEVICE_THREADS = int(os.environ.get("PENDOPO_DEVICE_THREADS") or ("4" if DATABASE_URL.startswith("postgres") else "8"))
DATA_UPLOAD_MAX_MEMORY_SIZE = DEVICE_LIMIT_MB * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
LOGGING = logging_settings(os.environ.get("PENDOPO_LOG", "json"), os.environ.get("PENDOPO_LOG_LEVEL", "INFO"))

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
if TESTING:
    TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
