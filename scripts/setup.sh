#!/usr/bin/env bash
# Makes the project ready to use; quick when nothing has changed since last time.
#
# 1. system packages named in packages.apt, where apt and the rights to use it are there;
# 2. a Python >= 3.11, found and not installed;
# 3. uv: the one on the PATH, or one of our own in .tools/;
# 4. .venv, exactly as uv.lock says, with its bytecode compiled (spaCy starts twice as fast).
#
# Steps 2 to 4 are left out while .venv carries a stamp made from the present
# pyproject.toml, uv.lock, packages.apt and this file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$@" >&2; exit 1; }

as_root() { # runs a command with root's rights; returns 126 when there is no way to them
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 126
    fi
}

apt_install() { # 126: not possible here; any other failure is apt's own
    command -v apt-get >/dev/null || return 126
    as_root true || return 126
    say "installing with apt: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

system_packages() {
    local missing=() name code=0
    while read -r name; do
        # What apt does not look after is not ours to judge: only dpkg knows.
        if command -v dpkg-query >/dev/null &&
            [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ]; then
            continue
        fi
        missing+=("$name")
    done < <(sed 's/#.*//' packages.apt 2>/dev/null | tr -s '[:space:]' '\n' | sed '/^$/d')
    [ "${#missing[@]}" -gt 0 ] || return 0

    apt_install "${missing[@]}" || code=$?
    case $code in
        0) ;;
        126)
            say "these system packages are not known to be here: ${missing[*]}"
            if command -v apt-get >/dev/null; then
                say "no right to install them; ask for: sudo apt-get install ${missing[*]}"
            else
                say "no apt-get on this system; install their equivalents by its own means"
            fi
            say "going on: what needs them will say so"
            ;;
        *) fail "apt-get could not install: ${missing[*]}" ;;
    esac
}

find_python() {
    local name
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if command -v "$name" >/dev/null &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            # Not the one of an activated environment, which may be the .venv to be made anew.
            "$name" -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))'
            return
        fi
    done
    fail "Python 3.11 or newer is needed and none was found." \
        "Found: $(command -v python3 >/dev/null && python3 --version 2>&1 || echo 'no python3 at all')." \
        "Install one (Debian: apt-get install python3 python3-venv), or name it: PYTHON=/path/to/python3 make setup"
}

find_uv() { # sets UV
    if command -v uv >/dev/null && uv --version | "$1" -c '
import re, sys
found = re.search(r"(\d+)\.(\d+)", sys.stdin.read())
sys.exit(not found or tuple(map(int, found.groups())) < (0, 5))'; then
        UV=$(command -v uv)
        return
    fi
    UV=.tools/bin/uv
    if "$UV" --version >/dev/null 2>&1; then return; fi
    say "putting uv into .tools/"
    rm -rf .tools
    if ! "$1" -m venv .tools >/dev/null 2>&1; then
        # Debian keeps the venv module in a package of its own.
        rm -rf .tools
        apt_install python3-venv || true
        "$1" -m venv .tools ||
            fail "$1 cannot make virtual environments." "Debian: apt-get install python3-venv; or install uv yourself."
    fi
    .tools/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5' ||
        fail "uv could not be installed from PyPI. Is the network there?"
}

stamp_value() {
    "$1" - <<'PY'
import hashlib
from pathlib import Path

digest = hashlib.sha256()
for name in ("pyproject.toml", "uv.lock", "packages.apt", "scripts/setup.sh"):
    path = Path(name)
    digest.update(name.encode() + b"\0" + (path.read_bytes() if path.exists() else b"") + b"\0")
print(digest.hexdigest())
PY
}

system_packages

stamp=.venv/.nhiemvu-setup
# A virtual environment holds absolute paths: one that was moved or copied is made anew.
if [ -f "$stamp" ] && [ -x .venv/bin/python ] &&
    [ "$(cat "$stamp")" = "$PWD $(stamp_value .venv/bin/python 2>/dev/null)" ]; then
    say "up to date"
    exit 0
fi

python=$(find_python)
find_uv "$python"
say "$("$UV" --version), $("$python" --version) at $python"
if [ -f "$stamp" ] && [ "$(cut -d' ' -f1 "$stamp")" != "$PWD" ]; then rm -rf .venv; fi

"$UV" sync --quiet --locked --group dvc --compile-bytecode --python "$python" --no-python-downloads ||
    fail "uv sync failed. After a change of pyproject.toml, run '$UV lock' first."
.venv/bin/python -m compileall -q pipeline extractors ||
    say "some files of pipeline/ or extractors/ do not compile; going on"
printf '%s %s\n' "$PWD" "$(stamp_value .venv/bin/python)" >"$stamp"
say "ready: .venv/bin/nhiemvu"
