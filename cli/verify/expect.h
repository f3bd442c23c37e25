/*
 * expect.h: what is expected of a configuration, in plain lines:
 *
 *     expect built tcp inside:10.48.66.106 -> outside:192.168.201.25/1723
 *     expect passed gre outside:192.168.201.25 -> 192.168.201.5
 *     expect denied tcp outside:any -> 192.168.201.5/ssh by 106023
 *     expect inspected tcp inside:any -> outside:any/21 by ftp
 *     expect translated inside:10.48.66.0/23 to 192.168.201.1
 *     expect no 305006
 *     expect at least 2 302013
 *
 * An end is [NAMEIF:]ADDRESS[/LENGTH | /MASK][/PORTS]. ADDRESS is `any`, an address or a name of
 * the configuration; PORTS a number, a name, a range FIRST-LAST or `any`. Addresses are those on
 * the wire where the packet enters; a destination is known by its real address too. What follows
 * a # is not read. `group TEXT` gives the lines below it a heading.
 */
#ifndef REFIRE_CLI_VERIFY_EXPECT_H
#define REFIRE_CLI_VERIFY_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/verify/dialogue.h"
#include "engine/base/arena.h"
#include "engine/base/compiler.h"
#include "engine/model/config.h"
#include "engine/trace.h"

#define EXPECT_FILE_SIZE ((size_t)1024 * 1024)
#define EXPECT_LINE_SIZE ((size_t)1024)
#define EXPECT_COUNT ((size_t)4096)
#define EXPECT_ERRORS 20 /* are said; the rest of the file is not looked at */

enum expect_kind {
    EXPECT_BUILT,      /* each flow has a connection */
    EXPECT_PASSED,     /* each packet */
    EXPECT_DENIED,     /* each packet */
    EXPECT_UNDECIDED,  /* each packet */
    EXPECT_INSPECTED,  /* an inspection reads some of its packets */
    EXPECT_TRANSLATED, /* a host is known by another address, in both directions */
    EXPECT_MESSAGE,    /* log lines of that number */
};

struct expect_end {
    ifc_id ifc; /* IFC_NONE: any */
    struct network network;
    uint16_t port_first, port_last; /* 0 to 65535: any */
};

enum expect_count { COUNT_ANY, COUNT_EXACTLY, COUNT_AT_LEAST, COUNT_AT_MOST };

struct expectation {
    enum expect_kind kind;
    bool no;          /* it must not be so; then packets need not be there */
    uint8_t protocol; /* IP_ANY: any */
    bool has_destination;
    struct expect_end source, destination;
    int icmp_type, icmp_code; /* -1: any */
    /* `by`, each only with its kind */
    uint32_t message;      /* DENIED, MESSAGE; 0: any */
    enum drop_reason drop; /* DENIED; DROP_NONE: any */
    int inspection;        /* INSPECTED: enum inspection_kind; -1: any */
    /* TRANSLATED: the addresses that it is known by, both included */
    uint32_t to_first, to_last;
    bool to_itself;
    enum expect_count count; /* MESSAGE */
    uint64_t number;
    bool has_dialogue; /* which one makes its traffic; else the usual one of the port */
    enum dialogue_kind dialogue;

    unsigned line;     /* of the file, from 1 */
    const char *text;  /* "denied tcp ..." */
    const char *group; /* NULL: none */
};

struct expectations {
    struct arena *arena;
    struct expectation *items;
    size_t count, capacity;
};

/*
 * Reads SIZE bytes for CONFIG, whose interfaces and names they may use. What is wrong is written to
 * COMPLAINTS as "NAME:LINE:COLUMN: error: ...", the line and a caret. False when something was, or
 * when there is no expectation in it; either way the caller frees EXPECTATIONS.
 */
NODISCARD bool expect_parse(struct expectations *expectations, const struct config *config,
                            const char *name, const char *bytes, size_t size, FILE *complaints);

/* What stands in the file NAME ("-": standard input), to be freed; NULL with errno, or 0 when it is
 * too large. */
NODISCARD char *expect_file(const char *name, size_t *size);

/* The same of such a file. */
NODISCARD bool expect_read(struct expectations *expectations, const struct config *config,
                           const char *name, FILE *complaints);

void expectations_free(struct expectations *expectations);

#endif
