#!/usr/bin/env bash
# Succeeds where Keycloak is ready. The image has no curl; bash can open a connection by itself. It speaks HTTP to the
# management port: where Keycloak has a certificate of its own, set KC_HTTP_MANAGEMENT_SCHEME=http.
set -euo pipefail
path=${KC_HTTP_MANAGEMENT_RELATIVE_PATH:-${KC_HTTP_RELATIVE_PATH:-/}}
exec 3<>"/dev/tcp/127.0.0.1/${KC_HTTP_MANAGEMENT_PORT:-9000}"
printf 'GET %s/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "${path%/}" >&3
read -r _ status _ <&3
[[ $status == 200 ]]
