"""Settings of the application. Without any environment variable they are the embedded default.

* ``DATABASE_URL``: SQLite in ``var/`` unless set (``postgres://…`` for real use)
* ``BROKER_URL``: a folder in ``var/`` unless set (``redis://…`` for many machines)
* ``SECRET_KEY``, ``FIELD_KEYS``, ``ALLOWED_HOSTS``, ``CSRF_TRUSTED_ORIGINS``, ``HTTPS``, ``DEBUG``, ``VAR_DIR``,
  ``PUBLIC_BASE_URL`` (``https://truong.example.vn``: what the QR codes on paper lead to)
* ``EMAIL_URL`` and ``MAIL_FROM``: the mail server and the sender of letters; without them nothing is sent
"""

import sys
from pathlib import Path
from typing import Any

try:  # pysqlite3 carries a SQLite without the WAL-reset bug of Debian 12's 3.40
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    _SAFE_WAL = True
except ImportError:  # other systems: the standard library's SQLite with the older, slower journal
    _SAFE_WAL = False

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from schooladmin.settings.secret import secret_key

django_stubs_ext.monkeypatch()  # lets ModelForm[Unit] and friends be written at run time

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG: bool = env.bool("DEBUG", default=False)
SECRET_KEY: str = env.str("SECRET_KEY", default="") or secret_key(VAR_DIR / "secret-key")
# Keys of sealed fields (schooladmin.core.crypto), the newest first; without any, the file is made at first use.
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", default=[])
FIELD_KEY_FILE = VAR_DIR / "field-key"
# Scheme and host that printed QR codes lead to; without it the host that the browser asked is taken.
PUBLIC_BASE_URL: str = env.str("PUBLIC_BASE_URL", default="").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_scopes",
    "schooladmin.core",
    "schooladmin.units",
    "schooladmin.calendars",
    "schooladmin.audit",
    "schooladmin.legal",
    "schooladmin.evidence",
    "schooladmin.jobs",
    "schooladmin.documents",
    "schooladmin.administration",
    "schooladmin.notices",
    "schooladmin.home",
    "pupils",
    "procedures",
    "training",
    "reform",
    "reports",
    "schooladmin.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "schooladmin.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "schooladmin.units.middleware.ScopeMiddleware",
    "schooladmin.core.middleware.RefusalMiddleware",
    "schooladmin.core.middleware.PageReadMiddleware",
]

ROOT_URLCONF = "schooladmin.urls"
WSGI_APPLICATION = "schooladmin.wsgi.application"
ASGI_APPLICATION = "schooladmin.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "schooladmin.units.context.navigation",
                "schooladmin.notices.context.bell",
            ],
            "builtins": ["schooladmin.core.templatetags.vi"],
        },
    },
]

# --- Database -------------------------------------------------------------------------------------------------
_database: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
if "sqlite3" in _database["ENGINE"]:
    _database["OPTIONS"] = {
        # BEGIN IMMEDIATE: a transaction that will write takes its lock at once instead of failing half-way
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={'WAL' if _SAFE_WAL else 'DELETE'};PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-16000"  # KiB: a list of 10,000 pupils changes more pages than the 2 MB of the default
        ),
    }
else:
    _database["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
        # Our queries are short: compiling one takes PostgreSQL several times as long as answering it.
        "options": "-c jit=off",
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Login rate limits need a cache that all processes share, so never the local-memory one.
CACHE_URL: str = env.str("CACHE_URL", default="")
CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # The default of 300 would let somebody flush the limits by filling the table with tries.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- People and login -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "schooladmin.units.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "schooladmin.units.forms.LoginForm",
    "change_password": "schooladmin.units.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# How many proxies stand in front: without it all people behind one proxy would share its address for the limits.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)
# Five wrong passwords for one name lock that name for five minutes; one address may try forty a minute.
ACCOUNT_RATE_LIMITS = {"login": "40/m/ip", "login_failed": "5/5m/key,60/5m/ip"}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "schooladmin.units.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Behind HTTPS (the compose file sets HTTPS=true) cookies travel encrypted only.
HTTPS: bool = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the workspace shows the preview of its own report in a frame

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's own icons are data: pictures in its style sheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],  # the intake that works without a network
    }
}

# --- Language and time ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["schooladmin.core.formats"]

# --- Files ----------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_STORAGE", default="django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Private files: never below a public address, always through a view that asks the scope first.
MEDIA_ROOT = VAR_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
# Some widgets are drawn by templates of our own, in templates/django/forms/widgets.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- The server's own seal on finished papers: without a key nothing is sealed -----------------------------------
SEAL_PKCS12: str = env.str("SEAL_PKCS12", default="")  # path of a .p12 or .pfx file
SEAL_PASSWORD: str = env.str("SEAL_PASSWORD", default="")
# Or a token (needs the package python-pkcs11): its driver, its label, the label of key and certificate, the PIN.
SEAL_PKCS11_MODULE: str = env.str("SEAL_PKCS11_MODULE", default="")
SEAL_TOKEN: str = env.str("SEAL_TOKEN", default="")
SEAL_KEY: str = env.str("SEAL_KEY", default="")
SEAL_PIN: str = env.str("SEAL_PIN", default="")
SEAL_STAMP: bool = env.bool("SEAL_STAMP", default=False)  # show it on the first page too
SEAL_TSA_URL: str = env.str("SEAL_TSA_URL", default="")  # a time-stamping service: the only address that is ever asked
SEAL_CRLS: list[str] = env.list("SEAL_CRLS", default=[])  # lists of revoked certificates to put in, kept fresh by hand

# --- Letters by e-mail: without a server nothing is sent, and pages offer the words to copy --------------------------
EMAIL_URL: str = env.str("EMAIL_URL", default="")  # smtp+tls://user:password@mail.example.vn:587
MAIL_IS_SET = bool(EMAIL_URL)
globals().update(env.email_url_config(EMAIL_URL or "dummymail://"))
DEFAULT_FROM_EMAIL: str = env.str("MAIL_FROM", default="so-truong@localhost")
EMAIL_TIMEOUT = 20  # seconds: a server that does not answer must not hold the worker

# --- Background work ------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("BROKER_URL", default="fsatomic://localhost")
if CELERY_BROKER_URL.startswith("fsatomic"):
    _queue_dir = VAR_DIR / "queue"
    _queue_dir.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_queue_dir),
        "data_folder_out": str(_queue_dir),
        "control_folder": str(_queue_dir / "control"),
        "store_processed": False,  # the job row remembers, the folder need not
        "polling_interval": 0.2,  # the default of one second would show as a wait on the screen
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # needs broadcast queues, which a folder cannot give
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 1800,  # longer than the hard time limit, or a running job would be sent twice
        # Without these two a message of a dead worker returns only about 100 s after it is due.
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True  # a message is done when the work is done
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # a killed child gives its message back; the job row counts the attempts
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # a waiting message stays with the broker, not with a busy worker
CELERY_TASK_IGNORE_RESULT = True  # the job row is the result
CELERY_TASK_SOFT_TIME_LIMIT = 840  # 14 minutes, then the job fails with a message
CELERY_TASK_TIME_LIMIT = 900  # one minute later the child is killed; both below the visibility timeout
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500  # native memory grows 0.05 MB a document
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # kB: a paper of 300 pages takes 490 MB; the child is then replaced
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "reconcile-jobs": {"task": "jobs.reconcile", "schedule": 15.0, "options": {"expires": 30}},
    # Batches of papers whose worker was killed go on; otherwise the end of each job begins the next.
    "advance-batches": {"task": "documents.advance_batches", "schedule": 15.0, "options": {"expires": 30}},
    # A holiday announced late moves the open promises; never earlier, so running it hourly is harmless.
    "recompute-open-requests": {"task": "procedures.recompute_open", "schedule": 3600.0, "options": {"expires": 1800}},
    # Lists of pupils that nobody finished importing are deleted after seven days.
    "forget-imports": {"task": "pupils.forget_imports", "schedule": 3600.0, "options": {"expires": 1800}},
    # Drafts of guests that were never sent are deleted with their photos after fourteen days.
    "forget-submissions": {
        "task": "procedures.forget_submissions",
        "schedule": 3600.0,
        "options": {"expires": 1800},
    },
    # Notices whose reason is gone are deleted after NOTICE_KEEP_DAYS.
    "forget-notices": {
        "task": "notices.forget",
        "schedule": crontab(minute=40, hour=2),
        "options": {"expires": 3600},
    },
    # Every hour of work on every day of the week: a Saturday may be made up. A missed run loses nothing.
    # Pupils who left one school and have not come to the other: once a morning, every day.
    "look-for-pupils-on-the-way": {
        "task": "procedures.transfers.alert",
        "schedule": crontab(minute=20, hour=7),
        "options": {"expires": 3600},
    },
    # What a report lacks, and once a month the two minutes: on every day, a Saturday may be made up.
    "remind-of-reports": {
        "task": "reports.remind",
        "schedule": crontab(minute=25, hour="7-17"),
        "options": {"expires": 1800},
    },
    # After the end of the due day, for offices that see unsigned figures; a later run takes what an earlier one missed.
    "take-figures-at-cutoff": {
        "task": "reports.take_figures",
        "schedule": crontab(minute=5),
        "options": {"expires": 1800},
    },
    "escalate-requests": {
        "task": "procedures.escalate",
        "schedule": crontab(minute=5, hour="7-17"),
        "options": {"expires": 1800},
    },
}
# A notice that ended stays so long, for whoever asks what they were told (days; our choice, no law says).
NOTICE_KEEP_DAYS = env.int("NOTICE_KEEP_DAYS", default=90)
# A job whose heartbeat is older than this is taken for dead and given to another worker (seconds).
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)
# A job that nobody has claimed after this is sent to the broker again (seconds).
JOB_STALLED_SECONDS = env.int("JOB_STALLED_SECONDS", default=20)
JOB_MAX_ATTEMPTS = 3
# Papers of one batch that wait in the queue or are being made at the same time: somebody else's paper comes between.
BATCH_JOBS_AHEAD = env.int("BATCH_JOBS_AHEAD", default=4)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "pyhanko": {"level": "ERROR"},  # what it finds wrong with a certificate is told on the page, not in the log
    },
}
