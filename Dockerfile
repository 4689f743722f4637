# One image for web server, workers, timer and migration; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm

# Debian's stable release only takes security updates, which an exact version here would keep out.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /var/lib/schooladmin --create-home schooladmin

ENV PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1 \
    DJANGO_SETTINGS_MODULE=schooladmin.settings.app \
    VAR_DIR=/var/lib/schooladmin \
    FONTCONFIG_FILE=/app/static/fonts/fonts.conf \
    XDG_CACHE_HOME=/tmp/cache

WORKDIR /app

# The locked packages come before the code: a change of the code does not install them again.
COPY vendor/ vendor/
COPY requirements.txt ./
RUN PYTHONPATH="$(echo vendor/pip-*.whl)" \
    python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt

COPY . .

# Collected into the image; only files/ below this folder is a volume, so that a new image brings its own static files.
# (The key is for this step alone: the settings want one.)
RUN SECRET_KEY=build python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p "$VAR_DIR/files" \
    && chown -R schooladmin:schooladmin "$VAR_DIR"

USER 10001
EXPOSE 8000

CMD ["gunicorn", "schooladmin.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--timeout", "60", "--no-control-socket", "--access-logfile", "-"]
