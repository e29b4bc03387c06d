# syntax=docker/dockerfile:1
# Two stages: the first installs what requirements.lock names, hashes checked; the second only runs it.

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /venv \
    && /venv/bin/pip install --require-hashes -r requirements.lock \
    && /venv/bin/pip uninstall --yes pip \
    # jieba is slow to import until it is compiled, and the running image cannot write.
    && /venv/bin/python -W ignore -m compileall -q /venv/lib

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    CMIABOT_CACHE=/var/lib/cmiabot/cache \
    CMIABOT_DATABASE_URL=sqlite:////var/lib/cmiabot/cmiabot.db
RUN groupadd --system --gid 10001 cmiabot \
    && useradd --system --uid 10001 --gid cmiabot --home-dir /nonexistent --shell /usr/sbin/nologin cmiabot \
    && install -d -o cmiabot -g cmiabot /var/lib/cmiabot
WORKDIR /app
COPY --from=build /venv /venv
COPY bot.py ./
COPY cmiabot cmiabot
COPY data data
RUN python -m compileall -q bot.py cmiabot
USER 10001:10001
# The database and the stored index: the only place written to, so the root file system may be read-only.
VOLUME /var/lib/cmiabot
HEALTHCHECK --interval=5m --timeout=30s --start-period=1m CMD ["python", "bot.py", "check"]
ENTRYPOINT ["python", "bot.py"]
CMD ["run"]
