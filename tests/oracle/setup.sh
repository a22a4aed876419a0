#!/bin/sh
# Installs the oracle's Python packages, once, into $IAC_ORACLE_HOME (a folder of the user's cache unless set).
set -e
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
home="${IAC_ORACLE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/portico/tools/iac-oracle-3}"
[ -e "$home/.done" ] && exit 0
echo "==> installing the Terraform oracle's Python packages into $home (about a minute)"
mkdir -p "$home"
python3 -m venv "$home/venv" || { echo "python3 has no venv module: on Debian, apt-get install python3-venv" >&2; exit 1; }
"$home/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
touch "$home/.done"
