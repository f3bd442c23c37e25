/*
 * exec_nat.c: `show nat` as a table, and what sets its counts back. In 6.x `show nat` prints lines
 * of the configuration (exec_show.c).
 */
#include "cli/exec/exec_plain.h"
#include "cli/exec/exec_rows.h"
#include "cli/show/show.h"

struct nat_arguments {
    ifc_id ifc;
};

static void
nat_init(void *scratch)
{
    ((struct nat_arguments *)scratch)->ifc = IFC_NONE;
}

static bool
show_nat_set(struct command_call *call, void *scratch)
{
    const struct nat_arguments *arguments = scratch;
    show_nat(call->user, arguments->ifc);
    return true;
}

static const struct word nat_words[] = {
    SHOW,
    KEYWORD("nat", "Address translation rules with their hits"),
    VALUE(nameif, struct nat_arguments, ifc, "Interface of the real addresses", .optional = true),
    END_OF_WORDS,
};
const struct command show_nat_command = {
    .name = "show nat",
    .help = SHOW_HELP,
    .words = nat_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .init = nat_init,
    .set = show_nat_set,
    .scratch_size = sizeof(struct nat_arguments),
};

static bool
clear_nat_set(struct command_call *call, void *scratch)
{
    (void)scratch;
    struct session *session = call->user;
    engine_clear_nat_hits(session->engine);
    return true;
}

static const struct word clear_nat_words[] = {
    KEYWORD("clear", "Clear run-time state"),
    KEYWORD("nat", "Hits of the address translation rules"),
    KEYWORD("counters", "Only the counters"),
    END_OF_WORDS,
};
/* [R], of a 7.0(4) or later */
const struct command clear_nat_command = {
    .name = "clear nat counters",
    .help = "Clear run-time state",
    .words = clear_nat_words,
    .modes = PRIVILEGED,
    .since = OS_7_0,
    .set = clear_nat_set,
};
