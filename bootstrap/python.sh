#!/usr/bin/env bash
# Make .venv from the lock files named as arguments and install this checkout into it. Does nothing, quickly, when the
# environment was made from the same lock files, by the same Python, in this folder.
set -euo pipefail
cd "$(dirname "$0")/.."

# Path of the oldest Python that fits and can make environments; nothing when there is none.
find_python() {
    local candidate
    for candidate in python3.11 python3.12 python3.13 python3; do
        if "$candidate" -c 'import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    bash bootstrap/debian.sh python3-venv
    python=$(find_python)
fi
if [ -z "$python" ]; then
    echo "Python 3.11〜3.13（venv付き）がありません / Python 3.11 to 3.13 with venv is missing: apt-get install python3-venv" >&2
    exit 9
fi

# One stamp a lock file: installing the tests' packages leaves those of the service as they are.
wanted() { { cat "$1" pyproject.toml; "$python" --version; pwd; } | sha256sum | cut -d ' ' -f 1; }
ready=yes
for lock in "$@"; do
    [ "$(cat ".venv/made-from/$lock" 2>/dev/null || true)" = "$(wanted "$lock")" ] || ready=
done
[ -n "$ready" ] && exit 0

echo "Pythonの環境を用意しています（.venv）/ preparing the Python environment"
if ! .venv/bin/python -c '' 2>/dev/null || [ "$(cat .venv/made-in 2>/dev/null || true)" != "$PWD" ]; then
    rm -rf .venv
    "$python" -m venv .venv
    pwd > .venv/made-in
fi
pip=(.venv/bin/python -m pip install -q --disable-pip-version-check)
files=()
for lock in "$@"; do files+=(-r "$lock"); done
# uv installs the same locked files several times faster, trusting the system's certificates as pip does. Where it cannot be
# had or does not reach the packages, pip does the same more slowly, and says what is wrong if it cannot either.
if ! { "${pip[@]}" --require-hashes -r requirements-bootstrap.lock &&
       VIRTUAL_ENV=$PWD/.venv .venv/bin/uv pip install -q --system-certs --require-hashes "${files[@]}"; } 2>/dev/null; then
    "${pip[@]}" --require-hashes "${files[@]}"
fi
"${pip[@]}" --no-deps --no-build-isolation -e .
mkdir -p .venv/made-from
for lock in "$@"; do wanted "$lock" > ".venv/made-from/$lock"; done
