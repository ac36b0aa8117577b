# One image for the API (default), the worker (`worker`) and the migrations (`migrate`). Its file system may be
# read-only: it writes to /tmp, and to the volume when files are kept there.
FROM python:3.13.14-slim AS build
WORKDIR /srv/chamado
RUN python -m venv .venv
COPY requirements.txt .
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN .venv/bin/pip install --no-cache-dir --no-build-isolation --no-deps --editable . \
 && .venv/bin/python -m compileall -q app migrations

FROM python:3.13.14-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/chamado --create-home chamado
COPY --from=build /srv/chamado /srv/chamado
WORKDIR /srv/chamado
USER chamado
ENV PATH=/srv/chamado/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CHAMADO_ENV=production \
    CHAMADO_HOME=/var/lib/chamado \
    CHAMADO_HOST=0.0.0.0
VOLUME /var/lib/chamado
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["chamado"]
# `serve --processes 4` runs several that share memory.
CMD ["serve"]
