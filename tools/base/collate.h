/* The order of names by JavaScript's localeCompare. */
#ifndef BASE_COLLATE_H
#define BASE_COLLATE_H

/* Below 0, 0 or above 0, as A comes before, with or after B in the locale "en" (Node
 * 20's ICU), for names of ASCII; other characters come last, byte by byte. */
int collate(const char *a, const char *b);

#endif
