#!/usr/bin/env bash
# Shows in a minute what nhiemvu does: reads the text documents at hand (the released ones
# where their store is in reach, and ours), shows the beginning of one as tasks, scores all
# of them, and says where the tables are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh
scripts/fetch.sh

out=build/demo
inputs=(corpus/own)
if [ -d corpus/real/text ]; then inputs=(corpus/real/text "${inputs[@]}"); fi
document=kh-ubnd-xa-dong-khe.md
lines=45
width=$(tput cols 2>/dev/null || echo 100)
[ "$width" -ge 100 ] || width=100

step() { printf '\n$ %s\n' "$*"; }

step nhiemvu run "${inputs[@]}" --out "$out"
.venv/bin/nhiemvu run "${inputs[@]}" --out "$out" --quiet --no-workbook

step nhiemvu show "$out" --document "$document"
shown=$(COLUMNS=$width .venv/bin/nhiemvu show "$out" --document "$document")
head -n "$lines" <<<"$shown"
rest=$(($(wc -l <<<"$shown") - lines))
if [ "$rest" -gt 0 ]; then echo "… and $rest lines more; the command above shows them all"; fi

step nhiemvu evaluate "$out"
.venv/bin/nhiemvu evaluate "$out"

.venv/bin/python scripts/found.py "$out"
cat <<TEXT

The program is .venv/bin/nhiemvu. What to do next:
  the document that was shown    corpus/own/$document
  your own documents             .venv/bin/nhiemvu run YOUR-FOLDER --out build/mine
  their tasks                    .venv/bin/nhiemvu show build/mine
  the tables' columns            docs/tables.md
  how to read the figures        docs/evaluation.md
TEXT
