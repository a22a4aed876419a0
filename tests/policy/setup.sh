#!/bin/sh
# Installs what the policy tests compare with, once, into $POLICY_TOOLS: z3-solver (PyPI) and iam-simulate (npm, AGPL: run, never linked).
set -e
home="${POLICY_TOOLS:?}"
[ -e "$home/.done" ] && exit 0
echo "==> installing z3-solver and iam-simulate into $home (about a minute)"
mkdir -p "$home"
python3 -m venv "$home/venv"
"$home/venv/bin/pip" install --quiet --disable-pip-version-check "z3-solver>=4.13,<5"
npm install --silent --no-save --no-package-lock --prefix "$home" @cloud-copilot/iam-simulate@0.1.173
touch "$home/.done"
