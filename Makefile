# A memory aid: each target is one or two commands that can be typed by hand.
.DEFAULT_GOAL := help
.PHONY: demo test build dev release asan tsan gcc fuzz bench bench-instructions bench-io bench-micro bench-profile bench-report golden format tidy e2e hostile outage outage-chart sim stats soak mutants planted slow-clients tamper verify-speed incident-speed clean help

JOBS ?= $(shell nproc)
SECONDS ?= 30
SEEDS ?= 2000
CASES ?= 20000
RECORDS ?= 1000000
MINUTES ?= 60
SHARDS ?= 2
BENCH ?= full
BENCH_OPTIONS = -DJURYMAST_TESTS=OFF -DJURYMAST_BENCH=ON
PRESET ?= release
CONNECTIONS ?= 4000
ATTACK_SECONDS ?= 120
CCACHE := $(if $(shell command -v ccache),-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
# A cached object also depends on the precompiled header that it was made with, which ccache looks at only where it is told to.
export CCACHE_SLOPPINESS ?= pch_defines,time_macros
SOURCES = $(shell find src tests tools bench -name '*.?pp' -not -path '*/node_modules/*')

# $(call configure,PRESET[,OPTIONS]) and $(call check,PRESET): build that preset in build/PRESET; run its tests.
configure = cmake --preset $(1) $(CCACHE) $(2) >build/$(1).configure.log 2>&1 || { cat build/$(1).configure.log; exit 1; }
compile = mkdir -p build && { $(call configure,$(1),$(2)); } && cmake --build --preset $(1) -j $(JOBS)
check = ctest --preset $(1) -j 2

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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

bench: ## CPU, latency and memory beside nginx and HAProxy, at most 35 minutes; BENCH=short is 3, bench-report writes docs/performance.md
	@tools/bootstrap bench
	@$(call compile,release,-DJURYMAST_TESTS=OFF -DJURYMAST_BENCH=ON)
	@bench/run --form $(BENCH)

bench-micro: ## Time of each piece of work of a request: codec, readers, exchange, record, journal
	@tools/bootstrap bench
	@mkdir -p build && { $(call configure,release,$(BENCH_OPTIONS)); } && cmake --build --preset release -j $(JOBS) --target bench_micro
	@build/release/bin/bench_micro

bench-instructions: ## Instructions of the same, beside those in bench/instructions.json (PRESET=release); UPDATE=1 keeps what is counted
	@tools/bootstrap bench
	@mkdir -p build && { $(call configure,$(PRESET),$(if $(filter release,$(PRESET)),$(BENCH_OPTIONS))); } && cmake --build --preset $(PRESET) -j $(JOBS) --target bench_count
	@bench/with_node bench/instructions.mjs --preset $(PRESET) $(if $(UPDATE),--update)

bench-io: ## What the four data calls of a request cost by epoll and by io_uring, and nothing else
	@tools/bootstrap bench
	@mkdir -p build && { $(call configure,release,$(BENCH_OPTIONS)); } && cmake --build --preset release -j $(JOBS) --target bench_load bench_probe bench_relay bench_upstream
	@bench/with_node bench/io.mjs --whole-us 27

bench-profile: ## Where a request's CPU time goes, by thread, function and system call, in half a minute; bench-report puts it on the page
	@tools/bootstrap bench
	@$(call compile,release,-DJURYMAST_TESTS=OFF -DJURYMAST_BENCH=ON)
	@bench/run profile

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

planted: ## Each planted bug of tests/planted switched on alone: the test of its promise must fail
	@tools/bootstrap test
	@mkdir -p build && { $(call configure,dev); }
	@JOBS=$(JOBS) tests/planted/run build/dev

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

soak: ## MINUTES=60 of mixed traffic, reloads, overrides and rollouts: nothing may grow
	@tools/bootstrap test
	@$(call compile,release,-DJURYMAST_TESTS=OFF)
	@MINUTES=$(MINUTES) JURYMAST_BIN=$(CURDIR)/build/release/bin/jurymast tests/soak/run

slow-clients: ## Debian's slowhttptest with CONNECTIONS=4000, ten minutes: good callers must not notice
	@tools/bootstrap slow
	@$(call compile,release,-DJURYMAST_TESTS=OFF)
	@CONNECTIONS=$(CONNECTIONS) ATTACK_SECONDS=$(ATTACK_SECONDS) JURYMAST_BIN=$(CURDIR)/build/release/bin/jurymast tests/e2e/run slow_clients.test.mjs

tamper: ## Every bit of a log of 10 000 records flipped, one at a time, and every other single change: each must be found
	@mkdir -p build && { $(call configure,dev); } && cmake --build --preset dev -j $(JOBS) --target app_test
	@JURYMAST_EVERY_BIT=1 build/dev/bin/app_test --gtest_filter='LogCampaign.*'

clean: ## Remove everything that was built
	@rm -rf build
