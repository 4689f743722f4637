"""The Celery application and the broker that needs no server."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schooladmin.settings.app")

# Registered before the application is built: `fsatomic://` is the embedded default broker.
TRANSPORT_ALIASES["fsatomic"] = "schooladmin.jobs.broker:Transport"

app = Celery("schooladmin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
