# A thin face for people; the work is done by ./leadhouse, Maven and the tools in .venv.
.DEFAULT_GOAL := help
SCALE ?= 500000

.PHONY: help demo test bench lint format lock clean

PYTHON ?= python3
MVN ?= mvn
MVN_FLAGS ?= --batch-mode --no-transfer-progress

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: ## run the whole warehouse on a simulated CRM, with a Postgres of its own
	./leadhouse demo

test: lint ## every test and gate
	$(MVN) $(MVN_FLAGS) verify

bench: ## measure a run, DuckDB and Postgres beside it; SCALE=engagements (default 500000)
	$(MVN) $(MVN_FLAGS) --quiet package -DskipTests -Dspotless.check.skip=true
	java -Dleadhouse.home=. \
	  -cp "bench/target/classes:jobs/target/classes:common/target/classes:$$(cat bench/target/classpath)" \
	  io.leadhouse.bench.Bench --engagements $(SCALE) --folder target/bench --json target/bench.json

lint: .venv/installed ## check the style of sql/
	.venv/bin/sqlfluff lint --processes 2 --disable-progress-bar sql/core sql/marts sql/sources

format: .venv/installed ## format Java, poms and sql/
	$(MVN) $(MVN_FLAGS) spotless:apply
	.venv/bin/sqlfluff fix --processes 2 --disable-progress-bar sql/core sql/marts sql/sources

lock: ## type-check sql/ and write sql/schema.lock
	./leadhouse lock

clean: ## remove what was built
	$(MVN) $(MVN_FLAGS) clean
	rm -rf .venv target

.venv/installed: requirements-dev.txt
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --requirement requirements-dev.txt
	touch $@
