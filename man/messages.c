/*
 * messages.c: prints refire-messages.7. Copies standard input and puts, for the line
 *
 *     .\" messages
 *
 * the list of all messages, made from engine/syslog/syslog.def and cli/prompt/shell_message.def.
 * The page is made at build time and is not in the tree, so that it cannot say anything else than
 * the tables.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/compiler.h"
#include "engine/model/behaviour.h"
#include "engine/syslog/syslog.h"

enum { LEVEL_OF_ACE = -1 };

static const struct message {
    unsigned id;
    int severity;
    enum os_version since, until;
    const char *text;
} messages[] = {
#define SYSLOG(id, severity, since, until, event, text)                                            \
    { id, LEVEL_##severity, since, until, text },
#include "engine/syslog/syslog.def"
#define SHELL_MESSAGE(name, id, severity, since, until, text, kinds, ...)                          \
    { id, LEVEL_##severity, since, until, text },
#include "cli/prompt/shell_message.def"
};

static int
compare(const void *left, const void *right)
{
    const struct message *a = left, *b = right;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    return a->since == b->since ? 0 : a->since < b->since ? -1 : 1;
}

static bool
same(const struct message *a, const struct message *b)
{
    return a->id == b->id && a->severity == b->severity && strcmp(a->text, b->text) == 0;
}

/* Two events may print the same message: one entry, over both their versions. */
static size_t
join(struct message *list, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && same(&list[kept - 1], &list[i])) {
            if (list[i].until > list[kept - 1].until)
                list[kept - 1].until = list[i].until;
        } else {
            list[kept++] = list[i];
        }
    }
    return kept;
}

static void
print_versions(const struct message *message)
{
    if (message->since == OS_FIRST && message->until == OS_LAST)
        fputs("all versions", stdout);
    else if (message->until == OS_LAST)
        printf("%s on", os_version_name(message->since));
    else if (message->since == message->until)
        fputs(os_version_name(message->since), stdout);
    else
        printf("%s to %s", os_version_name(message->since), os_version_name(message->until));
}

/* One character of a text as roff; returns the columns it took. */
static size_t
print_char(char c, char next)
{
    switch (c) {
    case '{':
        return (size_t)printf("\\fI");
    case '}': /* what may be missing brings its own blank */
        return (size_t)printf(next == '{' || isalpha((unsigned char)next) ? "\\fP " : "\\fP");
    case '.': /* no end of a sentence */
        return (size_t)printf(next == ' ' ? ".\\&" : ".");
    case '-':
        return (size_t)printf("\\-");
    case '"':
        return (size_t)printf("\\(dq");
    default:
        putchar(c);
        return 1;
    }
}

/* {placeholders} in italics, short lines, two blanks kept as two. */
static void
print_text(const char *text)
{
    enum { WIDTH = 50 };
    size_t column = 0;
    for (; *text != '\0'; text++) {
        if (text[0] == ' ' && text[1] == ' ') {
            column += (size_t)printf("\\ \\ ");
            text++;
        } else if (*text == ' ' && column > WIDTH) {
            putchar('\n');
            column = 0;
        } else {
            column += print_char(text[0], text[1]);
        }
    }
    putchar('\n');
}

static void
print_message(const struct message *message)
{
    printf(".It %u , ", message->id);
    if (message->severity == LEVEL_OF_ACE)
        fputs("the level of the entry's log option", stdout);
    else
        printf("%d (%s)", message->severity, syslog_level_name(message->severity));
    fputs(" , ", stdout);
    print_versions(message);
    putchar('\n');
    print_text(message->text);
}

static void
print_messages(void)
{
    struct message sorted[ARRAY_LENGTH(messages)];
    memcpy(sorted, messages, sizeof(sorted));
    qsort(sorted, ARRAY_LENGTH(sorted), sizeof(*sorted), compare);
    size_t count = join(sorted, ARRAY_LENGTH(sorted));
    for (size_t i = 0; i < count; i++)
        print_message(&sorted[i]);
}

int
main(void)
{
    char line[1024];
    bool found = false;
    while (fgets(line, sizeof(line), stdin) != NULL) {
        if (strcmp(line, ".\\\" messages\n") == 0) {
            print_messages();
            found = true;
        } else {
            fputs(line, stdout);
        }
    }
    if (ferror(stdin) || fflush(stdout) != 0 || !found) {
        fputs("messages: no place for the messages, or not written\n", stderr);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
