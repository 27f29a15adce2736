#!/bin/sh
# Prints a Python of at least 3.11 (the first that really runs), or says what is missing. PYTHON=... overrides.
set -eu
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
echo "Python 3.11 or newer, with its venv module, was not found." >&2
echo "On Debian or Ubuntu: apt-get install python3 python3-venv. Or say which one: make PYTHON=/path/to/python3" >&2
exit 1
