#!/bin/sh
# Everything that must hold before a commit. All checks run, so that one look shows
# all that is wrong; the exit status is 1 if any failed. Needs the tools on PATH.
set -u

failed=''

check() {
    title=$1
    shift
    printf '%-10s ' "$title"
    started=$(date +%s)
    if report=$("$@" 2>&1); then
        printf 'ok      %3s s\n' "$(($(date +%s) - started))"
    else
        printf 'FAILED  %3s s\n%s\n\n' "$(($(date +%s) - started))" "$report"
        failed="$failed $title"
    fi
}

check format ruff format --check --quiet --output-format concise
check lint ruff check --quiet --output-format concise
check types mypy
check floors lint-imports
check law python tools/check_law.py
check declared python tools/check_declared.py
check words python tools/check_words.py
check licences python tools/check_licences.py
check wheel python tools/check_wheel.py
check readme python tools/check_readme.py

if [ -n "$failed" ]; then
    printf 'make check failed:%s\n' "$failed" >&2
    exit 1
fi
