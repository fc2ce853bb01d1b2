# Keycloak with the Users API, built: it starts with "start --optimized" and writes nothing into itself. No secret and no
# setting of a realm is in it. Build it where the jar is: mvn package -DskipTests && docker build --tag keycloak-users-api .
ARG KEYCLOAK_VERSION=26.7.0
FROM quay.io/keycloak/keycloak:${KEYCLOAK_VERSION}

ARG JAR=target/keycloak-users-api.jar
ARG DB=postgres
# What "build" stores, and more options for it: --features=declarative-ui, for example.
ARG BUILD_OPTIONS=

USER 1000
COPY --chown=1000:0 deploy/health.sh /opt/keycloak/bin/health.sh
COPY --chown=1000:0 ${JAR} /opt/keycloak/providers/keycloak-users-api.jar
RUN /opt/keycloak/bin/kc.sh build --db=${DB} --health-enabled=true --metrics-enabled=true ${BUILD_OPTIONS}

LABEL org.opencontainers.image.title="Keycloak with the Users API" \
      org.opencontainers.image.licenses="Apache-2.0"
# The database's tables come first; on a busy machine that takes minutes.
HEALTHCHECK --interval=5s --timeout=5s --retries=3 --start-period=10m CMD ["bash", "/opt/keycloak/bin/health.sh"]
ENTRYPOINT ["/opt/keycloak/bin/kc.sh"]
CMD ["start", "--optimized"]
