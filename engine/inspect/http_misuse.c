/*
 * http_misuse.c: what the requests of tunnels and messengers look like.
 *
 * The applications are those that the command reference of `port-misuse` lists [R]; by what the
 * device knows them is said nowhere: each row is what their own traffic shows (unverified), and so
 * are the names in messages.
 */
#include "engine/inspect/http_misuse.h"

#include "engine/inspect/text.h"

enum place { IN_URI, IN_HOST, IN_FIELD_NAME };

static const struct {
    enum http_misuse category;
    const char *name;
    enum place place;
    const char *words;
} signs[] = {
    { HTTP_MISUSE_IM, "Yahoo Messenger", IN_HOST, "pager.yahoo.com" },
    { HTTP_MISUSE_IM, "Yahoo Messenger", IN_HOST, "msg.yahoo.com" },
    { HTTP_MISUSE_IM, "Yahoo Messenger", IN_URI, "pager.yahoo.com/notify" },
    { HTTP_MISUSE_P2P, "Kazaa", IN_FIELD_NAME, "X-Kazaa-" },
    { HTTP_MISUSE_P2P, "Gnutella", IN_FIELD_NAME, "X-Gnutella-" },
    { HTTP_MISUSE_P2P, "Gnutella", IN_URI, "/uri-res/N2R?urn:sha1:" },
    { HTTP_MISUSE_TUNNEL, "GNU Httptunnel", IN_URI, "/index.html?crap=" },
    { HTTP_MISUSE_TUNNEL, "GotoMyPC", IN_URI, "/erc/Poll?machinekey=" },
    { HTTP_MISUSE_TUNNEL, "GotoMyPC", IN_URI, "/jedi?request=" },
    { HTTP_MISUSE_TUNNEL, "Firethru", IN_HOST, "firethru.com" },
    { HTTP_MISUSE_TUNNEL, "Http-tunnel.com", IN_HOST, "http-tunnel.com" },
};

static bool
some_field_begins(const struct http_head *head, const char *words)
{
    struct cursor fields = head->fields, name, value;
    while (http_next_field(&fields, &name, &value)) {
        if (text_letters(&name, words))
            return true;
    }
    return false;
}

enum http_misuse
http_misuse_of(const struct http_head *head, const char **name)
{
    struct cursor uri = http_head_word(head, 1), host = { uri.end, uri.end }, there;
    if (!http_head_field(head, "Host", &host))
        host = (struct cursor){ uri.end, uri.end };
    for (size_t i = 0; i < ARRAY_LENGTH(signs); i++) {
        const char *words = signs[i].words;
        bool is_it = signs[i].place == IN_URI    ? text_find(uri, words, &there)
                     : signs[i].place == IN_HOST ? text_find(host, words, &there)
                                                 : some_field_begins(head, words);
        *name = signs[i].name;
        if (is_it)
            return signs[i].category;
    }
    return HTTP_NO_MISUSE;
}
