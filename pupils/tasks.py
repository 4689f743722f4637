"""Where Celery looks for the tasks of this app."""

from pupils.imports.tasks import forget_imports as forget_imports
