# A thin face for people; the work is done by ./leadhouse, Maven and the tools in .venv.
.DEFAULT_GOAL := help
SCALE ?= 500000
INGESTS ?= 60
KILLS ?= 60
HISTORIES ?= 5
DAYS ?= 31
SEED ?= $(shell date +%s)

.PHONY: help demo build test test-java test-python soak bench bench-ingest lint format lock manifest tour clean

PYTHON ?= python3
MVN ?= mvn
MVN_FLAGS ?= --batch-mode --no-transfer-progress
BENCH = java -Dleadhouse.home=. \
  -cp "bench/target/classes:jobs/target/classes:common/target/classes:$$(cat bench/target/classpath)" \
  io.leadhouse.bench

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: ## run the whole warehouse on a simulated CRM, with a Postgres of its own
	./leadhouse demo

# The Python tests wait for processes most of the time, so they run beside those of Java; what they
# have to say comes after them. A shell keeps Ctrl-C from what it runs beside itself, so it is handed on.
test: build ## every test and gate
	@mkdir -p target
	@$(MAKE) lint test-python > target/test-python.log 2>&1 & python=$$!; \
	$(MAKE) test-java & java=$$!; \
	trap "kill $$python $$java" INT TERM; \
	wait $$java; java=$$?; \
	wait $$python; python=$$?; \
	cat target/test-python.log; \
	exit $$((java || python))

build: ## compile, without a test
	$(MVN) $(MVN_FLAGS) --quiet package -DskipTests -Dspotless.check.skip=true
	@# Maven leaves an unchanged file alone, and the launcher would build again, beside the tests.
	@touch jobs/target/classpath

test-java: ## the tests and gates of the Java code and of sql/
	$(MVN) $(MVN_FLAGS) verify

test-python: .venv/installed ## the DAG on a real Airflow, docker-compose.yml, notebooks, BI questions
	.venv/bin/python -m pytest

soak: ## ingests among writers; ingests, and whole runs, killed KILLS times (60); HISTORIES (5) of runs against rebuilds; DAYS (31) run one by one; SEED=n repeats one
	$(MVN) $(MVN_FLAGS) test --projects jobs --also-make \
	  -Dtest=LateCommitsTest,IngestCrashTest,RunCrashTest,RefreshEqualsRebuildTest,BackfillTest \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.timeout=28800 \
	  -Dleadhouse.soak.ingests=$(INGESTS) \
	  -Dleadhouse.soak.kills=$(KILLS) -Dleadhouse.soak.seed=$(SEED) \
	  -Dleadhouse.soak.histories=$(HISTORIES) -Dleadhouse.soak.days=$(DAYS)

bench: build ## measure a run, DuckDB and Postgres beside it; SCALE=engagements (default 500000)
	$(BENCH).Bench --engagements $(SCALE) --folder target/bench --json target/bench.json

bench-ingest: build ## measure an ingest and those after changes, COPY and JDBC beside it; SCALE as above
	$(BENCH).IngestBench --engagements $(SCALE) --folder target/bench --json target/bench-ingest.json

lint: .venv/installed ## check the style of sql/ and of the Python code
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/sqlfluff lint --processes 2 --disable-progress-bar sql/core sql/marts sql/sources

format: .venv/installed ## format Java, poms, sql/ and Python
	.venv/bin/ruff check --fix
	.venv/bin/ruff format
	$(MVN) $(MVN_FLAGS) spotless:apply
	.venv/bin/sqlfluff fix --processes 2 --disable-progress-bar sql/core sql/marts sql/sources

lock: ## type-check sql/ and write sql/schema.lock
	./leadhouse lock

manifest: ## write the parts of a run to airflow-dags/manifest.json
	./leadhouse manifest

tour: .venv/installed ## render docs/tour from the warehouse of the last `make demo`, kept up by --serve
	LEADHOUSE_CONFIG=target/demo/leadhouse.yml .venv/bin/python notebooks/render.py docs/tour

clean: ## remove what was built
	$(MVN) $(MVN_FLAGS) clean
	rm -rf .venv target

.venv/installed: requirements-dev.txt
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --no-compile --requirement requirements-dev.txt
	touch $@
