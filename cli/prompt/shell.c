/*
 * shell.c: the only file that knows libedit.
 *
 * On a terminal: Emacs keys, history, `?` at once, Tab, Ctrl-Z. Without one: the prompt and the
 * line are both written, so that a saved screen reads like a session (shell.md 8).
 */
#include "cli/prompt/shell.h"

#include <errno.h>
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/prompt/interrupt.h"

#define HISTORY_LINES 200

struct shell {
    bool is_terminal;
    EditLine *edit;
    History *history;
    struct session *session; /* of the run */
    const char *prompt;
    bool leave;      /* Ctrl-Z was pressed */
    bool abandon;    /* Ctrl-C was */
    char left[1024]; /* typed before `?`: put back behind the next prompt */
    char *line;      /* of a pipe */
    size_t line_capacity;
};

/* ---- keys ---- */

static struct shell *
shell_of(EditLine *edit)
{
    void *data = NULL;
    el_get(edit, EL_CLIENTDATA, &data);
    return data;
}

static char *
edit_prompt(EditLine *edit)
{
    /* libedit wants a writable pointer and only reads it */
    union {
        const char *in;
        char *out;
    } prompt = { .in = shell_of(edit)->prompt };
    return prompt.out;
}

/* What stands in front of the cursor; false when it does not fit. */
static bool
text_before_cursor(EditLine *edit, char *text, size_t size)
{
    const LineInfo *info = el_line(edit);
    size_t length = (size_t)(info->cursor - info->buffer);
    if (length >= size)
        return false;
    memcpy(text, info->buffer, length);
    text[length] = '\0';
    return true;
}

static unsigned char
help_key(EditLine *edit, int key)
{
    struct shell *shell = shell_of(edit);
    char text[sizeof(shell->left)];
    if (session_wants_secret(shell->session) || !text_before_cursor(edit, text, sizeof(text))) {
        char typed[2] = { (char)key, '\0' };
        el_insertstr(edit, typed);
        return CC_REFRESH;
    }
    printf("?\n");
    fflush(stdout);
    session_help(shell->session, text);
    return CC_REDISPLAY;
}

static unsigned char
complete_key(EditLine *edit, int key)
{
    (void)key;
    struct shell *shell = shell_of(edit);
    char text[sizeof(shell->left)];
    if (!text_before_cursor(edit, text, sizeof(text)))
        return CC_ERROR;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return CC_ERROR;
    unsigned char result = CC_ERROR;
    const char *word = session_complete(shell->session, text, arena);
    if (word != NULL) {
        const char *last = strrchr(text, ' ');
        size_t typed = strlen(last == NULL ? text : last + 1);
        el_deletestr(edit, (int)typed);
        el_insertstr(edit, word);
        result = CC_REFRESH;
    }
    arena_free(arena);
    return result;
}

/* Ctrl-Z ends the line and then configuration mode. */
static unsigned char
leave_key(EditLine *edit, int key)
{
    (void)key;
    shell_of(edit)->leave = true;
    printf("^Z\n");
    fflush(stdout);
    return CC_NEWLINE;
}

/* Ctrl-C gives the line up. */
static unsigned char
abandon_key(EditLine *edit, int key)
{
    (void)key;
    shell_of(edit)->abandon = true;
    return CC_NEWLINE;
}

static int
read_key(void *context)
{
    (void)context;
    struct termios saved, raw;
    if (tcgetattr(STDIN_FILENO, &saved) != 0)
        return -1;
    raw = saved;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0)
        return -1;
    unsigned char key;
    ssize_t got;
    do
        got = read(STDIN_FILENO, &key, 1);
    while (got < 0 && errno == EINTR);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
    return got == 1 ? key : -1;
}

/* ---- making ---- */

static bool
start_editing(struct shell *shell)
{
    HistEvent event;
    shell->edit = el_init("refire", stdin, stdout, stderr);
    shell->history = history_init();
    if (shell->edit == NULL || shell->history == NULL)
        return false;
    history(shell->history, &event, H_SETSIZE, HISTORY_LINES);
    history(shell->history, &event, H_SETUNIQUE, 1);
    const char *file = getenv("REFIRE_HISTORY");
    if (file != NULL)
        history(shell->history, &event, H_LOAD, file);
    el_set(shell->edit, EL_CLIENTDATA, shell);
    el_set(shell->edit, EL_PROMPT, edit_prompt);
    el_set(shell->edit, EL_EDITOR, "emacs");
    el_set(shell->edit, EL_SIGNAL, 1);
    el_set(shell->edit, EL_HIST, history, shell->history);
    el_set(shell->edit, EL_ADDFN, "device-help", "What may follow", help_key);
    el_set(shell->edit, EL_ADDFN, "device-complete", "Complete a keyword", complete_key);
    el_set(shell->edit, EL_ADDFN, "device-leave", "Leave configuration mode", leave_key);
    el_set(shell->edit, EL_ADDFN, "device-abandon", "Give the line up", abandon_key);
    /* while a line is edited, Ctrl-C and Ctrl-Z are keys */
    el_set(shell->edit, EL_SETTY, "-d", "-isig", NULL);
    el_set(shell->edit, EL_BIND, "^C", "device-abandon", NULL);
    el_set(shell->edit, EL_BIND, "?", "device-help", NULL);
    el_set(shell->edit, EL_BIND, "^I", "device-complete", NULL);
    el_set(shell->edit, EL_BIND, "^Z", "device-leave", NULL);
    el_set(shell->edit, EL_BIND, "^W", "ed-delete-prev-word", NULL);
    el_set(shell->edit, EL_BIND, "^U", "vi-kill-line-prev", NULL);
    el_set(shell->edit, EL_BIND, "^R", "ed-redisplay", NULL);
    return true;
}

struct shell *
shell_new(void)
{
    struct shell *shell = calloc(1, sizeof(*shell));
    if (shell == NULL)
        return NULL;
    shell->prompt = "";
    shell->is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (shell->is_terminal && !start_editing(shell)) {
        shell_free(shell);
        return NULL;
    }
    return shell;
}

void
shell_free(struct shell *shell)
{
    if (shell == NULL)
        return;
    if (shell->history != NULL) {
        HistEvent event;
        const char *file = getenv("REFIRE_HISTORY");
        if (file != NULL)
            history(shell->history, &event, H_SAVE, file);
        history_end(shell->history);
    }
    if (shell->edit != NULL)
        el_end(shell->edit);
    free(shell->line);
    free(shell);
}

struct pager_keys
shell_keys(struct shell *shell)
{
    return (struct pager_keys){ .read = shell->is_terminal ? read_key : NULL };
}

/* ---- reading ---- */

static void
print_stars(size_t count)
{
    for (size_t i = 0; i < count; i++)
        putchar('*');
    putchar('\n');
    fflush(stdout);
}

/* A password: one star a character, as on the device. False at the end of input. */
static bool
read_secret(char *secret, size_t size)
{
    size_t length = 0;
    for (;;) {
        int key = read_key(NULL);
        if (key < 0 || (key == 0x04 && length == 0))
            return false;
        if (key == '\r' || key == '\n')
            break;
        if ((key == 0x7f || key == '\b') && length > 0) {
            length--;
            printf("\b \b");
        } else if (key == 0x15) { /* Ctrl-U */
            for (; length > 0; length--)
                printf("\b \b");
        } else if (key >= 0x20 && key != 0x7f && length + 1 < size) {
            secret[length++] = (char)key;
            putchar('*');
        }
        fflush(stdout);
    }
    putchar('\n');
    secret[length] = '\0';
    return true;
}

static bool
run_secret(struct shell *shell)
{
    char secret[256];
    fputs(shell->prompt, stdout);
    fflush(stdout);
    if (!read_secret(secret, sizeof(secret)))
        return false;
    session_line(shell->session, secret);
    explicit_bzero(secret, sizeof(secret));
    return true;
}

static void
strip_line_end(char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
}

static void
run_line(struct shell *shell, char *line)
{
    HistEvent event;
    strip_line_end(line);
    if (line[strspn(line, " \t")] != '\0')
        history(shell->history, &event, H_ENTER, line);
    interrupt_catch(); /* from here on; an old Ctrl-C does not count */
    session_line(shell->session, line);
    if (shell->leave)
        session_leave_configuration(shell->session);
}

static bool
run_edited(struct shell *shell)
{
    int count = 0;
    shell->leave = shell->abandon = false;
    const char *typed = el_gets(shell->edit, &count);
    if (shell->abandon)
        putchar('\n');
    if (shell->abandon)
        return true;
    /* libedit has no text for an empty line that Ctrl-Z ends */
    if (typed == NULL && !shell->leave)
        return false;
    char *line = typed == NULL ? strdup("") : strndup(typed, (size_t)count);
    if (line == NULL)
        return false;
    run_line(shell, line);
    free(line);
    return true;
}

static bool
run_piped(struct shell *shell)
{
    fputs(shell->prompt, stdout);
    fflush(stdout);
    ssize_t length = getline(&shell->line, &shell->line_capacity, stdin);
    if (length < 0)
        return false;
    /* a NUL would hide the rest of the line */
    for (ssize_t i = 0; i < length; i++) {
        if (shell->line[i] == '\0')
            shell->line[i] = ' ';
    }
    strip_line_end(shell->line);
    if (session_wants_secret(shell->session)) {
        print_stars(strlen(shell->line));
    } else {
        text_clean(shell->line, strlen(shell->line), stdout);
        putchar('\n');
    }
    session_line(shell->session, shell->line);
    return true;
}

void
shell_run(struct shell *shell, struct session *session)
{
    shell->session = session;
    bool more = true;
    while (more && !session_is_over(session)) {
        shell->prompt = session_prompt(session);
        if (!shell->is_terminal)
            more = run_piped(shell);
        else if (session_wants_secret(session))
            more = run_secret(shell);
        else
            more = run_edited(shell);
    }
    if (!more)
        putchar('\n');
    fflush(stdout);
    shell->session = NULL;
}
