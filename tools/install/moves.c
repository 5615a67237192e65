#include "install/moves.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void install_moves_add(struct install_moves *m, char *from, char *to)
{
	array_reserve(m->all, m->capacity, m->count + 1);
	m->all[m->count++] = (struct install_move){from, to, false};
}

/* False with errno set. */
static bool run(struct install_move *move, int dir)
{
	if (move->from) {
		move->done = renameat(dir, move->from, dir, move->to) == 0;
		return move->done;
	}
	move->done = mkdirat(dir, move->to, 0755) == 0;
	return move->done || errno == EEXIST;
}

/* Takes back the first COUNT, as far as they can be. */
static void undo(const struct install_moves *m, size_t count, int dir)
{
	for (size_t i = count; i-- > 0;) {
		const struct install_move *move = &m->all[i];
		if (!move->done)
			continue;
		if (move->from)
			renameat(dir, move->to, dir, move->from);
		else
			unlinkat(dir, move->to, AT_REMOVEDIR);
	}
}

bool install_moves_run(struct install_moves *m, int dir, struct error *e)
{
	size_t i = 0;
	bool ok = true;
	process_hold();
	while (ok && i < m->count)
		ok = run(&m->all[i++], dir);
	if (!ok) {
		error_errno(e, m->all[i - 1].to, "cannot put in place");
		undo(m, i - 1, dir);
	}
	process_release();
	return ok;
}

void install_moves_free(struct install_moves *m)
{
	for (size_t i = 0; i < m->count; i++) {
		free(m->all[i].from);
		free(m->all[i].to);
	}
	free(m->all);
	*m = (struct install_moves){0};
}
