/*
 * show_access_list.c: access lists with their hit counts. Layouts: shell.md 6.5.
 *
 * The device's hash of an ACE is not published; ours is stable and nothing depends on its value.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/show.h"

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
    config_write_ace(config, acl, ace, stream);
    if (fclose(stream) != 0 || *text == NULL)
        return NULL;
    size_t skip = strlen("access-list ") + strlen(acl->name);
    return skip < size ? *text + skip : "";
}

static void
print_ace(struct session *session, const struct acl *acl, size_t index)
{
    FILE *out = session->screen;
    const struct dialect *says = session->dialect;
    const struct ace *ace = acl->aces[index];
    char *text;
    const char *words = ace_words(session->config, acl, ace, &text);
    if (words == NULL) {
        free(text);
        fputs("refire: out of memory\n", out);
        return;
    }
    fprintf(out, "access-list %s", acl->name);
    if (says->access_list_numbers)
        fprintf(out, " line %zu", index + 1);
    fputs(words, out);
    if (!ace->is_remark) {
        fprintf(out, " (hitcnt=%ju) ", (uintmax_t)engine_hit_count(session->engine, ace));
        if (ace->inactive)
            fputs("(inactive) ", out);
        if (says->ace_hash)
            fprintf(out, "0x%08x ", text_hash(text));
    }
    putc('\n', out);
    free(text);
}

static void
print_acl(struct session *session, const struct acl *acl)
{
    FILE *out = session->screen;
    size_t elements = 0;
    for (size_t i = 0; i < acl->count; i++)
        elements += !acl->aces[i]->is_remark;
    fprintf(out, "access-list %s; %zu elements", acl->name, elements);
    if (session->dialect->access_list_name_hash)
        fprintf(out, "; name hash: 0x%08x", text_hash(acl->name));
    putc('\n', out);
    for (size_t i = 0; i < acl->count && !pager_stopped(session->pager); i++)
        print_ace(session, acl, i);
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
show_access_list(struct session *session, const char *name)
{
    const struct config *config = session->config;
    if (name != NULL) {
        const struct acl *acl = config_acl(config, name);
        if (acl != NULL && acl->exists)
            print_acl(session, acl);
        else
            fprintf(session->screen, "%saccess-list <%s> does not exist\n",
                    session->dialect->caret ? "ERROR: " : "", name);
        return;
    }
    if (session->dialect->access_list_flows)
        print_flows(session);
    for (size_t i = 0; i < config->acl_count && !pager_stopped(session->pager); i++) {
        if (config->acls[i]->exists)
            print_acl(session, config->acls[i]);
    }
}
