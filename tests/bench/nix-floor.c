// The least that a derivation's builder can do: the floor that nix.fragments is measured against.
#include <stdlib.h>
#include <sys/stat.h>

int main(void)
{
	return mkdir(getenv("out"), 0777) == 0 ? 0 : 1;
}
