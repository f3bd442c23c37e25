/*
 * expect_fuzz.c: any bytes as expectations, and made traffic for what they are. What is refused is
 * told with its place, in printable characters.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/verify/verify_made.h"
#include "parser/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char box[] = "PIX Version 6.3(5)\n"
                          "nameif ethernet0 outside security0\n"
                          "nameif ethernet1 inside security100\n"
                          "fixup protocol pptp 1723\n"
                          "ip address outside 192.168.201.1 255.255.255.0\n"
                          "ip address inside 10.48.66.47 255.255.254.0\n"
                          "global (outside) 1 interface\n"
                          "nat (inside) 1 0.0.0.0 0.0.0.0 0 0\n";

enum { TRIED_MAX = 4 }; /* each of them makes a dialogue: more find nothing new */

static void
try(const struct config *config, struct expectations *expectations)
{
    const struct engine_options options = { .max_conns = 64, .max_xlates = 64 };
    const struct verify_how how = { .file = "x", .untouched = "none" };
    if (expectations->count > TRIED_MAX)
        expectations->count = TRIED_MAX;
    struct report *report = report_new("x");
    struct verify *verify = verify_new(config, 0, expectations);
    if (report != NULL && verify != NULL && verify_make(verify, config, &options, expectations) &&
        verify_report(verify, &how, report) &&
        report_count(report, REPORT_PASSED) + report_count(report, REPORT_FAILED) !=
            expectations->count)
        abort();
    verify_free(verify);
    report_free(report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct load_options options = { .file = "box" };
    struct load_result loaded;
    struct expectations expectations;
    char *said = NULL;
    size_t said_size;
    FILE *complaints = open_memstream(&said, &said_size);
    if (complaints == NULL || !config_load_text(box, sizeof box - 1, &options, &loaded))
        abort();
    bool good =
        expect_parse(&expectations, loaded.config, "x", (const char *)data, size, complaints);
    fclose(complaints);
    if (good != (said_size == 0) || (!good && strncmp(said, "x:", 2) != 0))
        abort();
    for (size_t i = 0; i < said_size; i++)
        if ((said[i] < ' ' || said[i] > '~') && said[i] != '\n')
            abort();
    if (good)
        try(loaded.config, &expectations);
    expectations_free(&expectations);
    load_result_free(&loaded);
    free(said);
    return 0;
}
