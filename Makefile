# One word to work. `make run` and `make test` need nothing before them but Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help install run demo test test-slow lint fix lock corpus bench-reading bench-corpus bench-start bench-redaction bench-check bench-plain bench-speed model bench-matching bench-import bench-delivery bench-surges bench-surges-slow bench-screen bench-pages screens audit fuzz clean

help: ## What there is to do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

install: $(STAMP) ## Create .venv with the product and what its tests need; start nothing

$(STAMP): requirements/test.txt requirements/build.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Tocsin needs Python 3.11 or newer; set PYTHON=… to one.' >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo 'Installing the locked dependencies into $(VENV) (about a minute, once) …'
	@$(PIP) --require-hashes -r requirements/test.txt
	@$(PIP) --require-hashes -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

run: install ## Start the whole product on an embedded database; prints where it is
	@$(BIN)/tocsin serve

demo: install ## Start a living desk with an invented county, in demo-data/; prints two officers' log-ins
	@TOCSIN_DATA_FOLDER=demo-data $(BIN)/tocsin demo --if-empty
	@TOCSIN_DATA_FOLDER=demo-data $(BIN)/tocsin serve

test: install ## Everything: style, types, imports, knowledge, and every test but the slow ones
	@scripts/system-needs.sh
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m 'not slow'

test-slow: install ## The tests that take minutes, with every parser fuzzed for ten of them (TOCSIN_FUZZ_SECONDS)
	@scripts/system-needs.sh
	@$(PIP) --require-hashes -r requirements/fuzz.txt || echo 'atheris is not to be had for this Python: Hypothesis fuzzes instead.'
	@test -x .cache/schemathesis/bin/schemathesis || { $(PYTHON) -m venv .cache/schemathesis && .cache/schemathesis/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/schemathesis.txt; }
	@$(BIN)/python -m pytest -m slow

lint: install ## Style, types, imports and the knowledge
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/tocsin knowledge lint

fix: install ## Mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

lock: install ## Renew the locked requirement files (with hashes, and naming no index)
	@$(BIN)/python -m pip install --quiet uv
	@for set in 'run.txt pyproject.toml --extra server --extra sso --extra pg --extra print --extra pictures --extra channels --extra mcp --extra stix --extra matching' 'test.txt pyproject.toml --extra server --extra sso --extra pg --extra print --extra pictures --extra channels --extra mcp --extra stix --extra matching --extra arrow --extra kafka --group test' 'train.txt pyproject.toml --extra server --extra sso --extra pg --extra print --extra pictures --extra channels --extra mcp --extra stix --extra matching --extra arrow --extra kafka --extra train --group test -c requirements/test.txt' 'spark.txt pyproject.toml --extra server --extra pg --extra print --extra pictures --extra mcp --extra stix --extra spark --extra kafka --group test -c requirements/test.txt' 'build.txt requirements/build.in' 'audit.txt requirements/audit.in' 'fuzz.txt requirements/fuzz.in' 'schemathesis.txt requirements/schemathesis.in'; do \
	  set -- $$set; out=$$1; shift; \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header "$$@" -o requirements/$$out; done

bench-reading: install ## How well the reader reads, field by field (needs ../shared)
	@$(BIN)/python benchmarks/reading/bench_reading.py

corpus: install ## Check the corpus: schema, split, copies, templates, give-aways, numbers and hosts
	@$(BIN)/python corpus/check.py

bench-corpus: install ## How hard the corpus is: simple baselines on its measuring half (installs scikit-learn)
	@$(PIP) --require-hashes -r requirements/train.txt
	@$(BIN)/python benchmarks/corpus/bench_corpus.py

bench-start: install ## How fast the command line answers
	@$(BIN)/python benchmarks/bench_start.py

bench-redaction: install ## How much personal data redaction finds, and how much it takes that is nobody's
	@$(BIN)/python benchmarks/reports/bench_redaction.py

model: install ## Train the checker's model anew from the corpus and ../shared/data (installs scikit-learn; half an hour)
	@$(PIP) --require-hashes -r requirements/train.txt
	@OMP_NUM_THREADS=1 $(BIN)/tocsin train --corpus corpus/training --data $${TOCSIN_DATA:-../shared/data}

bench-check: install ## Is the checker right: across sources, official but genuine, early, named, disguised (needs ../shared)
	@$(PIP) --require-hashes -r requirements/train.txt
	@$(BIN)/python benchmarks/checking/bench_check.py

bench-plain: install ## Are plain, short accounts recognised, as people type them first
	@$(BIN)/python benchmarks/checking/bench_plain.py

bench-speed: install ## How fast a check is, beside its peers in the same run (installs scikit-learn; needs ../shared)
	@$(PIP) --require-hashes -r requirements/train.txt
	@$(BIN)/python benchmarks/checking/bench_speed.py

bench-matching: install ## Is the right campaign found among a million texts, and how fast (half an hour)
	@$(BIN)/python benchmarks/matching/bench_matching.py

bench-import: install ## A million reports by CSV: rate, memory, killed half-way and gone on
	@$(BIN)/python benchmarks/reports/bench_import.py

bench-delivery: install ## How fast alerts go out: a county of 300,000 of a million subscribers (needs PostgreSQL; fetches smtp-sink)
	@$(BIN)/python benchmarks/delivery/bench_delivery.py

bench-surges: install ## Surges: against R, on an invented county, speeds (an hour; installs R's surveillance)
	@$(BIN)/python benchmarks/surges/bench_surges.py

bench-surges-slow: install ## Surges: false alarms counted over years (hours)
	@$(BIN)/python benchmarks/surges/bench_surges.py --calibrate

bench-api: install ## Checks a second of the API beside a bare FastAPI route (needs wrk)
	@$(BIN)/python benchmarks/api/bench_api.py

bench-screen: install ## How fast an archive is screened: plain, in processes, on Spark (installs PySpark; needs Java 17)
	@$(PIP) --require-hashes -r requirements/spark.txt
	@$(BIN)/python benchmarks/screening/bench_screen.py --kill

bench-pages: install ## How long an answer page takes the server, and what each page weighs
	@$(BIN)/python benchmarks/web/bench_pages.py

screens: install ## Take the pictures of every page in docs/screens anew (needs Chromium)
	@$(BIN)/python scripts/take_screens.py
	@$(BIN)/python scripts/take_desk_screens.py

audit: install ## Known faults, licences, a list of parts (SBOM) and a wheel built twice alike, into dist/
	@$(BIN)/python scripts/audit.py $(AUDIT)

fuzz: install ## Fuzz every parser, SECONDS each (600), with atheris (installs it)
	@$(PIP) --require-hashes -r requirements/fuzz.txt
	@$(BIN)/python tests/fuzzing/run.py $${SECONDS:-600}

clean: ## Remove the environment and caches, never data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
