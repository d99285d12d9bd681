#!/bin/sh
# Everything that must hold before a commit. All checks run, side by side, so that one look
# shows all that is wrong; the exit status is 1 if any failed. Needs the tools on PATH.
set -u

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
trap 'exit 130' INT TERM

running=''

check() {
    title=$1
    shift
    {
        started=$(date +%s)
        "$@" >"$reports/$title" 2>&1
        result=$?
        echo "$(($(date +%s) - started))" >"$reports/$title.s"
        exit "$result"
    } &
    running="$running $title:$!"
}

# The longest first: they wait for others as much as they compute.
check readme python tools/check_readme.py
check wheel python tools/check_wheel.py
check types mypy
check format ruff format --check --quiet --output-format concise
check lint ruff check --quiet --output-format concise
check floors lint-imports
check law python tools/check_law.py
check declared python tools/check_declared.py
check words python tools/check_words.py
check licences python tools/check_licences.py

failed=''
for one in $running; do
    title=${one%%:*}
    printf '%-10s ' "$title"
    if wait "${one##*:}"; then
        printf 'ok      %3s s\n' "$(cat "$reports/$title.s")"
    else
        printf 'FAILED  %3s s\n%s\n\n' "$(cat "$reports/$title.s")" "$(cat "$reports/$title")"
        failed="$failed $title"
    fi
done

if [ -n "$failed" ]; then
    printf 'make check failed:%s\n' "$failed" >&2
    exit 1
fi
