#!/bin/bash
# A Debian image from the package archive, where no image registry can be asked: everything the stand-ins need.
# Needs root and debootstrap. The name of the image is the argument.
set -euo pipefail
command -v debootstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends debootstrap >/dev/null; }
mirror=$(grep -hoE '^URIs: .*' /etc/apt/sources.list.d/debian.sources | head -n1 | cut -d' ' -f2)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
packages=python3,python3-venv,ca-certificates,postgresql,prometheus,prometheus-alertmanager,openjdk-17-jre-headless,curl
debootstrap --variant=minbase --include="$packages" bookworm "$root" "$mirror" >/dev/null
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
ln -s /usr/bin/python3 "$root/usr/local/bin/python"
tar -C "$root" -c . | docker import -c 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' \
  -c 'ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt' -c 'CMD ["bash"]' - "$1"
