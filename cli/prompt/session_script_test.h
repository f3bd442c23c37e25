/*
 * session_script_test.h: sessions as whole screens, read from their files and typed again.
 *
 * testdata/session/VERSION/NAME.txt is a screen. What stands behind a prompt is typed; all the
 * rest must come out byte for byte. Lines in front of the screen that start with `#` steer the
 * test:
 *
 *   # config FILE      start on that configuration rather than on a factory-fresh one
 *   # password WORD    what to type for the stars behind the next `Password: `
 *   # greeted          the screen begins with what a terminal is greeted with
 */
#ifndef REFIRE_CLI_PROMPT_SESSION_SCRIPT_TEST_H
#define REFIRE_CLI_PROMPT_SESSION_SCRIPT_TEST_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/login.h"
#include "cli/prompt/session.h"

#define SESSION_SCRIPTS "testdata/session/*/*.txt"
#define MOST_PASSWORDS 16

struct script {
    char *text;         /* the whole file */
    const char *screen; /* behind the steering lines */
    const char *config;
    char *passwords[MOST_PASSWORDS];
    size_t password_count;
    bool greeted;
    struct os_release release;
};

static inline char *
read_file(const char *path)
{
    FILE *in = fopen(path, "r");
    ck_assert_msg(in != NULL, "%s", path);
    char *text = NULL;
    size_t size = 0;
    FILE *copy = open_memstream(&text, &size);
    char block[4096];
    size_t got;
    while ((got = fread(block, 1, sizeof(block), in)) > 0)
        fwrite(block, 1, got, copy);
    fclose(in);
    fclose(copy);
    return text;
}

/* The release is the name of the folder. */
static inline void
read_release(struct script *script, const char *path)
{
    char folder[32];
    const char *end = strrchr(path, '/');
    const char *start = end;
    while (start > path && start[-1] != '/')
        start--;
    snprintf(folder, sizeof(folder), "%.*s", (int)(end - start), start);
    ck_assert_msg(release_parse(folder, &script->release), "%s is no version", folder);
}

static inline void
read_steering(struct script *script)
{
    char *at = script->text;
    while (*at == '#') {
        char *end = strchr(at, '\n');
        ck_assert_ptr_nonnull(end);
        *end = '\0';
        if (strncmp(at, "# config ", 9) == 0)
            script->config = at + 9;
        else if (strncmp(at, "# password ", 11) == 0 && script->password_count < MOST_PASSWORDS)
            script->passwords[script->password_count++] = at + 11;
        else if (strcmp(at, "# greeted") == 0)
            script->greeted = true;
        at = end + 1;
    }
    script->screen = at;
}

static inline struct config *
script_config(const struct script *script)
{
    if (script->config == NULL)
        return config_factory(script->release);
    struct load_options options = { .file = script->config };
    struct load_result loaded;
    const char *error;
    ck_assert_msg(config_load_file(script->config, &options, &loaded, &error), "%s",
                  script->config);
    struct config *config = loaded.config;
    loaded.config = NULL;
    load_result_free(&loaded);
    return config;
}

/* What is typed behind PROMPT at *SCREEN; moves on to the next line. False at the end. */
static inline bool
next_typed(struct script *script, struct session *session, const char **screen, char *typed,
           size_t size, size_t *passwords_used)
{
    const char *prompt = session_prompt(session);
    /* after a failure the screen may be elsewhere: look for the prompt at the start of a line */
    const char *at = *screen;
    while (strncmp(at, prompt, strlen(prompt)) != 0) {
        at = strchr(at, '\n');
        if (at == NULL)
            return false;
        at++;
    }
    at += strlen(prompt);
    size_t length = strcspn(at, "\n");
    ck_assert_uint_lt(length, size);
    memcpy(typed, at, length);
    typed[length] = '\0';
    if (session_wants_secret(session) && length > 0) {
        ck_assert_uint_lt(*passwords_used, script->password_count);
        snprintf(typed, size, "%s", script->passwords[(*passwords_used)++]);
    }
    *screen = at[length] == '\n' ? at + length + 1 : at + length;
    return true;
}

static inline void
show_typed(struct session *session, const char *typed, FILE *out)
{
    if (!session_wants_secret(session)) {
        fprintf(out, "%s\n", typed);
        return;
    }
    for (size_t i = 0; i < strlen(typed); i++)
        putc('*', out);
    putc('\n', out);
}

/* TYPING is told each line just before it is done; NULL: nobody is. */
static inline void
run_script(struct script *script, FILE *out,
           void (*typing)(struct session *session, const char *typed))
{
    struct firewall_options options = { .config = script_config(script) };
    ck_assert_ptr_nonnull(options.config);
    struct firewall *firewall = firewall_new(&options);
    ck_assert_ptr_nonnull(firewall);
    struct session *session =
        session_new(&(struct session_options){ .firewall = firewall, .out = out });
    ck_assert_ptr_nonnull(session);
    if (script->greeted)
        login_greet(session);
    const char *screen = script->screen;
    char typed[1024];
    size_t passwords = 0;
    while (!session_is_over(session) &&
           next_typed(script, session, &screen, typed, sizeof(typed), &passwords)) {
        fputs(session_prompt(session), out);
        show_typed(session, typed, out);
        if (typing != NULL)
            typing(session, typed);
        session_line(session, typed);
    }
    session_free(session);
    firewall_free(firewall);
}

#endif
