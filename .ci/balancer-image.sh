#!/usr/bin/env bash
# For a machine that reaches no image registry: a stand-in named as docker-compose.cluster.yml names its balancer, made of
# the image debian-base:bookworm and Debian's haproxy package. It is an older HAProxy than the image of that name has.
set -euo pipefail
image=haproxy:3.2
if docker image inspect "$image" >/dev/null 2>&1; then
  exit 0
fi
DOCKER_BUILDKIT=0 docker build --tag "$image" - <<'DOCKERFILE'
FROM debian-base:bookworm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends haproxy && rm -rf /var/lib/apt/lists/*
USER haproxy
STOPSIGNAL SIGUSR1
CMD ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]
DOCKERFILE
