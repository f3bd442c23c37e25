/*
 * session.c: modes, prompts, privilege and questions of a session, and who gets a typed line.
 *
 * A line is tried as a command of the device's shell, then as one of the emulator's own, then, in
 * configuration mode, as configuration. So the emulator's verbs never make an abbreviation of the
 * device ambiguous. Sources: shell.md 1-5.
 */
#include "cli/prompt/session.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cli/exec/exec.h"
#include "cli/exec/exec_lab.h"
#include "cli/prompt/filter.h"
#include "cli/prompt/login.h"
#include "cli/usage.h"
#include "parser/accounts.h"
#include "parser/revision.h"

#define LONGEST_LINE 510 /* commands.md 0 */
#define CTRL_Z '\x1a'
#define DEFAULT_PAGE 24
#define DEFAULT_WIDTH 80

/* ---- at the firewall ---- */

static void
follow(struct session *session)
{
    struct firewall *firewall = session->firewall;
    session->config = firewall->config;
    session->dialect = firewall->dialect;
    session->parser = firewall->parser;
    session->engine = firewall->engine;
    session->diags = &firewall->diags;
    session->terminal_pager = -1;
    session->width = DEFAULT_WIDTH;
    session->configuring = false;
    session->privilege = 1;
    session->user[0] = '\0';
    session->question = ASK_COMMAND;
}

void
session_speak(struct session *session)
{
    struct firewall *firewall = session->firewall;
    if (firewall->speaker == session)
        return;
    if (firewall->speaker != NULL)
        parser_keep_place(firewall->parser, firewall->speaker->place);
    parser_take_place(firewall->parser, session->place);
    firewall->speaker = session;
}

void
session_start_anew(struct session *session)
{
    follow(session);
    parser_keep_place(session->parser, session->place); /* a new one stands at the top */
    if (session->watcher.console)
        return;
    fputs("\nrefire: the firewall was reloaded, which ends its virtual terminals\n",
          session->screen);
    session->over = true;
}

struct session *
session_new(const struct session_options *options)
{
    struct session *session = calloc(1, sizeof(*session));
    if (session == NULL)
        return NULL;
    struct firewall *firewall = options->firewall;
    session->firewall = firewall;
    session->pager = pager_new(options->out, options->keys);
    session->place = parser_place_new();
    if (session->pager == NULL || session->place == NULL) {
        session_free(session);
        return NULL;
    }
    session->interrupted = options->interrupted;
    session->interrupted_context = options->interrupted_context;
    session->screen = pager_stream(session->pager);
    session->seat = options->seat != NULL ? options->seat : "console";
    session->watcher = (struct log_watcher){
        .screen = session->screen,
        .pager = session->pager,
        .console = options->seat == NULL,
        .has_room = options->has_room,
        .context = options->has_room_context,
    };
    log_watch(&firewall->log, &session->watcher);
    session->next = firewall->sessions;
    firewall->sessions = session;
    follow(session);
    return session;
}

/* Out of the list of those at the firewall, when it has got there. */
static void
leave_firewall(struct session *session)
{
    struct firewall *firewall = session->firewall;
    log_unwatch(&firewall->log, &session->watcher);
    for (struct session **at = &firewall->sessions; *at != NULL; at = &(*at)->next) {
        if (*at == session) {
            *at = session->next;
            break;
        }
    }
    if (firewall->speaker == session)
        firewall->speaker = NULL;
}

void
session_free(struct session *session)
{
    if (session == NULL)
        return;
    leave_firewall(session);
    for (size_t i = 0; i < session->history_count; i++)
        free(session->history[i]);
    line_fini(&session->line);
    parser_place_free(session->place);
    pager_free(session->pager);
    free(session);
}

/* ---- prompts and modes ---- */

/*
 * What stands before the mode: the host name, or the parts that `prompt` names, with slashes
 * between them (shell.md 1: `fw1/pri/act`). A box in single mode has no context, and one without a
 * partner is the active one; nothing is shown for a context or a slot.
 */
static void
prompt_name(const struct config *config, char *name, size_t size)
{
    const char *const texts[PROMPT_PART_COUNT] = {
        [PROMPT_HOSTNAME] = config->hostname,
        [PROMPT_DOMAIN] = config->domain_name,
        [PROMPT_STATE] = "act",
        [PROMPT_PRIORITY] = "pri",
    };
    const struct terminal_settings *terminal = &config->terminal;
    size_t used = 0;
    name[0] = '\0';
    for (size_t i = 0; i < terminal->prompt_count; i++) {
        const char *text = texts[terminal->prompt[i]];
        if (text == NULL || used >= size)
            continue;
        int length = snprintf(name + used, size - used, "%s%.64s", used > 0 ? "/" : "", text);
        used += length > 0 ? (size_t)length : 0;
    }
    if (name[0] == '\0')
        snprintf(name, size, "%.64s", config->hostname);
}

const char *
session_prompt(struct session *session)
{
    char name[PROMPT_SIZE / 2];
    char *prompt = session->prompt;
    session_speak(session);
    switch (session->question) {
    case ASK_ENABLE_PASSWORD:
    case ASK_USERNAME:
    case ASK_USER_PASSWORD:
        return login_prompt(session);
    case ASK_ERASE:
        return session->dialect->erase_question;
    case ASK_RELOAD:
        return "Proceed with reload? [confirm]";
    case ASK_COPY:
        copy_prompt(session, prompt, PROMPT_SIZE);
        return prompt;
    case ASK_COMMAND:
        break;
    }
    prompt_name(session->config, name, sizeof(name));
    if (session->configuring)
        snprintf(prompt, PROMPT_SIZE, "%s(%s)# ", name, parser_mode(session->parser));
    else
        snprintf(prompt, PROMPT_SIZE, "%s%c ", name, session->privilege > 1 ? '#' : '>');
    return prompt;
}

bool
session_wants_secret(const struct session *session)
{
    return session->question == ASK_ENABLE_PASSWORD || session->question == ASK_USER_PASSWORD;
}

bool
session_is_over(const struct session *session)
{
    return session->over;
}

uint32_t
session_modes(const struct session *session)
{
    if (session->configuring)
        return MODE_BIT(MODE_EXEC);
    if (session->privilege > 1)
        return MODE_BIT(MODE_EXEC) | MODE_BIT(MODE_USER);
    return MODE_BIT(MODE_USER);
}

bool
session_may_use_files(const struct session *session)
{
    if (session->firewall->no_files)
        fputs("refire: this session may not use files\n", session->screen);
    return !session->firewall->no_files;
}

bool
session_may_wait_for(const struct session *session, const char *path)
{
    struct stat status;
    if (session->watcher.console || stat(path, &status) != 0 || S_ISREG(status.st_mode))
        return true;
    fprintf(session->screen, "refire: %s: is no plain file, and others would wait for it too\n",
            path);
    return false;
}

const char *
session_user(struct session *session)
{
    if (session->user[0] != '\0')
        return session->user;
    snprintf(session->level_name, sizeof(session->level_name), "enable_%d", session->privilege);
    return session->level_name;
}

size_t
session_width(const struct session *session)
{
    uint32_t width = session->config->terminal.width;
    return width != 0 ? width : session->width;
}

size_t
session_page(const struct session *session)
{
    if (session->terminal_pager >= 0)
        return (size_t)session->terminal_pager;
    const struct terminal_settings *terminal = &session->config->terminal;
    return terminal->has_page ? terminal->page_lines : DEFAULT_PAGE;
}

void
session_enter_configuration(struct session *session)
{
    if (session->configuring)
        return;
    session->configuring = true;
    parser_reset_mode(session->parser);
    session_log(session, SHELL_CONFIG_BEGIN, session->seat, "terminal");
}

void
session_leave_configuration(struct session *session)
{
    if (!session->configuring)
        return;
    session_speak(session);
    session->configuring = false;
    parser_reset_mode(session->parser);
    session_log(session, SHELL_CONFIG_END, session->seat);
}

void
session_set_privilege(struct session *session, int privilege)
{
    int from = session->privilege;
    if (privilege == from)
        return;
    session->privilege = privilege;
    session_log(session, SHELL_PRIVILEGE, session_user(session), from, privilege);
}

void
session_log_off(struct session *session)
{
    if (session->user[0] != '\0')
        session_log(session, SHELL_USER_OUT, session->user);
    fputs("\nLogoff\n\n", session->screen);
    session->over = true;
}

/* ---- answers to questions ---- */

static bool
is_yes(const char *answer)
{
    return answer[0] == '\0' || answer[0] == 'y' || answer[0] == 'Y';
}

static void
answer_question(struct session *session, const char *text)
{
    enum session_question question = session->question;
    if (login_prompt(session) != NULL) {
        login_answer(session, text);
        return;
    }
    session->question = ASK_COMMAND;
    if (question == ASK_COPY) {
        copy_answer(session, text);
        return;
    }
    if (!is_yes(text))
        return;
    if (question == ASK_ERASE)
        exec_erase(session);
    else if (question == ASK_RELOAD)
        exec_reload(session);
}

/* ---- a line ---- */

static void
remember(struct session *session, const char *text)
{
    char *copy = strdup(text);
    if (copy == NULL)
        return;
    if (session->history_count == SESSION_HISTORY) {
        free(session->history[0]);
        memmove(session->history, session->history + 1,
                (SESSION_HISTORY - 1) * sizeof(session->history[0]));
        session->history_count--;
    }
    session->history[session->history_count++] = copy;
}

static void
log_executed(struct session *session, const char *text, enum exec_kind kind)
{
    const char *user = session_user(session);
    if (kind == EXEC_SHOWS)
        session_log(session, SHELL_EXECUTED_SHOW, user, text);
    else if (kind == EXEC_DOES || kind == EXEC_CHANGES)
        session_log(session, SHELL_EXECUTED, user, text);
    if (kind == EXEC_CHANGES && session->dialect->change_is_111010)
        session_log(session, SHELL_EXECUTED_CHANGE, user,
                    session->watcher.console ? "0.0.0.0" : session->seat, text);
}

static bool
command_does(struct command_call *call, struct match *match)
{
    const struct command *command = match->command;
    if (match->negated)
        return command->unset(call, match->scratch.bytes);
    return command->set(call, match->scratch.bytes);
}

/* Does the table know the line? Then it is done. */
static bool
try_exec(struct session *session, const struct command_table *table, const char *text,
         struct match *match)
{
    struct matcher matcher = exec_matcher(session, table);
    if (!match_line(&matcher, &session->line, match))
        return false;
    struct command_call call = {
        .user = session,
        .command = match->command,
        .line = &session->line,
        .diags = session->diags,
        .words_given = match->words_given,
    };
    const struct command *command = match->command;
    if (!login_allows(session, command))
        return true;
    if (command_does(&call, match))
        log_executed(session, text,
                     table == session->firewall->own ? EXEC_SILENT : exec_kind(command));
    return true;
}

static bool
is_about_first_word(const struct diag *diag)
{
    return diag->kind == DIAG_UNKNOWN_COMMAND || diag->kind == DIAG_AMBIGUOUS;
}

void
session_note_changes(struct session *session, size_t first)
{
    struct config *config = session->config;
    int64_t now = engine_now(session->engine);
    for (size_t i = first; i < config->journal_count; i++)
        config->journal[i].time = now;
    session->firewall->changed = now;
}

static bool
is_word(const struct line *line, const char *word)
{
    return line->count == 1 && strcmp(line->tokens[0].text, word) == 0;
}

/* The user that a `username` line is about; NULL: it is another line. */
static const char *
user_of(const struct line *line)
{
    size_t at = line->count > 0 && strcasecmp(line->tokens[0].text, "no") == 0;
    if (line->count < at + 2 || line->tokens[at].length < 4 ||
        strncasecmp("username", line->tokens[at].text, line->tokens[at].length) != 0)
        return NULL;
    return line->tokens[at + 1].text;
}

/* 502101, 502102: users that are there now and were not, or the other way. */
static void
log_users(struct session *session, const char *user, bool was_there, const struct account *before)
{
    struct account after;
    bool is_there = account_find(session->config, user, &after);
    if (is_there && !was_there)
        session_log(session, SHELL_USER_ADDED, user, after.level, after.password);
    else if (was_there && !is_there)
        session_log(session, SHELL_USER_REMOVED, user, before->level, before->password);
}

/* Both the shell and the configuration refused: whoever got further says why. */
static void
configure(struct session *session, const char *text, const struct match *match)
{
    size_t before = session->diags->count;
    size_t typed = session->config->journal_count;
    if (!login_allows_configuration(session))
        return;
    if (!session->dialect->knows_end && is_word(&session->line, "end")) {
        fputs(HELP_HINT "\n", session->screen); /* a listing may have it, of any version */
        return;
    }
    if (!revision_keep_base(session->config)) {
        fputs("refire: out of memory\n", session->screen);
        return;
    }
    const char *user = user_of(&session->line);
    struct account account;
    bool was_there = user != NULL && account_find(session->config, user, &account);
    switch (parser_line(session->parser, text, NULL, 0)) {
    case LINE_MODELLED:
    case LINE_KEPT:
    case LINE_KEPT_TAINTS:
        session_print_diags(session, before, text);
        session_note_changes(session, typed);
        if (user != NULL)
            log_users(session, user, was_there, &account);
        log_executed(session, text, EXEC_CHANGES);
        return;
    case LINE_NOISE:
    case LINE_BLANK:
    case LINE_COMMENT:
    case LINE_JOINED:
    case LINE_IGNORED:
        return;
    case LINE_REFUSED:
        break;
    }
    if (match->status != MATCH_UNKNOWN_COMMAND && session->diags->count > before &&
        is_about_first_word(&session->diags->items[before]))
        exec_report(session, session->firewall->exec, text, match);
    else
        session_print_diags(session, before, text);
}

/*
 * `show` and its like are paged and filtered; others may have a `|` in their text. Nor are they
 * ever a configuration command: `sh` is not `shun`.
 */
static bool
is_listing(const char *text)
{
    static const char *const commands[] = { "show", "write", "more", "help" };
    text += strspn(text, " \t");
    size_t length = strcspn(text, " \t");
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
        if (length >= 2 && length <= strlen(commands[i]) &&
            strncasecmp(text, commands[i], length) == 0)
            return true;
    }
    return false;
}

static void
run_command(struct session *session, const char *text)
{
    struct match match, own;
    if (!line_split(&session->line, text, strlen(text)) || session->line.count == 0)
        return;
    if (session->privilege > 1 && is_shun(&session->line)) {
        exec_shun(session, text);
        return;
    }
    if (try_exec(session, session->firewall->exec, text, &match) ||
        try_exec(session, session->firewall->own, text, &own))
        return;
    if (own.at > match.at)
        exec_report(session, session->firewall->own, text, &own);
    else if (session->configuring && !is_listing(text))
        configure(session, text, &match);
    else
        exec_report(session, session->firewall->exec, text, &match);
}

static void
report_filter(struct session *session, const char *text, enum diag_kind kind, size_t wrong)
{
    size_t before = session->diags->count;
    uint32_t column = (uint32_t)wrong + 1;
    struct span span = { .first = column, .last = column };
    if (diag_add(session->diags, DIAG_ERROR, kind, NULL, span, "not a filter") != NULL)
        session_print_diags(session, before, text);
}

static void
run_filtered(struct session *session, char *text, struct filter_request *request)
{
    struct filter filter;
    if (!filter_init(&filter, request, text)) {
        report_filter(session, text, DIAG_INVALID_WORD, request->wrong);
        return;
    }
    pager_begin(session->pager, &filter, session_page(session));
    size_t length = request->bar;
    while (length > 0 && isblank((unsigned char)text[length - 1]))
        length--;
    text[length] = '\0';
    run_command(session, text);
    pager_end(session->pager);
    filter_fini(&filter);
}

static void
command_line(struct session *session, char *text)
{
    struct filter_request request;
    bool lists = is_listing(text); /* a log that is printed as it happens has no pages */
    bool filtered = lists && session->dialect->filters;
    switch (filtered ? filter_find(text, &request) : FILTER_ABSENT) {
    case FILTER_INCOMPLETE:
        report_filter(session, text, DIAG_INCOMPLETE, request.wrong);
        break;
    case FILTER_WRONG:
        report_filter(session, text, DIAG_INVALID_WORD, request.wrong);
        break;
    case FILTER_FOUND:
        run_filtered(session, text, &request);
        break;
    case FILTER_ABSENT:
        pager_begin(session->pager, NULL, lists ? session_page(session) : 0);
        run_command(session, text);
        break;
    }
    pager_end(session->pager);
}

/* Leaves out what a terminal would have taken as a key. Returns whether Ctrl-Z was among it. */
static bool
clean_line(const char *text, char *clean, size_t size)
{
    size_t length = 0;
    bool leaves = false;
    for (; *text != '\0' && !leaves && length + 1 < size; text++) {
        unsigned char byte = (unsigned char)*text;
        leaves = byte == CTRL_Z;
        if (byte == '\t' || (byte >= 0x20 && byte != 0x7f))
            clean[length++] = *text;
    }
    while (length > 0 && isblank((unsigned char)clean[length - 1]))
        length--;
    clean[length] = '\0';
    return leaves;
}

static void
answer_command(struct session *session, const char *text)
{
    char clean[LONGEST_LINE + 1];
    if (strlen(text) > LONGEST_LINE) {
        fprintf(session->screen, "refire: a line has at most %d characters\n", LONGEST_LINE);
        return;
    }
    bool leaves = clean_line(text, clean, sizeof(clean));
    size_t indent = strspn(clean, " \t");
    size_t length = strlen(clean);
    if (length > indent && clean[indent] != '!' && clean[indent] != ':') {
        remember(session, clean + indent);
        session_prompt(session); /* the caret stands under what was typed here */
        if (clean[length - 1] == '?') {
            clean[length - 1] = '\0';
            session_help(session, clean);
        } else {
            command_line(session, clean);
        }
    }
    if (leaves)
        session_leave_configuration(session);
}

void
session_log(struct session *session, enum shell_message message, ...)
{
    va_list arguments;
    va_start(arguments, message);
    log_shell(&session->firewall->log, session->config, engine_now(session->engine), message,
              &arguments);
    va_end(arguments);
}

void
session_line(struct session *session, const char *text)
{
    session_speak(session);
    if (session->question == ASK_COMMAND)
        answer_command(session, text);
    else
        answer_question(session, text);
    exec_lab_settle(session);
    firewall_forget_diags(session->firewall);
    pager_end(session->pager);
}
