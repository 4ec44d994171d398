"""Django settings, made from the environment (`environment.py`)."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from reitera.core.logs import configure_logging
from reitera.site.settings.environment import Environment

ENVIRONMENT = Environment()
SITE_DIR = Path(__file__).resolve().parent.parent

DATA_DIR = ENVIRONMENT.data_dir
# The queue of jobs opens its file there as soon as it is imported.
DATA_DIR.mkdir(parents=True, exist_ok=True)
DEMO = ENVIRONMENT.demo
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.kept_secret_key()
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "huey.contrib.djhuey",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "reitera.core",
    "reitera.staff",
    "reitera.customers",
    "reitera.faults",
    "reitera.documents",
    "reitera.intake",
    "reitera.repeats",
    "reitera.cases",
    "reitera.diagnosis",
    "reitera.retention",
    "reitera.quality",
    "reitera.visits",
    "reitera.notices",
    "reitera.indicators",
    "reitera.sheet",
    "reitera.site",
]

MIDDLEWARE = [
    "reitera.core.middleware.ReferenceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reitera.core.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "reitera.staff.middleware.PreferencesMiddleware",
    "reitera.staff.middleware.TemporaryPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reitera.core.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "reitera.site.urls"
ASGI_APPLICATION = "reitera.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reitera.site.context.frame",
            ],
        },
    }
]

if ENVIRONMENT.database_url:
    # Each request has a thread of its own: a connection kept for the next one is used by nobody, and stays open until
    # the garbage is collected. Thirty people at once filled the server so.
    DATABASES = {"default": dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=0)}
    # PostgreSQL compiles queries that it thinks are long: 1.3 s of compiling for pages that then take 60 ms.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "reitera.sqlite3"),
            "OPTIONS": {
                # DEFERRED transactions that turn into writers fail at once with "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
            },
            # A test database in memory has no WAL and one connection: tests use a file.
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HUEY = {
    "name": "reitera",
    "immediate": False,
    "results": True,
    **(
        {"huey_class": "huey.PostgresHuey", "dsn": ENVIRONMENT.database_url}
        if ENVIRONMENT.database_url
        else {"huey_class": "huey.SqliteHuey", "filename": str(DATA_DIR / "jobs.sqlite3")}
    ),
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}}

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "reitera.staff.adapter.ClosedSignupAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_DISPLAY = str
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Reitera"
# Mail addresses are the administrator's, so nobody verifies theirs before they may add a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Español")), ("en", _("Inglés"))]
LOCALE_PATHS = [SITE_DIR / "locale"]
FORMAT_MODULE_PATH = "reitera.site.formats"
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []
# Assets are built into the package, so they are served from there and nothing needs to be collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300

UPLOAD_LIMIT_MB = ENVIRONMENT.upload_limit_mb
ATTACHMENT_LIMIT_MB = ENVIRONMENT.attachment_limit_mb
UNPACKED_LIMIT_MB = ENVIRONMENT.unpacked_limit_mb
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if ENVIRONMENT.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from
if ENVIRONMENT.email_url:
    _mail = urlsplit(ENVIRONMENT.email_url)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_USE_SSL = _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING_CONFIG = None
configure_logging(json_lines=ENVIRONMENT.log_format == "json", level=ENVIRONMENT.log_level)
