/*
 * copy_url.c: schemes, servers and files. Files of the device never lie above the current folder.
 */
#include "cli/exec/copy_url.h"

#include <string.h>
#include <strings.h>

static const struct scheme {
    const char *name;
    bool has_host;
} schemes[] = {
    { "disk0", false }, { "disk1", false }, { "flash", false }, { "tftp", true }, { "ftp", true },
};

/* What stands behind the scheme and its colon. */
static const char *
take_scheme(const char *text, bool bare, struct copy_url *url)
{
    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++) {
        size_t length = strlen(schemes[i].name);
        if (strncasecmp(text, schemes[i].name, length) != 0 ||
            (text[length] != ':' && !(bare && text[length] == '\0')))
            continue;
        url->scheme = schemes[i].name;
        url->has_host = schemes[i].has_host;
        return text + length + (text[length] == ':');
    }
    return text;
}

static bool
copy_part(char *to, size_t size, const char *from, size_t length)
{
    if (length >= size)
        return false;
    memcpy(to, from, length);
    to[length] = '\0';
    return true;
}

bool
copy_url_split(const char *text, bool bare, struct copy_url *url)
{
    *url = (struct copy_url){ .scheme = "" };
    const char *rest = take_scheme(text, bare, url);
    if (url->has_host) {
        rest += strspn(rest, "/");
        size_t length = strcspn(rest, "/");
        if (!copy_part(url->host, sizeof(url->host), rest, length))
            return false;
        rest += length;
    }
    if (url->scheme[0] != '\0')
        rest += strspn(rest, "/");
    return copy_part(url->file, sizeof(url->file), rest, strlen(rest));
}

static bool
goes_up(const char *path)
{
    for (const char *at = path; at != NULL; at = strchr(at, '/')) {
        at += *at == '/';
        if (strncmp(at, "..", 2) == 0 && (at[2] == '/' || at[2] == '\0'))
            return true;
    }
    return false;
}

const char *
copy_url_path(const struct copy_url *url)
{
    const char *path = url->file;
    if (url->scheme[0] != '\0') {
        path += strspn(path, "/"); /* an answer may begin with one */
        if (goes_up(path))
            return NULL;
    }
    return *path != '\0' ? path : NULL;
}
