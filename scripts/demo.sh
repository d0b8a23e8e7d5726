#!/usr/bin/env bash
# Runs the whole road over every text document at hand and shows what came out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh
scripts/fetch.sh

out=build/demo
inputs=()
for file in corpus/real/text/*.txt corpus/real/text/*.md corpus/own/*.txt corpus/own/*.md; do
    case ${file##*/} in
        '*'* | README*) ;; # a pattern that matched nothing, or a note about the folder
        *) inputs+=("$file") ;;
    esac
done
if [ "${#inputs[@]}" = 0 ]; then
    echo "demo: no .txt or .md document in corpus/real/text or corpus/own" >&2
    exit 1
fi

step() { printf '\n$ %s\n' "$1"; }

step "nhiemvu run <${#inputs[@]} documents> --out $out"
.venv/bin/nhiemvu run "${inputs[@]}" --out "$out"
step "nhiemvu show $out"
.venv/bin/nhiemvu show "$out"
step "nhiemvu evaluate $out"
.venv/bin/nhiemvu evaluate "$out"
echo
.venv/bin/python scripts/found.py "$out"
