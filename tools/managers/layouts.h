/* All layouts of stores that are known. */
#ifndef MANAGERS_LAYOUTS_H
#define MANAGERS_LAYOUTS_H

#include "store/layout.h"

/* Ends with NULL. */
extern const struct store_layout *const managers_layouts[];

#endif
