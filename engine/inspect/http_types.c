/*
 * http_types.c: types of bodies: which are known, how they begin, and which a client takes.
 */
#include "engine/inspect/http_types.h"

#include <string.h>

#include "engine/inspect/text.h"

/* Command reference of `content-type-verification` (7.0), from memory [R]. */
static const char *const known[] = {
    "application/msword",
    "application/octet-stream",
    "application/pdf",
    "application/postscript",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/x-gzip",
    "application/x-java-archive",
    "application/x-java-vm",
    "application/x-java-xm",
    "application/x-msn-messenger",
    "application/zip",
    "audio/*",
    "audio/basic",
    "audio/midi",
    "audio/mpeg",
    "audio/x-adpcm",
    "audio/x-aiff",
    "audio/x-ogg",
    "audio/x-wav",
    "image/*",
    "image/cgf",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/x-3ds",
    "image/x-bitmap",
    "image/x-niff",
    "image/x-pcx",
    "image/x-portable-bitmap",
    "image/x-portable-greymap",
    "image/x-portable-pixmap",
    "image/x-xbm",
    "image/x-xpm",
    "multipart/form-data",
    "text/*",
    "text/css",
    "text/html",
    "text/plain",
    "text/richtext",
    "text/sgml",
    "text/xmcd",
    "text/xml",
    "video/*",
    "video/-flc",
    "video/mpeg",
    "video/quicktime",
    "video/sgi",
    "video/x-avi",
    "video/x-fli",
    "video/x-mng",
    "video/x-msvideo",
};

/* What the formats say themselves; that the device looks at these of them is (unverified). A type
 * with several rows begins with one of them. */
static const struct {
    const char *type;
    uint8_t length;
    const char *mark;
} marks[] = {
    { "application/msword", 4, "\xd0\xcf\x11\xe0" },
    { "application/pdf", 4, "%PDF" },
    { "application/postscript", 2, "%!" },
    { "application/vnd.ms-excel", 4, "\xd0\xcf\x11\xe0" },
    { "application/vnd.ms-powerpoint", 4, "\xd0\xcf\x11\xe0" },
    { "application/x-gzip", 2, "\x1f\x8b" },
    { "application/x-java-archive", 4, "PK\x03\x04" },
    { "application/x-java-vm", 4, "\xca\xfe\xba\xbe" },
    { "application/zip", 4, "PK\x03\x04" },
    { "audio/basic", 4, ".snd" },
    { "audio/midi", 4, "MThd" },
    { "audio/x-aiff", 4, "FORM" },
    { "audio/x-ogg", 4, "OggS" },
    { "audio/x-wav", 4, "RIFF" },
    { "image/gif", 4, "GIF8" },
    { "image/jpeg", 3, "\xff\xd8\xff" },
    { "image/png", 8, "\x89PNG\r\n\x1a\n" },
    { "image/tiff", 4, "II*\0" },
    { "image/tiff", 4, "MM\0*" },
    { "video/x-avi", 4, "RIFF" },
    { "video/x-msvideo", 4, "RIFF" },
};

struct cursor
http_type_of(struct cursor value)
{
    struct cursor rest = value, before;
    return text_trimmed(text_until(&rest, ';', &before) ? before : value);
}

bool
http_type_is_known(struct cursor type)
{
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        if (text_is(type, known[i]))
            return true;
    }
    return false;
}

/* As far as there is anything of it. */
static bool
begins_with(struct cursor body, const char *mark, size_t length)
{
    size_t there = cursor_left(&body) < length ? cursor_left(&body) : length;
    return there == 0 || memcmp(body.at, mark, there) == 0;
}

bool
http_type_may_begin(struct cursor type, struct cursor body)
{
    bool has_mark = false;
    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
        if (!text_is(type, marks[i].type))
            continue;
        if (begins_with(body, marks[i].mark, marks[i].length))
            return true;
        has_mark = true;
    }
    return !has_mark;
}

/* Of the same letters, in ASCII without regard to case. */
static bool
is_same(struct cursor a, struct cursor b)
{
    size_t length = cursor_left(&a);
    if (cursor_left(&b) != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        uint8_t x = a.at[i], y = b.at[i];
        bool letter = (x | 0x20) >= 'a' && (x | 0x20) <= 'z';
        if (x != y && !(letter && (x ^ y) == 0x20))
            return false;
    }
    return true;
}

/* RANGE: "text/html", "text/" and a star, or two stars. */
static bool
is_of_range(struct cursor type, struct cursor range)
{
    struct cursor rest = range, major, type_rest = type, type_major;
    if (!text_until(&rest, '/', &major) || !text_until(&type_rest, '/', &type_major))
        return is_same(type, range);
    if (!text_is(rest, "*"))
        return is_same(type, range);
    return text_is(major, "*") || is_same(major, type_major);
}

bool
http_type_is_accepted(struct cursor value, struct cursor accept)
{
    struct cursor type = http_type_of(value), range;
    while (cursor_left(&accept) > 0) {
        if (!text_until(&accept, ',', &range)) {
            range = accept;
            accept.at = accept.end;
        }
        if (is_of_range(type, http_type_of(text_trimmed(range))))
            return true;
    }
    return false;
}
