/* The floor under cafs-add: inflates tarballs, hashes their files with SHA-512
 * and writes them under pnpm's names, and does nothing else.  It checks
 * nothing, knows no names, keeps no index, and dies on whatever goes wrong.
 * And the floor under node-modules: inflates tarballs and writes their files
 * under their own names, a folder each, on all cores.
 *
 * usage: floor OUT LIST [tree]      OUT: an empty directory; LIST: the last
 *                                   column is a tarball
 *
 * The libraries are cafs-add's: libdeflate and OpenSSL's libcrypto. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCK = 512, NAME = 0, PREFIX = 345, MODE = 100, SIZE = 124, TYPE = 156 };

static int files; /* OUT/files */
static struct libdeflate_decompressor *decompressor;
static unsigned char *packed, *tar; /* the tarball at hand; grow, and are used again */
static size_t packed_capacity, tar_capacity;

static void reserve(unsigned char **buffer, size_t *capacity, size_t size)
{
	if (size <= *capacity)
		return;
	*capacity = size + size / 2;
	free(*buffer);
	if (!(*buffer = malloc(*capacity)))
		err(1, "malloc");
}

static size_t read_file(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		err(1, "%s", path);
	reserve(&packed, &packed_capacity, (size_t)st.st_size);
	if (read(fd, packed, (size_t)st.st_size) != st.st_size)
		err(1, "%s", path);
	close(fd);
	return (size_t)st.st_size;
}

/* All gzip members, one after the other; returns how many bytes came out. */
static size_t inflate(size_t len, const char *path)
{
	const unsigned char *last = packed + len - 4;
	size_t guess = last[0] | (size_t)last[1] << 8 | (size_t)last[2] << 16 | (size_t)last[3] << 24;
	size_t total = 0;
	reserve(&tar, &tar_capacity, guess + 8 * len);
	for (size_t at = 0, used, got; at < len && packed[at] == 0x1f; at += used, total += got)
		if (libdeflate_gzip_decompress_ex(decompressor, packed + at, len - at, tar + total,
						  tar_capacity - total, &used, &got) != LIBDEFLATE_SUCCESS)
			errx(1, "%s: does not inflate", path);
	return total;
}

static void write_file(const unsigned char *data, size_t size, unsigned long mode)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char hash[64];
	char name[2 + 1 + 126 + sizeof("-exec")], *p = name;
	SHA512(data, size, hash);
	for (int i = 0; i < 64; i++) {
		*p++ = digits[hash[i] >> 4];
		*p++ = digits[hash[i] & 15];
		if (i == 0)
			*p++ = '/';
	}
	strcpy(p, mode & 0111 ? "-exec" : "");
	int fd = openat(files, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode & 0111 ? 0555 : 0444);
	if (fd < 0 && errno == EEXIST)
		return;
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd) != 0)
		err(1, "%s", name);
}

/* The folder of a package, in which write_named writes. */
static int package;

static void write_named(const char *header, const unsigned char *data, size_t size, unsigned long mode)
{
	char path[256 + 2];
	snprintf(path, sizeof(path), "%.155s%s%.100s", header + PREFIX, header[PREFIX] ? "/" : "",
		 header + NAME);
	char *name = strchr(path, '/');
	if (!name++)
		return;
	int fd = openat(package, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode & 0111 ? 0755 : 0644);
	if (fd < 0 && errno == ENOENT) {
		for (char *slash = name; (slash = strchr(slash, '/')); *slash++ = '/') {
			*slash = '\0';
			mkdirat(package, name, 0755);
		}
		fd = openat(package, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			    mode & 0111 ? 0755 : 0644);
	}
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd) != 0)
		err(1, "%s", name);
}

static void add(const char *path, bool tree)
{
	size_t len = inflate(read_file(path), path), size;
	for (size_t at = 0; at + BLOCK <= len && tar[at]; at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK) {
		char *header = (char *)tar + at;
		size = strtoul(header + SIZE, NULL, 8);
		if (header[TYPE] != '0' && header[TYPE] != '1' && header[TYPE] != '\0')
			continue;
		if (tree)
			write_named(header, tar + at + BLOCK, size, strtoul(header + MODE, NULL, 8));
		else
			write_file(tar + at + BLOCK, size, strtoul(header + MODE, NULL, 8));
	}
}

/* The lines of the list whose number is `first` modulo `step`. */
static void add_lines(const char *list, long first, long step, bool tree)
{
	char *line = NULL, folder[24];
	size_t capacity = 0;
	FILE *lines = fopen(list, "r");
	decompressor = libdeflate_alloc_decompressor();
	long number = 0;
	for (ssize_t got; lines && (got = getline(&line, &capacity, lines)) > 0; number++) {
		if (number % step != first)
			continue;
		if (line[got - 1] == '\n')
			line[got - 1] = '\0';
		if (tree) {
			snprintf(folder, sizeof(folder), "%ld", number);
			if (mkdir(folder, 0755) != 0 ||
			    (package = open(folder, O_DIRECTORY | O_RDONLY | O_CLOEXEC)) < 0)
				err(1, "%s", folder);
		}
		add(strrchr(line, '\t') + 1, tree);
		if (tree)
			close(package);
	}
}

static void add_tree(const char *list)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int status, failed = 0;
	for (long i = 0; i < cores; i++)
		if (fork() == 0) {
			add_lines(list, i, cores, true);
			exit(0);
		}
	while (wait(&status) > 0)
		failed |= status;
	exit(failed != 0);
}

int main(int argc, char **argv)
{
	char name[3];
	if (argc < 3 || chdir(argv[1]) != 0)
		errx(1, "usage: floor OUT LIST [tree]");
	if (argc == 4)
		add_tree(argv[2]);
	if (mkdir("files", 0755) != 0 || (files = open("files", O_DIRECTORY | O_RDONLY | O_CLOEXEC)) < 0)
		err(1, "files");
	for (int i = 0; i < 256; i++) {
		snprintf(name, sizeof(name), "%02x", i);
		mkdirat(files, name, 0755);
	}
	add_lines(argv[2], 0, 1, false);
	return 0;
}
