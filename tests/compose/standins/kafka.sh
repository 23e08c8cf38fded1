#!/bin/bash
# Apache Kafka from its jars under the environment variables of the official image: KAFKA_A_B becomes a.b.
set -euo pipefail
mkdir -p /tmp/kafka "$KAFKA_LOG_DIRS"
env | grep '^KAFKA_' | grep -v -e '^KAFKA_HEAP_OPTS=' | while IFS='=' read -r name value; do
  echo "$(tr '[:upper:]_' '[:lower:].' <<<"${name#KAFKA_}")=$value"
done >/tmp/kafka/server.properties
run() { java -XX:+UseSerialGC -cp "/opt/kafka/libs/*" "$@"; }
[ -f "$KAFKA_LOG_DIRS/meta.properties" ] ||
  run kafka.tools.StorageTool format -t 4L6g3nShT-eMCtK--X86sw -c /tmp/kafka/server.properties
exec java -XX:+UseSerialGC -cp "/opt/kafka/libs/*" ${KAFKA_HEAP_OPTS:-} kafka.Kafka /tmp/kafka/server.properties
