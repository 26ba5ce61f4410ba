# Two commands: `make run` serves the site here, `make test` runs the whole gate.

PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
MANAGE := $(PY) manage.py
LOCKING := $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-emit-options --annotation-style=line

# A Python named with PYTHON=, or the first of these that is new enough.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; \
	done)

# The first thing about this machine that stands in the way; see .ci/obstacle.
obstacle = $(shell sh .ci/obstacle '$(PYTHON)' $(1))
refuse = $(if $(strip $(1)),$(error $(strip $(1))))

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run dev test bench lighthouse screenshots icons words format lock browser clean local-data \
	can-install can-serve

help:  ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: export HUNCH_MODE = local
run: can-serve $(VENV)/runtime staticfiles/staticfiles.json local-data  ## Serve the site on this machine (another port: PORT=8001)
	@$(PY) -m gunicorn --config python:courseapp.server --bind 127.0.0.1:$(PORT) courseapp.wsgi

dev: export HUNCH_MODE = local
dev: export HUNCH_DEBUG = 1
dev: else_go_on = || true
dev: can-serve $(VENV)/runtime local-data  ## Serve it and reload code and lessons as they are saved
	@$(MANAGE) runserver 127.0.0.1:$(PORT)

# A site as it is set up in production, on a database of its own.
AS_DEPLOYED = HUNCH_VAR=var/deployed ALLOWED_HOSTS=learn.example.org \
	DEFAULT_FROM_EMAIL=hunch@learn.example.org \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')"

test: can-install $(VENV)/dev browser  ## Run the whole gate: format, lint, types, checks, lessons, tests
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	mkdir -p var/deployed
	$(AS_DEPLOYED) $(MANAGE) createcachetable
	$(AS_DEPLOYED) $(MANAGE) collectstatic --no-input --verbosity 0
	$(AS_DEPLOYED) $(MANAGE) check --deploy --fail-level WARNING
	HUNCH_MODE=local $(MANAGE) makemigrations --check --dry-run
	HUNCH_MODE=local $(MANAGE) check_lessons
	$(if $(POSTGRES_URL),DATABASE_URL='$(POSTGRES_URL)' $(PY) -m pytest -m concurrency)
	$(PY) -m pytest

bench: can-install $(VENV)/dev browser  ## Measure speed and sizes; renews docs/benchmarks.md
	$(PY) -m tests.bench

lighthouse: can-install $(VENV)/dev browser  ## Score pages with Lighthouse, which npx fetches
	$(PY) -m tests.bench lighthouse

screenshots: can-install $(VENV)/dev browser  ## Renew the pictures in docs/screenshots
	$(PY) -m tests.screenshots

icons: can-install $(VENV)/dev browser  ## Draw the icons in static/icons anew from the mark
	$(PY) -m tests.icons

words: can-install $(VENV)/dev  ## Take newly marked words into the translations and compile them
	$(PY) -m tests.words

format: can-install $(VENV)/dev  ## Format the code and mend what ruff can mend
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lock: can-install $(VENV)/dev  ## Renew the lock files (to newer releases: FLAGS=--upgrade)
	$(LOCKING) $(FLAGS) --output-file requirements.lock pyproject.toml
	$(LOCKING) $(FLAGS) --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock pyproject.toml

clean:  ## Remove what these commands made, except the data in var
	rm -rf $(VENV) staticfiles .mypy_cache .pytest_cache .ruff_cache .hypothesis

can-install:
	@$(call refuse,$(call obstacle))
can-serve:
	@$(call refuse,$(call obstacle,$(PORT)))

$(PY):
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv --clear $(VENV)

# Files in .venv that say which lock it holds; without its Python it holds nothing.
$(shell [ -x $(PY) ] || rm -f $(VENV)/runtime $(VENV)/dev)
$(VENV)/runtime: requirements.lock | $(PY)
	@echo "Installing what Hunch needs"
	@$(PIP) install --quiet --require-hashes --requirement $<
	@touch $@
$(VENV)/dev: requirements-dev.lock | $(PY)
	@echo "Installing what its developers need"
	@$(PIP) install --quiet --require-hashes --requirement $<
	@touch $@ $(VENV)/runtime

# Compressing them takes seconds, so only when one of them has changed.
staticfiles/staticfiles.json: $(VENV)/runtime courseapp/settings.py $(shell find static)
	@echo "Collecting static files"
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@touch $@

local-data:
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_lessons $(else_go_on)
	@$(MANAGE) make_demo $(else_go_on)

browser:
	@sh .ci/browser $(PY)
