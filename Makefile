# The way in without Nix.  `make help` lists the targets.
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
# No object file is deleted after the build.
.SECONDARY:
SHELL := /bin/bash

VERSION := 0.1.0
PREFIX ?= /usr/local
STRIP ?= strip
BUILD := build$(if $(ARCH),/$(ARCH))

PROGRAMS := cafs-add cache-entry-creator node-modules store-merge tree-patch
# From the top floor down: a room uses only rooms further right.
ROOMS := managers pnpm bun npm tree install merge store patch diff elf archive base
# libsha512 holds kernels in assembler, which need no libc, but ELF: both configurations take it.
LIBRARIES := $(BUILD)/deps/lib/libsha512.a -larchive -lz -ldeflate -lsqlite3 -ljansson -lyaml -lcrypto -lxxhash -lm

# What a fresh Debian or Ubuntu lacks, as THING:PACKAGE for tools/need.sh.
NEED_BUILD := gcc:gcc musl-gcc:musl-tools dpkg-source:dpkg-dev tclsh:tcl xz:xz-utils patch:patch \
	perl:perl nasm:nasm /usr/include/linux/fs.h:linux-libc-dev /etc/ssl/certs/ca-certificates.crt:ca-certificates
# For ARCH=aarch64.
NEED_CROSS := aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu \
	/usr/aarch64-linux-gnu/include/linux/fs.h:linux-libc-dev-arm64-cross
NEED_GLIBC := gcc:gcc /usr/include/stdlib.h:libc6-dev /usr/include/archive.h:libarchive-dev \
	/usr/include/zlib.h:zlib1g-dev /usr/include/libdeflate.h:libdeflate-dev \
	/usr/include/xxhash.h:libxxhash-dev /usr/include/sqlite3.h:libsqlite3-dev \
	/usr/include/jansson.h:libjansson-dev /usr/include/yaml.h:libyaml-dev /usr/include/openssl/sha.h:libssl-dev \
	/usr/include/cmocka.h:libcmocka-dev
NEED_CHECK := bats:bats git:git node:nodejs openssl:openssl sqlite3:sqlite3 mount:mount mandoc:mandoc lowdown:lowdown xmllint:libxml2-utils zsh:zsh fish:fish
NEED_SLOW := valgrind:valgrind strace:strace mkfs.btrfs:btrfs-progs mkfs.xfs:xfsprogs ld.lld:lld curl:curl
NEED_ELF := patchelf:patchelf eu-elflint:elfutils gdb:gdb strip:binutils musl-gcc:musl-tools gcc:gcc qemu-aarch64:qemu-user
NEED_NIX := nix-build:nix-bin git:git
# A remote builder on the loopback.
NEED_SSH := /usr/sbin/sshd:openssh-server ssh:openssh-client
# What an install script compiles an addon with.
NEED_ADDON := g++:g++ python3:python3 /usr/include/node/node.h:libnode-dev
NEED_PEERS := node:nodejs npm:npm
NEED_PEER_NIX := patchelf:patchelf dpkg-deb:dpkg apt-get:apt
NEED_BENCH := patchelf:patchelf time:time zstd:zstd curl:curl bsdtar:libarchive-tools mkfs.ext4:e2fsprogs unshare:util-linux
# clang only recommends the library that the fuzzers are linked with.
NEED_FUZZ := clang:clang '/usr/lib/llvm-*/lib/clang/*/lib/*/libclang_rt.fuzzer*.a:libclang-rt-dev'
NEED_DOC := mandoc:mandoc lowdown:lowdown
NEED_LINT := clang:clang clang-format:clang-format cppcheck:cppcheck shellcheck:shellcheck

WARNINGS := -std=c11 -Wall -Wextra -Wpedantic -Werror
CPPFLAGS := -Itools -D_FILE_OFFSET_BITS=64 -D_GNU_SOURCE -DFRAGSTORE_VERSION='"$(VERSION)"'

# Two configurations: the programs, static with musl; and everything that
# needs glibc, with sanitizers and Debian's own libraries: the unit tests
# always, the programs with SAN=1; with SAN=clang or SAN=thread both, by those.
STATIC_CC := musl-gcc
STATIC_FLAGS := -O2 -g -ffunction-sections -fdata-sections -isystem $(BUILD)/deps/include
STATIC_LINK := -static -Wl,--gc-sections -L$(BUILD)/deps/lib
SAN_CC := $(if $(filter clang,$(SAN)),clang,gcc)
SAN_LINK := -fsanitize=$(if $(filter thread,$(SAN)),thread,address,undefined)
SAN_FLAGS := -O1 -g $(SAN_LINK) -fno-sanitize-recover=all -fno-omit-frame-pointer
SAN_BUILD := $(BUILD)/san$(patsubst %,-%,$(filter clang thread,$(SAN)))
# gcc 13 puts what must be aligned to 64 bytes elsewhere, if its AddressSanitizer looks for the use of returned functions' stacks (GCC 110027).
ifeq ($(shell $(SAN_CC) -dumpversion 2>/dev/null),13)
export ASAN_OPTIONS := detect_stack_use_after_return=0
endif
ifdef ARCH
STATIC_CC := $(BUILD)/deps/cc
AR := $(BUILD)/deps/ar
endif
# A third for fuzzing: libFuzzer comes with clang alone.
FUZZ_FLAGS := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all

BIN := $(if $(SAN),$(SAN_BUILD),$(BUILD))/bin
export FRAGSTORE_BIN := $(CURDIR)/$(BIN)
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZ_SECONDS ?= 60
UNIT_TESTS := $(patsubst tests/unit/%.c,$(SAN_BUILD)/unit/%,$(wildcard tests/unit/test_*.c))

.PHONY: all check test demo bench bench-plot fuzz faults lint format man doc install install-tools uninstall check-aarch64 check-portable check-nixpkgs fidelity fidelity-npm clean help
all: $(PROGRAMS:%=$(BIN)/%) ## build the programs (SAN=1, clang, thread: with sanitizers; ARCH=aarch64: for that machine)

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /  \1\t/p' Makefile

# --- the programs -----------------------------------------------------------

$(BUILD)/deps/.done: tools/deps.sh tools/need.sh
	@tools/need.sh $(NEED_BUILD) $(if $(ARCH),$(NEED_CROSS))
	tools/deps.sh $(BUILD)/deps $(ARCH)
	@touch $@

$(SAN_BUILD)/.done: tools/need.sh Makefile $(BUILD)/deps/.done
	@tools/need.sh $(NEED_GLIBC)
	@mkdir -p $(@D) && touch $@

ROOM_SOURCES := $(wildcard $(ROOMS:%=tools/%/*.c))

$(BUILD)/obj/%.o: tools/%.c Makefile $(BUILD)/deps/.done
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(STATIC_CC) $(WARNINGS) $(STATIC_FLAGS) $(CPPFLAGS) -MMD -MP -c $< -o $@

$(SAN_BUILD)/obj/%.o: tools/%.c Makefile $(SAN_BUILD)/.done
	@mkdir -p $(@D)
	@echo "  CC $< (sanitizers)"
	@$(SAN_CC) $(WARNINGS) $(SAN_FLAGS) $(CPPFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/obj/rooms.a: $(ROOM_SOURCES:tools/%.c=$(BUILD)/obj/%.o)
	@rm -f $@
	@$(AR) rcs $@ $^

$(SAN_BUILD)/obj/rooms.a: $(ROOM_SOURCES:tools/%.c=$(SAN_BUILD)/obj/%.o)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/bin/%: $(BUILD)/obj/%/main.o $(BUILD)/obj/rooms.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(STATIC_CC) $(STATIC_LINK) -o $@ $^ $(LIBRARIES) -pthread

$(SAN_BUILD)/bin/%: $(SAN_BUILD)/obj/%/main.o $(SAN_BUILD)/obj/rooms.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(SAN_CC) $(SAN_LINK) -o $@ $^ $(LIBRARIES) -pthread

$(SAN_BUILD)/unit/%: tests/unit/%.c tests/unit/unit.h $(SAN_BUILD)/obj/rooms.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(SAN_CC) $(WARNINGS) $(SAN_FLAGS) $(CPPFLAGS) $(SAN_LINK) -o $@ $< $(SAN_BUILD)/obj/rooms.a \
		$(LIBRARIES) -lcmocka -pthread

$(BUILD)/fuzz/obj/%.o: tools/%.c Makefile $(SAN_BUILD)/.done
	@tools/need.sh $(NEED_FUZZ)
	@mkdir -p $(@D)
	@echo "  CC $< (fuzzing)"
	@clang $(WARNINGS) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link $(CPPFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/fuzz/obj/rooms.a: $(ROOM_SOURCES:tools/%.c=$(BUILD)/fuzz/obj/%.o)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/fuzz/obj/rooms.a $(wildcard tests/fuzz/*.h)
	@echo "  LD $@"
	@clang $(WARNINGS) $(FUZZ_FLAGS) -fsanitize=fuzzer $(CPPFLAGS) -o $@ $(filter-out %.h,$^) $(LIBRARIES) -pthread

-include $(shell find $(BUILD) -path '*/obj/*.d' 2>/dev/null)

# The pages are in the repository, so that installing, for another machine too, runs none of the programs.
man: $(PROGRAMS:%=$(BIN)/%) ## make the programs' manual pages of their --help
	@for program in $(PROGRAMS); do \
		$(BIN)/$$program --help | awk -f tools/man.awk >tools/$$program/$$program.1 || exit; \
	done
	@nix/fragstore.sh --help | awk -f tools/man.awk >nix/fragstore.1

doc: ## render manual pages, functions and errors into build/doc
	@tools/need.sh $(NEED_DOC)
	@doc/make.sh $(BUILD)/doc
	@echo "$(BUILD)/doc/index.html"

SHARE := $(DESTDIR)$(PREFIX)/share
BASH_COMPLETIONS := $(SHARE)/bash-completion/completions
FISH_COMPLETIONS := $(SHARE)/fish/vendor_completions.d
ZSH_COMPLETIONS := $(SHARE)/zsh/site-functions
# By their kinds, for a work tree may hold editors' copies, and templates that were built in place.
LIBRARY = $(shell find default.nix hooks nix tools/completions \( -name node_modules -o -name dist -o -name flake.lock \) -prune -o -type f \( \
	$(patsubst %,-name '%' -o,*.nix *.sh *.cjs *.ts *.tsx *.js *.json *.yaml *.lock *.html *.css *.1 *.txt *.bash *.fish _*) -name .gitignore \) -print)

install: install-tools ## install programs, manual pages, completions and the Nix library below DESTDIR and PREFIX (/usr/local)
	rm -rf "$(SHARE)/fragstore"
	install -d "$(SHARE)/fragstore/build"
	cp --parents $(LIBRARY) "$(SHARE)/fragstore"
	chmod -R u=rwX,go=rX "$(SHARE)/fragstore"
	ln -s ../../../bin "$(SHARE)/fragstore/build/bin"
	ln -sfn ../share/fragstore/nix/fragstore.sh "$(DESTDIR)$(PREFIX)/bin/fragstore"
	install -m 644 nix/fragstore.1 "$(SHARE)/man/man1"
	install -m 644 tools/completions/fragstore.bash "$(BASH_COMPLETIONS)/fragstore"
	install -m 644 tools/completions/fragstore.fish "$(FISH_COMPLETIONS)"

install-tools: all
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(SHARE)/man/man1" \
		"$(BASH_COMPLETIONS)" "$(FISH_COMPLETIONS)" "$(ZSH_COMPLETIONS)"
	install -s --strip-program=$(STRIP) $(PROGRAMS:%=$(BIN)/%) "$(DESTDIR)$(PREFIX)/bin"
	install -m 644 $(foreach program,$(PROGRAMS),tools/$(program)/$(program).1) "$(SHARE)/man/man1"
	for program in $(PROGRAMS); do \
		install -m 644 tools/completions/fragstore.bash "$(BASH_COMPLETIONS)/$$program" && \
		install -m 644 tools/completions/fragstore.fish "$(FISH_COMPLETIONS)/$$program.fish" || exit; \
	done
	install -m 644 tools/completions/_fragstore "$(ZSH_COMPLETIONS)"

uninstall: ## remove what install put below DESTDIR and PREFIX
	rm -rf "$(SHARE)/fragstore"
	for program in $(PROGRAMS) fragstore; do \
		rm -f "$(DESTDIR)$(PREFIX)/bin/$$program" "$(SHARE)/man/man1/$$program.1" \
			"$(BASH_COMPLETIONS)/$$program" "$(FISH_COMPLETIONS)/$$program.fish" || exit; \
	done
	rm -f "$(ZSH_COMPLETIONS)/_fragstore"

# --- tests ------------------------------------------------------------------

# The Nix of Debian 13, and of unstable, where it may be impossible to install for some days: then its tests are skipped, and say so.
$(BUILD)/nix/%/bin/nix: tests/peers/nix.sh tools/debian.sh
	@tools/need.sh $(NEED_PEER_NIX)
	$(if $(filter sid,$*),-)tests/peers/nix.sh $(BUILD)/nix/$* $*

# The pinned real programs: pnpm 9 to 12, Node 24.
$(BUILD)/peers/.done: tests/peers/install.sh tests/peers/package-lock.json
	@tools/need.sh $(NEED_PEERS)
	tests/peers/install.sh $(BUILD)/peers
	@touch $@

# npm 10, 11 and 12.
$(BUILD)/npm/.done: tests/peers/npm.sh tests/peers/npm.txt
	@tools/need.sh $(NEED_PEERS) openssl:openssl
	tests/peers/npm.sh $(BUILD)/npm
	@touch $@

check: all $(UNIT_TESTS) ## unit and command tests, under a minute
	@tools/need.sh $(NEED_CHECK)
	@tests/run.sh $(UNIT_TESTS) tests/cli/

check-aarch64: ## build the programs for aarch64 and run the command tests with qemu
	@tools/need.sh $(NEED_CHECK) qemu-aarch64:qemu-user
	@$(MAKE) --no-print-directory ARCH=aarch64 all
	@mkdir -p $(BUILD)/aarch64/qemu
	@for program in $(PROGRAMS); do \
		printf '#!/bin/sh\nexec qemu-aarch64 %s "$$@"\n' $(CURDIR)/$(BUILD)/aarch64/bin/$$program \
			>$(BUILD)/aarch64/qemu/$$program && chmod +x $(BUILD)/aarch64/qemu/$$program || exit; \
	done
	@FRAGSTORE_BIN=$(CURDIR)/$(BUILD)/aarch64/qemu tests/run.sh tests/cli/

# With SAN the unit and command tests are what sanitizers can say something about.
ifdef SAN
test: check
else
NIXES := $(BUILD)/nix/trixie $(BUILD)/nix/sid
# What another Nix may see otherwise: evaluation, its messages, and flakes. What takes long, the newest alone.
NIX_TESTS := tests/e2e/flake.bats tests/e2e/dev-shell.bats tests/nix/reader.bats tests/nix/packages.bats tests/nix/bun-lockfile.bats tests/nix/examples.bats
NEWEST_TESTS := tests/nix/arguments.bats

test: all $(UNIT_TESTS) $(FUZZERS) $(BUILD)/peers/.done $(BUILD)/npm/.done $(NIXES:%=%/bin/nix) ## every test, under 15 minutes
	@tools/need.sh $(NEED_CHECK) $(NEED_ELF) $(NEED_NIX) $(NEED_ADDON) $(NEED_SSH) $(NEED_SLOW)
	@tests/run.sh $(UNIT_TESTS) tests/elf/ tests/e2e/ tests/fidelity/ tests/cli/ tests/nix/ tests/fuzz/ \
		$(foreach nix,$(NIXES),--nix $(CURDIR)/$(nix) $(NIX_TESTS)) $(NEWEST_TESTS)
endif

fidelity: all $(BUILD)/peers/.done ## compare the trees of real projects with the real pnpm's (PROJECTS=DIR: a folder for each; TARBALLS=DIR)
	@$(BUILD)/peers/bin/node24 tests/fidelity/pnpm-real.mjs "$(PROJECTS)" $(BUILD)/fidelity/real $(BUILD)/bin $(BUILD)/peers \
		"$(or $(TARBALLS),$(BUILD)/fidelity/tarballs-real)" 10 11 12 10:prod 11:prod 12:prod 11:importer 12:importer 11:shamefully

fidelity-npm: all $(BUILD)/peers/.done $(BUILD)/npm/.done ## compare the trees of real projects with the real npm's (PROJECTS=DIR: a folder for each)
	@PROJECTS="$(PROJECTS)" tests/fidelity/npm-projects.sh

check-portable: all ## run the command tests with programs that do without what only Linux has, as they are built for macOS
	@tools/need.sh $(NEED_CHECK)
	@mkdir -p build/portable && ln -sfn ../deps build/portable/deps
	@$(MAKE) --no-print-directory BUILD=build/portable STATIC_CC='musl-gcc -U__linux__' all
	@FRAGSTORE_BIN=$(CURDIR)/build/portable/bin tests/run.sh tests/cli/

check-nixpkgs: all ## evaluate and build everything with the package set in NIXPKGS=DIR
	@tools/need.sh $(NEED_NIX) $(NEED_GLIBC) bats:bats shellcheck:shellcheck pkg-config:pkg-config
	@tests/nixpkgs/check.sh "$(NIXPKGS)"

# Whether Nix can build here is found before anything is compiled.
demo: ## build a real web app with Nix, offline, from its pnpm-lock.yaml
	@tools/need.sh $(NEED_NIX)
	@tests/demo.sh --check
	@$(MAKE) --no-print-directory all $(BUILD)/peers/.done
	@tests/demo.sh

bench: all $(BUILD)/peers/.done $(BUILD)/npm/.done ## measure against the peers, as root (BENCH=GROUP: one group; RUNS=N: runs of each side, 3; RECORD=1: into tests/bench/results.tsv)
	@tools/need.sh $(NEED_NIX) $(NEED_BENCH)
	@set -o pipefail; RUNS=$(RUNS) tests/bench/run.sh $(BENCH) $(if $(RECORD),| tests/bench/record.sh)

bench-plot: ## make doc/figures.svg, the table in doc/figures.md and the README's headlines of the recorded results
	@LC_ALL=C awk -f tests/bench/plot.awk tests/bench/results.tsv >doc/figures.svg
	@for page in doc/figures.md README.md; do \
		LC_ALL=C awk -f tests/bench/table.awk tests/bench/results.tsv $$page >$$page.new || { rm $$page.new; exit 1; }; \
		mv $$page.new $$page; \
	done

fuzz: $(FUZZERS) ## fuzz the readers, FUZZ_SECONDS (60) each
	@for fuzzer in $(FUZZERS); do \
		tests/fuzz/run.sh "$$fuzzer" -max_total_time=$(FUZZ_SECONDS) || exit; \
	done

faults: all ## fail every system call of each program once
	@tools/need.sh strace:strace openssl:openssl
	@tests/faults.sh

C_FILES := $(shell find tools tests -name '*.[ch]')
SHELL_FILES := $(shell find tools hooks nix doc tests -name '*.sh' -o -name '*.bash') .ci/run

lint: $(BUILD)/deps/.done ## clang-format, clang, cppcheck, shellcheck
	@tools/need.sh $(NEED_LINT) $(NEED_GLIBC)
	clang-format --dry-run -Werror $(C_FILES)
	clang $(WARNINGS) $(CPPFLAGS) -fsyntax-only $(ROOM_SOURCES) $(PROGRAMS:%=tools/%/main.c)
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches -Itools tools
	shellcheck -x -P SCRIPTDIR $(SHELL_FILES)
	shellcheck -x -P SCRIPTDIR --shell=bats $$(find tests -name '*.bats')

format: ## put the C sources into the house's form
	@tools/need.sh $(NEED_LINT)
	clang-format -i $(C_FILES)

clean: ## remove what was built, but neither libraries nor downloads
	rm -rf $(BUILD)/obj $(BUILD)/san* $(BUILD)/fuzz $(BUILD)/bin
