#!/bin/sh
# Everything a fresh Debian or Ubuntu machine needs before the demo or the tests: the locked npm packages
# (Node 24, OpenCode and ripgrep among them) and bubblewrap. Does nothing when all is there.
set -eu
cd "$(dirname "$0")/.."

if ! cmp -s package-lock.json node_modules/.set-up-lock; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  cp package-lock.json node_modules/.set-up-lock
fi

command -v bwrap >/dev/null 2>&1 && command -v git >/dev/null 2>&1 && exit 0

install='apt-get update && apt-get install -y --no-install-recommends bubblewrap git'
if ! command -v apt-get >/dev/null 2>&1; then
  echo "set-up: bubblewrap and git are missing and this is no Debian or Ubuntu; install them with your package manager." >&2
  exit 2
fi
if [ "$(id -u)" = 0 ]; then
  sh -c "export DEBIAN_FRONTEND=noninteractive; $install" >/dev/null
elif sudo -n true 2>/dev/null; then
  sudo -n sh -c "export DEBIAN_FRONTEND=noninteractive; $install" >/dev/null
else
  echo "set-up: bubblewrap or git is missing; run: sudo sh -c '$install'" >&2
  exit 2
fi
