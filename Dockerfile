# Signpost in a container. Two stages: the first installs and compiles the postcode file, the second only runs.
# Dependencies come as wheels with hashes, so there is no compiler in either stage.

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN python -m venv --without-pip /venv
COPY requirements-run.lock ./
RUN pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check \
    --no-deps --only-binary :all: --require-hashes --requirement requirements-run.lock
COPY services_directory services_directory
COPY bot bot
RUN printf '#!/venv/bin/python\nfrom bot.cli import main\n\nmain()\n' > /venv/bin/signpost \
    && chmod 0755 /venv/bin/signpost
ENV PYTHONPATH=/app SIGNPOST_DATA_DIR=/data
# Every postcode of the United Kingdom, from the package that was just installed. About 38 MB.
COPY content content
# And what content teaches, learnt once: about 34 MB, so that a container with a read-only root starts in seconds.
RUN /venv/bin/signpost postcodes build \
    && /venv/bin/signpost understand learn \
    && /venv/bin/python -m compileall -q /app

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 signpost \
    && useradd --system --uid 10001 --gid signpost --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin signpost \
    && install --directory --owner=signpost --group=signpost /data
COPY --from=build /venv /venv
COPY --from=build --chown=signpost:signpost /data/postcodes.bin /data/learnt-*.npz /data/
COPY --from=build /app/services_directory /app/services_directory
COPY --from=build /app/bot /app/bot
COPY content /app/content

ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SIGNPOST_DATA_DIR=/data \
    SIGNPOST_CONTENT_DIR=/app/content \
    SIGNPOST_HOST=0.0.0.0 \
    SIGNPOST_PORT=8000

# /data holds the postcode file. On PostgreSQL with SIGNPOST_SECRET_KEY set nothing is written there, so the whole root may be
# read-only. On SQLite put a named volume over /data: an empty one starts with what is in the image, the postcode file included.
WORKDIR /app
USER signpost
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; to = http.client.HTTPConnection('127.0.0.1', int(os.environ['SIGNPOST_PORT']), timeout=3); to.request('GET', '/livez'); sys.exit(to.getresponse().status != 200)"]
CMD ["signpost", "serve"]
