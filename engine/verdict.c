/*
 * verdict.c: the names of verdicts, as JSON and the summary print them.
 */
#include "engine/engine.h"

const char *
verdict_name(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASSED:
        return "passed";
    case VERDICT_DENIED:
        return "denied";
    case VERDICT_TO_THE_BOX:
        return "to-the-box";
    case VERDICT_NOT_MODELLED:
        return "not-modelled";
    case VERDICT_UNDECIDED:
        return "undecided";
    case VERDICT_WAITING:
        return "waiting";
    }
    return "unknown";
}
