# What people do daily. Each target sets up whatever is missing first.
.DEFAULT_GOAL := help
.PHONY: help setup fetch demo test lint eval repro calibrate bench clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

setup: ## Python environment and system packages (quick when nothing has changed)
	@scripts/setup.sh

fetch: setup ## the released documents into corpus/real, where their store is in reach
	@scripts/fetch.sh

demo: ## read the text documents at hand, show one as tasks, score all
	@scripts/demo.sh

test: fetch ## ruff, mypy, pytest
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/python -m pytest

lint: setup ## ruff and mypy alone
	.venv/bin/ruff check .
	.venv/bin/mypy

eval: fetch ## run and score text and digital PDF; scans too take minutes: make repro
	.venv/bin/nhiemvu run $$(ls -d corpus/real/text corpus/real/digital 2>/dev/null) corpus/own --out build/run --no-workbook
	.venv/bin/nhiemvu evaluate build/run --json build/metrics.json

repro: fetch ## what changed of dvc.yaml, with dvc.lock and metrics/ to commit
	.venv/bin/dvc repro
	.venv/bin/dvc metrics diff

calibrate: fetch ## count what rules and signals are worth, scans too: pipeline/confidence/*.csv
	.venv/bin/nhiemvu run $$(ls -d corpus/real/text corpus/real/digital corpus/real/scan300 corpus/real/scan200 2>/dev/null) corpus/own --out build/calibration --no-workbook
	.venv/bin/python scripts/calibrate.py build/calibration

bench: fetch ## every benchmarks/bench_*.py, in the order of their names
	@set -e; found=; for file in benchmarks/bench_*.py; do \
	  [ -f "$$file" ] || continue; found=1; echo "$$ $$file"; .venv/bin/python "$$file"; \
	done; [ -n "$$found" ] || echo "bench: no benchmarks/bench_*.py yet"

clean: ## what was made here: build/ and caches; environment and documents stay
	rm -rf build dist dvc_plots .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find pipeline extractors tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
