#!/bin/sh
# Everything a fresh Debian or Ubuntu machine needs before the demo or the tests: the locked npm packages
# (Node 24, OpenCode and ripgrep among them), bubblewrap and git, and what the tests watch and sign with. Does nothing when all is there.
# A failure is one sentence on standard error and exit code 2.
set -eu
cd "$(dirname "$0")/.."

say_and_stop() {
  echo "set-up: $1" >&2
  exit 2
}

has() { command -v "$1" >/dev/null 2>&1; }

# Optional packages that do not arrive are left out by npm without a word, so the files themselves are looked for.
packages_are_there() {
  cmp -s package-lock.json node_modules/.set-up-lock || return 1
  case "$(uname -m)" in
    x86_64) test -x node_modules/opencode-linux-x64/bin/opencode && test -x node_modules/@vscode/ripgrep-linux-x64/bin/rg ;;
  esac || return 1
  case "$(node_modules/.bin/node --version 2>/dev/null)" in v24.*) ;; *) return 1 ;; esac
}

install_packages() {
  has npm || say_and_stop 'npm is missing; install Node.js 20 or newer together with npm.'
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >"$log" 2>&1 ||
    say_and_stop "npm ci failed ($(grep -m 1 -iE '^npm (error|err!)' "$log" || echo 'no message')); check the connection to the npm registry and run it again."
  cp package-lock.json node_modules/.set-up-lock
  packages_are_there ||
    say_and_stop 'npm ci left out a platform package (Node 24, OpenCode or ripgrep); a 64-bit Linux and a registry that has them are needed.'
}

install_system_packages() {
  commands='apt-get update && apt-get install -y --no-install-recommends bubblewrap git openssl strace'
  has apt-get ||
    say_and_stop 'bubblewrap, git, openssl or strace is missing and this is no Debian or Ubuntu; install them with your package manager.'
  if [ "$(id -u)" = 0 ]; then
    as_root=''
  elif has sudo && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  else
    say_and_stop "bubblewrap, git, openssl or strace is missing; run: sudo sh -c '$commands'"
  fi
  $as_root sh -c "export DEBIAN_FRONTEND=noninteractive; $commands" >/dev/null 2>&1 ||
    say_and_stop "bubblewrap, git, openssl or strace could not be installed; run: sudo sh -c '$commands'"
}

packages_are_there || install_packages
{ has bwrap && has git && has openssl && has strace; } || install_system_packages
