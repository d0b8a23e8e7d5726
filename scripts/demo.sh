#!/usr/bin/env bash
# Shows in a minute what nhiemvu does: reads the documents that come with it, shows the
# beginning of one as tasks, scores all of them, and says where the tables are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh

out=build/demo
document=kh-ubnd-xa-dong-khe.md
lines=45
width=$(tput cols 2>/dev/null || echo 100)
[ "$width" -ge 100 ] || width=100

step() { printf '\n$ %s\n' "$*"; }

step nhiemvu run corpus/own --out "$out"
.venv/bin/nhiemvu run corpus/own --out "$out" --quiet

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
