# A memory aid: each target is one or two commands that can be typed by hand.
.DEFAULT_GOAL := help
.PHONY: demo test build dev release asan tsan gcc fuzz bench bench-report golden format tidy e2e hostile outage outage-chart sim stats mutants slow-clients tamper verify-speed incident-speed clean help

JOBS ?= $(shell nproc)
SECONDS ?= 30
SEEDS ?= 2000
CASES ?= 20000
RECORDS ?= 1000000
SHARDS ?= 2
BENCH ?= full
CONNECTIONS ?= 4000
ATTACK_SECONDS ?= 120
CCACHE := $(if $(shell command -v ccache),-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
SOURCES = $(shell find src tests tools bench -name '*.?pp' -not -path '*/node_modules/*')

# $(call configure,PRESET[,OPTIONS]) and $(call check,PRESET): build that preset in build/PRESET; run its tests.
configure = cmake --preset $(1) $(CCACHE) $(2) >build/$(1).configure.log 2>&1 || { cat build/$(1).configure.log; exit 1; }
compile = mkdir -p build && { $(call configure,$(1),$(2)); } && cmake --build --preset $(1) -j $(JOBS)
check = ctest --preset $(1) -j 2

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Build, break a primary, watch the fallback carry; needs no key
	@tools/bootstrap demo
	@$(call compile,release,-DJURYMAST_TESTS=OFF)
	@if [ -t 1 ]; then build/release/bin/jurymast demo --keep; else build/release/bin/jurymast demo; fi

test: ## Install what is missing, build once, run every test
	@tools/bootstrap test
	@$(call compile,dev)
	@$(call check,dev)

build: release ## The release binary: build/release/bin/jurymast

release:
	@$(call compile,release)

dev: ## Build with assertions and tests in build/dev
	@$(call compile,dev)

asan: ## All tests under address and undefined-behaviour sanitizers
	@$(call compile,asan)
	@$(call check,asan)

tsan: ## All tests under the thread sanitizer
	@$(call compile,tsan)
	@$(call check,tsan)

gcc: ## All tests built by g++ 12
	@$(call compile,gcc)
	@$(call check,gcc)

fuzz: ## Each fuzz target for SECONDS=30 on its corpus; finds are kept in build/fuzz/found
	@$(call compile,fuzz)
	@mkdir -p build/fuzz/found
	@for target in build/fuzz/bin/fuzz_*; do \
	  name=$${target##*/fuzz_}; echo "fuzz $$name"; mkdir -p build/fuzz/found/$$name; \
	  $$target -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
	    -artifact_prefix=build/fuzz/found/$$name- build/fuzz/found/$$name tests/fuzz/corpus/$$name || exit 1; \
	done

bench: ## CPU time a request beside nginx and HAProxy; BENCH=short is quick, bench-report writes docs/performance.md
	@tools/bootstrap bench
	@$(call compile,release,-DJURYMAST_TESTS=OFF -DJURYMAST_BENCH=ON)
	@bench/run --form $(BENCH)

bench-report:
	@bench/run --report docs/performance.md

verify-speed: ## How fast `log verify` reads a log of RECORDS=1000000; fails under 200 MB/s
	@$(call compile,release,-DJURYMAST_TESTS=OFF -DJURYMAST_BENCH=ON)
	@bench/verify_log build/release/bin $(RECORDS)

incident-speed: ## What summaries of a day of RECORDS=1000000 operations cost (make incident-speed RECORDS=10000000); over 10 s, 1 s an hour, fails
	@$(call compile,release,-DJURYMAST_TESTS=OFF -DJURYMAST_BENCH=ON)
	@bench/incident_speed build/release/bin $(RECORDS)

sim: ## The simulator: SEEDS=2000 outages of two virtual minutes, and what must hold in them
	@mkdir -p build && { $(call configure,dev); } && cmake --build --preset dev -j $(JOBS) --target jurymast_sim_program
	@build/dev/bin/jurymast_sim --seeds $(SEEDS)

stats: ## The figures of docs/statistics.md, computed by the code that decides; fails where one is not what is expected
	@mkdir -p build && { $(call configure,release,-DJURYMAST_TESTS=OFF); } && cmake --build --preset release -j $(JOBS) --target jurymast_stats
	@build/release/bin/jurymast_stats

mutants: ## Each planted fault, the rule of the simulator that finds it, and after how many seeds
	@mkdir -p build && { $(call configure,dev); } && cmake --build --preset dev -j $(JOBS) --target sim_mutants
	@for mutant in build/dev/bin/mutants/*; do \
	  printf '%-26s' $${mutant##*/}; $$mutant --seeds 1000 --threads 1 --expect any || exit 1; \
	done

golden: ## Rewrite the expected files of the golden tests; read the difference before committing it
	@$(call compile,dev)
	@GOLDEN_UPDATE=1 ctest --test-dir build/dev -L core -j 2 --output-on-failure

format: ## Lay out all C++ as .clang-format says
	@clang-format-19 -i $(SOURCES)

tidy: ## The rules of the house: rooms, clocks, sizes, words
	@mkdir -p build && { $(call configure,dev); } && cmake --build --preset dev -j $(JOBS) --target jurymast_tidy
	@build/dev/bin/jurymast_tidy .

e2e: ## The end-to-end tests alone, with the official SDK
	@tools/bootstrap test
	@$(call compile,dev)
	@ctest --preset dev -L e2e

hostile: ## CASES=20000 hostile answers of a provider against the asan binary, in SHARDS=2 processes
	@tools/bootstrap test
	@mkdir -p build && { $(call configure,asan); } && cmake --build --preset asan -j $(JOBS) --target jurymast
	@seq 0 $$(($(SHARDS) - 1)) | xargs -P $(SHARDS) -I@ env CASES=$(CASES) SHARD=@/$(SHARDS) \
	  JURYMAST_BIN=$(CURDIR)/build/asan/bin/jurymast JURYMAST_TIME_SCALE=3 tests/e2e/run hostile.test.mjs

outage: ## Outages of upstreams beside a naive stack, ten minutes; REPORT=1 writes docs/outages.md
	@tools/bootstrap test
	@$(call compile,release,-DJURYMAST_TESTS=OFF)
	@JURYMAST_BIN=$(CURDIR)/build/release/bin/jurymast tests/outage/run
	@if [ -n "$(REPORT)" ]; then tests/e2e/node_modules/node/bin/node tests/outage/report.mjs build/outage.json docs/outages.md; fi

outage-chart:
	@$(call compile,release,-DJURYMAST_TESTS=OFF)
	@build/release/bin/jurymast simulate --config examples/interactive.toml --scenario brown_out --format svg --out docs/brown-out.svg

slow-clients: ## Debian's slowhttptest with CONNECTIONS=4000, ten minutes: good callers must not notice
	@tools/bootstrap slow
	@$(call compile,release,-DJURYMAST_TESTS=OFF)
	@CONNECTIONS=$(CONNECTIONS) ATTACK_SECONDS=$(ATTACK_SECONDS) JURYMAST_BIN=$(CURDIR)/build/release/bin/jurymast tests/e2e/run slow_clients.test.mjs

tamper: ## Every bit of a log of 10 000 records flipped, one at a time, and every other single change: each must be found
	@mkdir -p build && { $(call configure,dev); } && cmake --build --preset dev -j $(JOBS) --target app_test
	@JURYMAST_EVERY_BIT=1 build/dev/bin/app_test --gtest_filter='LogCampaign.*'

clean: ## Remove everything that was built
	@rm -rf build
