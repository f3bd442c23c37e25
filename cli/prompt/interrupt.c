/*
 * interrupt.c: the one variable of the program that is not const: a handler can reach no other.
 */
#include "cli/prompt/interrupt.h"

#include <signal.h>

static volatile sig_atomic_t interrupted;

static void
on_signal(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

void
interrupt_catch(void)
{
    /* No SA_RESTART: a read from a pipe must end. SA_RESETHAND: the second Ctrl-C is final. */
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
    interrupted = 0;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool
interrupt_came(void)
{
    return interrupted != 0;
}
