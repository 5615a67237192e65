# The way in without Nix.  `make help` lists the targets.
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SUFFIXES:
SHELL := /bin/bash

VERSION := 0.1.0
PREFIX ?= /usr/local
BUILD := build

PROGRAMS := cafs-add store-merge
ROOMS := base archive pnpm merge
LIBRARIES := -larchive -lz -ldeflate -lsqlite3 -ljansson -lcrypto -lxxhash -lm

WARNINGS := -std=c11 -Wall -Wextra -Wpedantic -Werror
CPPFLAGS := -Itools -D_FILE_OFFSET_BITS=64 -D_GNU_SOURCE -DFRAGSTORE_VERSION='"$(VERSION)"'

ifdef SAN
# Sanitizers need glibc; the libraries are then Debian's own packages.
OBJ := $(BUILD)/san
CC := gcc
CFLAGS := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS := -fsanitize=address,undefined
DEPS :=
else
OBJ := $(BUILD)/obj
CC := musl-gcc
CFLAGS := -O2 -g -ffunction-sections -fdata-sections
CPPFLAGS += -isystem $(BUILD)/deps/include
LDFLAGS := -static -Wl,--gc-sections -L$(BUILD)/deps/lib
DEPS := $(BUILD)/deps/.done
endif
BIN := $(if $(SAN),$(OBJ)/bin,$(BUILD)/bin)

ROOM_SOURCES := $(wildcard $(ROOMS:%=tools/%/*.c))
ROOM_OBJECTS := $(ROOM_SOURCES:tools/%.c=$(OBJ)/%.o)

all: $(PROGRAMS:%=$(BIN)/%)

$(BUILD)/deps/.done: tools/deps.sh
	tools/deps.sh $(BUILD)/deps
	touch $@

$(OBJ)/%.o: tools/%.c Makefile $(DEPS)
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(WARNINGS) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c $< -o $@

$(OBJ)/rooms.a: $(ROOM_OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(BIN)/%: $(OBJ)/%/main.o $(OBJ)/rooms.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBRARIES) -pthread

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
