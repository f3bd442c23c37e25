/*
 * lab_fuzz.c: any bytes as a lab file, and its packets put through a small firewall.
 *
 * What is refused says where; every packet of what is read is met or unmet.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/lab/lab_check.h"
#include "parser/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char box[] =
    "PIX Version 6.3(5)\nnameif ethernet0 outside security0\nnameif ethernet1 inside security100\n"
    "ip address outside 192.0.2.1 255.255.255.0\nip address inside 10.1.1.1 255.255.255.0\n"
    "static (inside,outside) 192.0.2.80 10.1.1.80\nconduit permit ip host 192.0.2.80 any\n";

enum { CHECKED_MAX = 8 }; /* an engine is made for each packet: more of them find nothing new */

static void
check(struct lab *lab)
{
    struct load_options options = { .file = "box" };
    struct load_result loaded;
    struct lab_score score;
    if (!config_load_text(box, sizeof box - 1, &options, &loaded))
        return;
    if (lab->expectation_count > CHECKED_MAX)
        lab->expectation_count = CHECKED_MAX;
    if (lab_check(lab, loaded.config, NULL, NULL, &score) &&
        score.met + score.unmet != lab->expectation_count)
        abort();
    load_result_free(&loaded);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lab lab;
    char error[LAB_ERROR_SIZE] = "";
    if (lab_parse(&lab, "x", (const char *)data, size, error))
        check(&lab);
    else if (strncmp(error, "x:", 2) != 0)
        abort();
    lab_free(&lab);
    return 0;
}
