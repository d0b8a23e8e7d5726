#!/usr/bin/env bash
# Brings the released documents into corpus/real, where their store is within reach.
#
# The store is the DVC remote `shared`, a folder beside the project (see .dvc/config).
# Without it this says so and succeeds: everything then works on corpus/own alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ ! -d ../shared/dvc ]; then
    if [ -d corpus/real/text ]; then
        echo "fetch: no ../shared/dvc here; using corpus/real as it stands"
    else
        echo "fetch: no ../shared/dvc here, so no released documents; using corpus/own alone"
    fi
    exit 0
fi
.venv/bin/dvc pull --quiet corpus/real.dvc
echo "fetch: released documents are in corpus/real"
