/*
 * clean_mail.c: a mail around a configuration: headers, quotation marks, signatures.
 */
#include "parser/clean_look.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const headers[] = {
    "From",         "To",         "Cc",          "Bcc",          "Subject",
    "Date",         "Sent",       "Reply-To",    "Message-ID",   "Received",
    "MIME-Version", "Newsgroups", "Return-Path", "References",   "In-Reply-To",
    "Organization", "User-Agent", "Importance",  "Delivered-To", "List-Id",
};

static bool
begins(const char *text, size_t length, const char *word)
{
    size_t size = strlen(word);
    return length >= size && strncasecmp(text, word, size) == 0;
}

/* "Subject: ...", "X-Mailer: ...", "Content-Type: ..." */
static bool
is_header(const char *text, size_t length)
{
    size_t name = 0;
    while (name < length && (isalnum((unsigned char)text[name]) || text[name] == '-'))
        name++;
    if (name == 0 || name + 1 >= length || text[name] != ':' || text[name + 1] != ' ')
        return false;
    if (begins(text, name, "X-") || begins(text, name, "Content-"))
        return true;
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        if (strlen(headers[i]) == name && strncasecmp(headers[i], text, name) == 0)
            return true;
    }
    return false;
}

/* "On Monday, somebody wrote:", "-----Original Message-----" */
static bool
is_introduction(const char *text, size_t length)
{
    return (begins(text, length, "On ") && length > 8 &&
            strncasecmp(text + length - 6, "wrote:", 6) == 0) ||
           begins(text, length, "-----Original Message") ||
           begins(text, length, "---------- Forwarded message") ||
           begins(text, length, "-----BEGIN PGP") || begins(text, length, "-----END PGP");
}

static size_t
trimmed(const char *text, size_t length)
{
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    return length;
}

bool
mail_line_is_dressed(const char *text, size_t length)
{
    length = trimmed(text, length);
    return (length > 0 && text[0] == '>') || is_header(text, length) ||
           is_introduction(text, length);
}

/* A listing begins: no signature goes on behind that. */
static bool
begins_listing(const struct input_line *line)
{
    return begins(line->text, line->length, ": Saved") ||
           begins(line->text, line->length, "PIX Version ") ||
           begins(line->text, line->length, "ASA Version ") ||
           begins(line->text, line->length, "Building configuration");
}

/* `> `, `>> `, `> > `. No line of a configuration begins so. */
static void
drop_quotes(struct input_line *line)
{
    bool quoted = false;
    while (line->length > 0 && line->text[0] == '>') {
        line_skip(line, 1);
        if (line->length > 0 && line->text[0] == ' ')
            line_skip(line, 1);
        quoted = true;
    }
    if (quoted)
        line->why = "quoted in a mail";
}

void
mail_clean_line(struct look *look, struct input_line *line)
{
    drop_quotes(line);
    size_t length = trimmed(line->text, line->length);
    if (length == 0) {
        look->in_headers = false;
        return;
    }
    if (begins_listing(line))
        look->in_signature = false;
    if (is_header(line->text, length)) {
        look->in_headers = true;
        look->in_signature = false;
        line_is_noise(line, "a header of a mail");
    } else if (look->in_headers && (line->text[0] == ' ' || line->text[0] == '\t')) {
        line_is_noise(line, "a header of a mail");
    } else if (is_introduction(line->text, length)) {
        look->in_signature = false;
        line_is_noise(line, "the introduction of a mail");
    } else if (length == 2 && memcmp(line->text, "--", 2) == 0) {
        look->in_signature = true;
        line_is_noise(line, "a signature");
    } else if (look->in_signature) {
        line_is_noise(line, "a signature");
    }
}
