"""The platform: units, people, days, files, jobs and documents. It knows nothing of the work.

The Celery application is imported here so that ``@shared_task`` finds it however Django is started.
"""

from schooladmin.celery import app as celery_app

__all__ = ["celery_app"]
