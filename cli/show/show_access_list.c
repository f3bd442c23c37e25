/*
 * show_access_list.c: access lists with their hit counts. Layouts: shell.md 6.5.
 *
 * The device's hash of an ACE is not published; ours is stable and nothing depends on its value.
 * An element of an ACE with groups has a question mark for a count where the engine lost some:
 * those of groups with very many members.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show/show.h"
#include "engine/acl/ace_elements.h"

/* FNV-1a, 32 bits */
static uint32_t
text_hash(const char *text)
{
    uint32_t hash = UINT32_C(2166136261);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT32_C(16777619);
    return hash;
}

/* The ACE as written, without `access-list NAME`. NULL: no memory. The caller frees *TEXT. */
static const char *
ace_words(const struct config *config, const struct acl *acl, const struct ace *ace, char **text)
{
    size_t size = 0;
    *text = NULL;
    FILE *stream = open_memstream(text, &size);
    if (stream == NULL)
        return NULL;
    config_show_ace(config, acl, ace, stream);
    if (fclose(stream) != 0 || *text == NULL)
        return NULL;
    size_t skip = strlen("access-list ") + strlen(acl->name);
    return skip < size ? *text + skip : "";
}

/* ---- lines ---- */

/* HITS is NULL where it is not known. */
static void
print_line(struct session *session, const struct acl *acl, const struct ace *ace, size_t index,
           const char *lead, const uint64_t *hits)
{
    FILE *out = session->screen;
    const struct dialect *says = session->dialect;
    char *text;
    const char *words = ace_words(session->config, acl, ace, &text);
    if (words == NULL) {
        free(text);
        fputs("refire: out of memory\n", out);
        return;
    }
    fprintf(out, "%saccess-list %s", lead, acl->name);
    if (says->access_list_numbers)
        fprintf(out, " line %zu", index + 1);
    fputs(words, out);
    if (!ace->is_remark) {
        if (hits != NULL)
            fprintf(out, " (hitcnt=%ju) ", (uintmax_t)*hits);
        else
            fputs(" (hitcnt=?) ", out);
        if (ace->inactive)
            fputs("(inactive) ", out);
        if (says->ace_hash)
            fprintf(out, "0x%08x ", text_hash(text));
    }
    putc('\n', out);
    free(text);
}

/* The elements under an ACE with groups. */
static void
print_elements(struct session *session, const struct acl *acl, size_t index, uint64_t hits)
{
    struct arena *arena = arena_new();
    struct ace_elements elements;
    struct ace_extra extra;
    const char *lead = session->dialect->element_lead;
    if (arena != NULL && ace_elements_make(session->config, acl->aces[index], arena, &elements)) {
        for (uint64_t i = 0; i < elements.count && !pager_stopped(session->pager); i++) {
            struct ace element = ace_element(&elements, i, &extra);
            uint64_t own = 0;
            bool known = hits == 0 || engine_element_hits(session->engine, &element, &own);
            print_line(session, acl, &element, index, lead, known ? &own : NULL);
        }
    }
    arena_free(arena);
}

static void
print_ace(struct session *session, const struct acl *acl, size_t index)
{
    const struct ace *ace = acl->aces[index];
    uint64_t hits = engine_hit_count(session->engine, ace);
    print_line(session, acl, ace, index, "", &hits);
    if (ace_names_groups(ace))
        print_elements(session, acl, index, hits);
}

/* Elements of an ACL: what its lines come to without groups, remarks not counted. */
static uint64_t
count_elements(const struct config *config, const struct acl *acl)
{
    uint64_t elements = 0;
    for (size_t i = 0; i < acl->count; i++) {
        const struct ace *ace = acl->aces[i];
        if (!ace_names_groups(ace)) {
            elements += !ace->is_remark;
            continue;
        }
        struct arena *arena = arena_new();
        struct ace_elements made;
        if (arena != NULL && ace_elements_make(config, ace, arena, &made))
            elements += made.count;
        arena_free(arena);
    }
    return elements;
}

static void
print_no_acl(struct session *session, const char *name)
{
    fprintf(session->screen, "%saccess-list <%s> does not exist\n",
            session->dialect->caret ? "ERROR: " : "", name);
}

static void
print_head(struct session *session, const struct acl *acl)
{
    FILE *out = session->screen;
    fprintf(out, "access-list %s; %ju elements", acl->name,
            (uintmax_t)count_elements(session->config, acl));
    if (session->dialect->access_list_name_hash)
        fprintf(out, "; name hash: 0x%08x", text_hash(acl->name));
    putc('\n', out);
}

static void
print_acl(struct session *session, const struct acl *acl)
{
    print_head(session, acl);
    for (size_t i = 0; i < acl->count && !pager_stopped(session->pager); i++)
        print_ace(session, acl, i);
}

/* Of those that have hits: the hash of the element, of its ACE when that names groups, and hits. */
static void
print_brief(struct session *session, const struct acl *acl, const struct ace *ace,
            const struct ace *parent, uint64_t hits)
{
    char *text, *parent_text = NULL;
    bool written = ace_words(session->config, acl, ace, &text) != NULL;
    if (written && parent != NULL)
        written = ace_words(session->config, acl, parent, &parent_text) != NULL;
    if (!written)
        fputs("refire: out of memory\n", session->screen);
    else if (hits > 0)
        fprintf(session->screen, "%08x %08x %08jx\n", text_hash(text),
                parent != NULL ? text_hash(parent_text) : 0, (uintmax_t)hits);
    free(text);
    free(parent_text);
}

static void
print_brief_elements(struct session *session, const struct acl *acl, const struct ace *ace)
{
    struct arena *arena = arena_new();
    struct ace_elements elements;
    struct ace_extra extra;
    bool made = arena != NULL && ace_elements_make(session->config, ace, arena, &elements);
    for (uint64_t i = 0; made && i < elements.count && !pager_stopped(session->pager); i++) {
        struct ace element = ace_element(&elements, i, &extra);
        uint64_t hits;
        (void)engine_element_hits(session->engine, &element, &hits);
        if (hits > 0)
            print_brief(session, acl, &element, ace, hits);
    }
    arena_free(arena);
}

void
show_access_list_brief(struct session *session, const char *name)
{
    const struct acl *acl = config_acl(session->config, name);
    if (acl == NULL || !acl->exists) {
        print_no_acl(session, name);
        return;
    }
    print_head(session, acl);
    for (size_t i = 0; i < acl->count && !pager_stopped(session->pager); i++) {
        const struct ace *ace = acl->aces[i];
        uint64_t hits = engine_hit_count(session->engine, ace);
        if (hits > 0 && ace_names_groups(ace))
            print_brief_elements(session, acl, ace);
        else if (hits > 0)
            print_brief(session, acl, ace, NULL, hits);
    }
}

static void
print_flows(struct session *session)
{
    const struct acl_settings *settings = &session->config->acl_settings;
    fprintf(session->screen,
            "access-list cached ACL log flows: total 0, denied 0 (deny-flow-max %u)\n"
            "            alert-interval %u\n",
            settings->deny_flow_max != 0 ? settings->deny_flow_max
                                         : session->dialect->deny_flow_max,
            settings->alert_seconds != 0 ? settings->alert_seconds : 300);
}

void
show_conduit(struct session *session)
{
    const struct config *config = session->config;
    const struct acl *conduits = &config->conduits;
    for (size_t i = 0; i < conduits->count && !pager_stopped(session->pager); i++) {
        const struct ace *ace = conduits->aces[i];
        config_write_object(config, "conduit", ace, session->screen);
        fprintf(session->screen, " (hitcnt=%ju) \n",
                (uintmax_t)engine_hit_count(session->engine, ace));
    }
}

void
show_access_list(struct session *session, const char *name)
{
    const struct config *config = session->config;
    if (name != NULL) {
        const struct acl *acl = config_acl(config, name);
        if (acl != NULL && acl->exists)
            print_acl(session, acl);
        else
            print_no_acl(session, name);
        return;
    }
    if (session->dialect->access_list_flows)
        print_flows(session);
    for (size_t i = 0; i < config->acl_count && !pager_stopped(session->pager); i++) {
        if (config->acls[i]->exists)
            print_acl(session, config->acls[i]);
    }
}
