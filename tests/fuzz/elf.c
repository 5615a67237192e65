/* ELF files: whatever the bytes are, a file is refused or comes out with what
 * was asked for, and is then right as it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/dlopen.h"
#include "elf/target.h"
#include "elf/write.h"

static void require(int truth)
{
	if (!truth)
		abort();
}

static void ignore(void *context, const char *const *names, size_t count)
{
	(void)context, (void)names, (void)count;
}

/* A string of LEN times C. */
static char *repeat(char c, size_t len)
{
	char *s = malloc(len + 1);
	memset(s, c, len);
	s[len] = '\0';
	return s;
}

static void check_new(const struct elf_source *source, const struct elf_change *change)
{
	struct elf elf;
	struct error e = {0};
	struct buffer text = {0};
	struct elf_plan plan = {0};
	require(elf_read(&elf, source, "new", &e));
	if (change->interpreter)
		require(elf_interpreter(&elf, &text, &e) &&
			!strcmp(buffer_string(&text), change->interpreter));
	if (change->run_path)
		require(elf_run_path(&elf, &text, &e) && !strcmp(buffer_string(&text), change->run_path));
	require(elf_plan_make(&plan, &elf, change, &e) && plan.count == 0);
	elf_plan_free(&plan);
	buffer_free(&text);
	elf_free(&elf);
}

static void patch(const struct elf *elf, const struct elf_change *change)
{
	struct elf_plan plan;
	struct error e = {0};
	if (elf_plan_make(&plan, elf, change, &e) && plan.count > 0 && plan.size < (1 << 24)) {
		int fd = memfd_create("elf", MFD_CLOEXEC);
		require(fd >= 0 && elf_write(elf, &plan, fd));
		struct stat st;
		require(fstat(fd, &st) == 0);
		check_new(&(struct elf_source){.fd = fd, .size = (uint64_t)st.st_size}, change);
		close(fd);
	}
	error_clear(&e);
	elf_plan_free(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first two bytes say what is asked for. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	/* Memory of its own, so that a step too far is seen. */
	unsigned char *file = malloc(size - 2 + (size == 2));
	memcpy(file, data + 2, size - 2);
	char *interpreter = repeat('i', 1 + data[0] % 128u), *path = repeat('p', data[1] * 4u);
	static const char *const names[] = {"liba.so", "libz.so.1"};
	static const struct elf_rename rename = {"libc.so.6", "/lib/libc.so.6"};
	const bool more = data[1] & 4;
	const struct elf_change change = {
	    .interpreter = data[0] & 128 ? interpreter : NULL,
	    .run_path = data[1] & 1 ? path : NULL,
	    .force_rpath = data[1] & 2,
	    .remove_run_path = !(data[1] & 1) && data[1] & 2,
	    .soname = more ? "libnew.so" : NULL,
	    .remove_needed = names,
	    .remove_count = more,
	    .replace_needed = &rename,
	    .replace_count = more,
	};
	struct elf_source source = {.bytes = file, .size = size - 2};
	struct elf elf = {0};
	struct error e = {0};
	if (elf_read(&elf, &source, "fuzz", &e)) {
		const struct elf_target target = {elf.form, elf.header.machine, elf.osabi, ELF_LIBC_GLIBC};
		elf_target_fit(&target, &elf);
		elf_dlopen_each(&elf, ignore, NULL);
		patch(&elf, &change);
	}
	error_clear(&e);
	elf_free(&elf);
	free(file);
	free(interpreter);
	free(path);
	return 0;
}
