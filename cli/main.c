/*
 * main.c: the process; what it does is in verbs.
 */
#include <stdio.h>

int
main(void)
{
    fputs("refire: no verb yet\n", stderr);
    return 2;
}
