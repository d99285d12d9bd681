#!/bin/sh
# Make or refresh the environment: venv.sh PYTHON FOLDER WHAT
# WHAT is what pip installs, editable, under constraints.txt ('.' or '.[dev]').
set -eu

python=$1 venv=$2 what=$3

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 || fail \
    "$python was not found. Rightsflow needs Python 3.11 or later." \
    "On Debian or Ubuntu: apt install python3 python3-venv" \
    "Elsewhere, name yours: make demo PYTHON=/path/to/python3"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail \
    "$python is $("$python" -V 2>&1); Rightsflow needs Python 3.11 or later." \
    "Name a newer one: make demo PYTHON=python3.12"

"$python" -c 'import ensurepip, venv' 2>/dev/null || fail \
    "$python cannot make virtual environments: its venv module is not whole." \
    "On Debian or Ubuntu: apt install python3-venv"

# An environment of a Python that is gone, or of a folder that was moved, is made anew.
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 ||
    ! grep -qsF "$(pwd -P)/$venv/bin/python" "$venv/bin/pip"; then
    "$python" -m venv --clear "$venv"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
started=$(date +%s)
printf 'Installing Rightsflow and its packages into %s: one or two minutes the first time ' "$venv"

"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint constraints.txt --editable "$what" >"$log" 2>&1 &
pip=$!
trap 'kill "$pip" 2>/dev/null; rm -f "$log"' INT TERM
while kill -0 "$pip" 2>/dev/null; do
    printf '.'
    sleep 1
done

if ! wait "$pip"; then
    printf ' failed\n'
    sed -E 's#(https?|file)://[^ ]*#(address)#g' "$log" >&2
    fail "pip could not install the packages: see above. Is the package index reachable?"
fi
printf ' done in %s s\n' "$(($(date +%s) - started))"
