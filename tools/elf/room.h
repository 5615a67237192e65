/* Where in a file, and in memory, there is room for what has to grow. */
#ifndef ELF_ROOM_H
#define ELF_ROOM_H

#include "elf/elf.h"

/* Something that gets a new place. */
struct elf_block {
	uint64_t from, old_size; /* in the old file */
	uint64_t old_address;    /* of a displaced block */
	uint64_t size, align;    /* in the new one; size 0: no block */
	uint64_t at, address;    /* where it will be */
};

struct elf_room {
	uint64_t size;              /* of the file then */
	struct elf_segment segment; /* the PT_LOAD that holds the blocks */
	size_t grown;               /* which one it was before; header.phnum: none, it is added */
	size_t unused;              /* the one whose place in the table it takes; header.phnum: none */
	struct elf_block displaced; /* what was in the place that the table grows into */
	uint64_t tail, shift;       /* the file from TAIL on moves up by SHIFT; 0: it stays */
	/* The old file from PAYLOAD on is in the new one at PAYLOAD_AGAIN, too; 0: it is not. */
	uint64_t payload, payload_again;
};

/* Finds room for BLOCKS, fills each one's at and address, and says how in
 * ROOM.  WRITABLE: the room must be.  False with E filled when there is none. */
bool elf_find_room(struct elf_room *room, const struct elf *elf, struct elf_block *const *blocks,
		   size_t count, bool writable, struct error *e);

#endif
