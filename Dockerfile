# The container of the slides: docker build -t text-gen . (docs/entrer.md)
FROM python:3.12-slim

WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY workshop workshop
# The processor's build of PyTorch: the usual one brings several gigabytes for graphics cards.
# The second package is what was copied here: it has no version to pin.
# hadolint ignore=DL3013
RUN pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu torch==2.13.0 \
    && pip install --no-cache-dir ".[train]" \
    && useradd --create-home --uid 1000 participant

USER 1000
ENV AURORE_WORK=/home/participant/aurore-work AURORE_CACHE=/home/participant/.cache/aurore
# The slides run « python aurore/… » from here, with their folder as the volume /aurore.
WORKDIR /
EXPOSE 8000
HEALTHCHECK --start-period=30s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=5)"]
CMD ["aurore", "serve", "--host", "0.0.0.0"]
