/*
 * show_config.c: the configuration, running and saved. Layouts: shell.md 5.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show/show.h"

char *
config_text(const struct config *config, size_t *length)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, length);
    if (stream == NULL)
        return NULL;
    config_write(config, stream);
    if (fclose(stream) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* The last line but one of the listing: 32 digits, which the shell prints in four words. */
void
config_checksum(const char *text, char words[static CHECKSUM_TEXT_SIZE])
{
    static const char key[] = "Cryptochecksum:";
    const char *digits = "";
    for (const char *at = strstr(text, key); at != NULL; at = strstr(at + 1, key))
        digits = at + strlen(key);
    size_t length = 0;
    for (size_t i = 0; isxdigit((unsigned char)digits[i]) && i < 32; i++) {
        if (i > 0 && i % 8 == 0)
            words[length++] = ' ';
        words[length++] = digits[i];
    }
    words[length] = '\0';
}

void
show_running(struct session *session, bool all)
{
    if (all)
        config_write_all(session->config, session->screen);
    else
        config_write(session->config, session->screen);
}

bool
show_section(struct session *session, const char *command, bool all)
{
    return all ? config_write_section_all(session->config, command, session->screen)
               : config_write_section(session->config, command, session->screen);
}

void
show_startup(struct session *session)
{
    static const char head[] = ": Saved\n:\n";
    FILE *out = session->screen;
    if (session->firewall->startup == NULL) {
        fputs("No Configuration\n", out);
        return;
    }
    const char *text = session->firewall->startup;
    if (strncmp(text, head, strlen(head)) == 0)
        text += strlen(head);
    fputs(": Saved\n: Written by enable_15 at ", out);
    print_clock(out, &session->config->time_zone, session->firewall->saved);
    fprintf(out, "\n%s", text);
}

void
show_checksum(struct session *session)
{
    size_t length = 0;
    char *text = config_text(session->config, &length);
    if (text == NULL) {
        fputs("refire: out of memory\n", session->screen);
        return;
    }
    char words[CHECKSUM_TEXT_SIZE];
    config_checksum(text, words);
    fprintf(session->screen, "Cryptochecksum: %s\n", words);
    free(text);
}
