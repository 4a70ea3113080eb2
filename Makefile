# Everything a person needs: `make` alone says what there is.
# Only Python 3.11 to 3.13 and make must be there; the rest is installed when a target needs it.

# A proxy may carry a certificate of its own, which only the system's store knows.
export UV_SYSTEM_CERTS := 1
# The interpreter is the machine's own; nothing is fetched in its place.
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
MAIL := postfix dovecot-imapd dovecot-lmtpd
BROWSER := chromium-headless-shell fonts-noto-core fonts-noto-color-emoji
DATABASE := postgresql

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test rows docs lint bench bench-policy spark clients peers mutants screenshots tables messages lock

help:  ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .stamps/python .stamps/demo-packages  ## Start Harbour Coffee: page, inbox, mail and a few fans (RESET=1 begins anew)
	@exec $(BIN)/askfirst demo $(if $(RESET),--reset)

test: .stamps/python .stamps/test-packages .stamps/spark .stamps/clients  ## Run everything: lint, docs, tests on SQLite and on PostgreSQL
	@exec $(BIN)/python -m tests.run

rows: .stamps/python .stamps/test-packages  ## One line for each promise of docs/promises.md: works or missing
	@exec $(BIN)/python -m tests.rows

docs: .stamps/python  ## Build the documentation into site/, with warnings as errors
	@$(BIN)/python -m tests.run docs && echo "Open site/index.html"

lint: .stamps/python  ## Check style, types and the arrows between rooms
	@exec $(BIN)/python -m tests.run lint

bench: .stamps/python .stamps/test-packages  ## Measure, as ratios in one run
	@set -e; for file in bench/[a-z]*.py; do echo "== $$file"; $(BIN)/python "$$file"; done

bench-policy: .stamps/python .stamps/test-packages  ## Measure the policy engine alone: one decision, other engines, audiences
	@set -e; for file in decision engines audience; do echo "== bench/$$file.py"; $(BIN)/python bench/$$file.py; done

spark: .stamps/python  ## Install Spark, for audiences that one machine cannot hold (40 s, half a gigabyte)
	@sh make/spark && mkdir -p .stamps && touch .stamps/spark

clients: .stamps/python  ## Install the public clients that are run against the sandbox, in an environment of their own
	@sh make/clients && mkdir -p .stamps && touch .stamps/clients

peers: .stamps/python  ## Install a real Matrix homeserver and a real AT Protocol server, for tests that ask them (3 min; Node 20 for the latter)
	@sh make/peers && mkdir -p .stamps && touch .stamps/peers

mutants: .stamps/python  ## Put small mistakes into the policy engine: which does no test notice? (20 min; ONLY="--again fold")
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-mutation.lock
	@exec nice $(BIN)/python -m tests.policy.mutants $(ONLY)

screenshots: .stamps/python .stamps/demo-packages .stamps/test-packages  ## Take pictures of every screen for docs/screens.md (5 min)
	@exec $(BIN)/python -m tests.screens

tables: .stamps/python  ## After a new migration: write down what all of them leave, which an empty database gets at once (1 min)
	@exec $(BIN)/python -m tests.tables

messages: .stamps/python  ## Collect the words of the interface for translation, and compile what was translated
	@sh make/messages

lock: .stamps/python  ## Rebuild the locks from pyproject.toml, with hashes and without hosts
	$(BIN)/uv lock --quiet --upgrade
	$(BIN)/uv export --quiet --format requirements-txt --no-emit-project --no-header --all-groups --no-group spark --no-group mutation --no-group clients > .stamps/lock
	mv .stamps/lock requirements.lock
	$(BIN)/uv export --quiet --format requirements-txt --no-emit-project --no-header --only-group spark > .stamps/lock
	mv .stamps/lock requirements-spark.lock
	$(BIN)/uv export --quiet --format requirements-txt --no-emit-project --no-header --only-group mutation > .stamps/lock
	mv .stamps/lock requirements-mutation.lock
	$(BIN)/uv export --quiet --format requirements-txt --no-emit-project --no-header --only-group clients > .stamps/lock
	mv .stamps/lock requirements-clients.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url make/synapse.in -o requirements-peers.lock

.stamps/python: requirements.lock pyproject.toml make/environment
	@sh make/environment && mkdir -p .stamps && touch $@

# Installing what requirements.lock names takes Spark out again, so it comes after.
.stamps/spark: requirements-spark.lock make/spark .stamps/python
	@sh make/spark && mkdir -p .stamps && touch $@

.stamps/clients: requirements-clients.lock make/clients .stamps/python
	@sh make/clients && mkdir -p .stamps && touch $@

.stamps/demo-packages: Makefile make/packages
	@sh make/packages $(MAIL) && mkdir -p .stamps && touch $@

.stamps/test-packages: Makefile make/packages
	@sh make/packages $(MAIL) $(BROWSER) $(DATABASE) && mkdir -p .stamps && touch $@
