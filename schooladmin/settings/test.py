"""Settings of the test suite: as in use, but quick to hash and without hashed static names."""

import os

from schooladmin.settings.app import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 - otherwise the static server warns in every test

# Tests that run side by side must not share login limits: each gets its own numbered database of one Redis.
_beside = os.environ.get("PYTEST_XDIST_WORKER", "")
if CACHE_URL and _beside:  # noqa: F405
    CACHES["default"]["LOCATION"] = f"{CACHE_URL.rsplit('/', 1)[0]}/{int(_beside.removeprefix('gw')) + 2}"  # noqa: F405

# A file and not memory: the tests of the worker give it to a real Celery process.
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
