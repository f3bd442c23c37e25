/*
 * shell.c: the only file that knows libedit.
 *
 * On a terminal: Emacs keys, history, `?` at once, Tab, Ctrl-Z. libedit edits, and what it would
 * draw goes nowhere: whenever it asks for a key, the line is shown as the device shows it
 * (line_window.h). Without a terminal the prompt and the line are both written, so that a saved
 * screen reads like a session (shell.md 8). Text that comes from a socket while a line is typed is
 * printed on lines of its own, and the line drawn again.
 */
#include "cli/prompt/shell.h"

#include <errno.h>
#include <histedit.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "cli/prompt/history_file.h"
#include "cli/prompt/input.h"
#include "cli/prompt/interrupt.h"
#include "cli/prompt/line_window.h"

#define HISTORY_LINES 200
#define USUAL_WIDTH 80 /* of the device's terminals */

struct shell {
    bool is_terminal;
    struct termios found; /* how the terminal was */
    EditLine *edit;
    FILE *nowhere; /* what libedit draws */
    struct line_window window;
    bool row_begun; /* the prompt stands there */
    History *history;
    char *history_path;     /* NULL: not kept */
    struct shell_peer peer; /* of the run */
    const char *prompt;
    bool leave;         /* Ctrl-Z was pressed */
    bool abandon;       /* Ctrl-C was */
    char left[1024];    /* typed before `?`: put back behind the next prompt */
    struct input input; /* of a pipe */
};

/* ---- the row that is typed in ---- */

/*
 * Columns of the row. `terminal width` says it, as on the device, whatever the terminal asked for;
 * only one that is narrower than what nobody changed is believed.
 */
static size_t
row_width(const struct shell *shell)
{
    struct winsize size;
    size_t width = shell->peer.width(shell->peer.context);
    if (width == USUAL_WIDTH && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
        size.ws_col < width)
        return size.ws_col;
    return width;
}

static void
show_row(struct shell *shell)
{
    const LineInfo *info = el_line(shell->edit);
    if (!shell->row_begun)
        fputs(shell->prompt, stdout);
    shell->row_begun = true;
    line_window_draw(&shell->window, info->buffer, (size_t)(info->lastchar - info->buffer),
                     (size_t)(info->cursor - info->buffer), stdout);
    fflush(stdout);
}

/* Something else was printed: the row is shown again below it. */
static void
leave_row(struct shell *shell)
{
    shell->row_begun = false;
    line_window_forget(&shell->window);
}

/* ---- keys ---- */

static struct shell *
shell_of(EditLine *edit)
{
    void *data = NULL;
    el_get(edit, EL_CLIENTDATA, &data);
    return data;
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
    if (shell->peer.wants_secret(shell->peer.context) ||
        !text_before_cursor(edit, text, sizeof(text))) {
        char typed[2] = { (char)key, '\0' };
        el_insertstr(edit, typed);
        return CC_REFRESH;
    }
    printf("?\n");
    fflush(stdout);
    shell->peer.help(shell->peer.context, text);
    leave_row(shell);
    return CC_REFRESH;
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
    const char *word = shell->peer.complete(shell->peer.context, text, arena);
    if (word != NULL) {
        const char *last = strrchr(text, ' ');
        size_t typed = strlen(last == NULL ? text : last + 1);
        el_deletestr(edit, (int)typed);
        el_insertstr(edit, word);
        result = CC_REFRESH;
    } else {
        putchar('\a');
    }
    arena_free(arena);
    return result;
}

/* The line again, on the next row. */
static unsigned char
redisplay_key(EditLine *edit, int key)
{
    (void)key;
    putchar('\n');
    leave_row(shell_of(edit));
    return CC_REFRESH;
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

/* The next key of the line that is edited, for libedit: 1, 0 at the end, negative on failure. */
static int
read_char(EditLine *edit, wchar_t *key)
{
    struct shell *shell = shell_of(edit);
    const struct shell_peer *peer = &shell->peer;
    struct pollfd polls[] = { { .fd = peer->fd, .events = POLLIN },
                              { .fd = STDIN_FILENO, .events = POLLIN } };
    for (;;) {
        unsigned char byte;
        show_row(shell);
        int ready = poll(polls, 2, -1);
        if (ready < 0 && errno != EINTR)
            return -1;
        if (ready > 0 && polls[0].revents != 0 && peer->news(peer->context, "\n"))
            leave_row(shell);
        if (peer->is_over(peer->context))
            return 0;
        if (ready <= 0 || polls[1].revents == 0)
            continue;
        ssize_t got = read(STDIN_FILENO, &byte, 1);
        if (got == 0)
            return 0;
        if (got < 0 && errno != EINTR)
            return -1;
        if (got == 1 && byte < 0x80) { /* the device knows no other letters */
            *key = byte;
            return 1;
        }
    }
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

/*
 * Keys that come while nothing waits for them (a script types ahead) are neither shown by the
 * terminal, for the editor shows them when it takes them, nor held back to the end of their line,
 * nor lost to a signal: Ctrl-C is one only while a command runs, Ctrl-Z and Ctrl-\ never are.
 */
static void
quiet_terminal(bool interrupts)
{
    struct termios quiet;
    if (tcgetattr(STDIN_FILENO, &quiet) != 0)
        return;
    quiet.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
    quiet.c_lflag |= interrupts ? (tcflag_t)(ISIG | NOFLSH) : 0;
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
    quiet.c_cc[VQUIT] = _POSIX_VDISABLE;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet);
}

static bool
start_editing(struct shell *shell)
{
    tcgetattr(STDIN_FILENO, &shell->found);
    quiet_terminal(false);
    HistEvent event;
    shell->nowhere = fopen("/dev/null", "w");
    if (shell->nowhere == NULL)
        return false;
    shell->edit = el_init_fd("refire", stdin, shell->nowhere, stderr, STDIN_FILENO, STDOUT_FILENO,
                             STDERR_FILENO);
    shell->history = history_init();
    if (shell->edit == NULL || shell->history == NULL)
        return false;
    history(shell->history, &event, H_SETSIZE, HISTORY_LINES);
    history(shell->history, &event, H_SETUNIQUE, 1);
    shell->history_path = history_file_path();
    if (shell->history_path != NULL)
        history(shell->history, &event, H_LOAD, shell->history_path);
    el_set(shell->edit, EL_CLIENTDATA, shell);
    el_set(shell->edit, EL_GETCFN, read_char);
    el_set(shell->edit, EL_EDITOR, "emacs");
    el_set(shell->edit, EL_SIGNAL, 1);
    el_set(shell->edit, EL_HIST, history, shell->history);
    el_set(shell->edit, EL_ADDFN, "device-help", "What may follow", help_key);
    el_set(shell->edit, EL_ADDFN, "device-complete", "Complete a keyword", complete_key);
    el_set(shell->edit, EL_ADDFN, "device-redisplay", "Show the line again", redisplay_key);
    el_set(shell->edit, EL_ADDFN, "device-leave", "Leave configuration mode", leave_key);
    el_set(shell->edit, EL_ADDFN, "device-abandon", "Give the line up", abandon_key);
    /* the editor would set these while a line is edited (-d) and between lines (-x) */
    el_set(shell->edit, EL_SETTY, "-d", "-isig", NULL);
    el_set(shell->edit, EL_SETTY, "-x", "-isig", NULL);
    el_set(shell->edit, EL_SETTY, "-x", "-icanon", NULL);
    el_set(shell->edit, EL_SETTY, "-x", "-echo", NULL);
    el_set(shell->edit, EL_BIND, "^C", "device-abandon", NULL);
    el_set(shell->edit, EL_BIND, "?", "device-help", NULL);
    el_set(shell->edit, EL_BIND, "^I", "device-complete", NULL);
    el_set(shell->edit, EL_BIND, "^Z", "device-leave", NULL);
    el_set(shell->edit, EL_BIND, "^W", "ed-delete-prev-word", NULL);
    el_set(shell->edit, EL_BIND, "^U", "vi-kill-line-prev", NULL);
    el_set(shell->edit, EL_BIND, "^R", "device-redisplay", NULL);
    el_set(shell->edit, EL_BIND, "^L", "device-redisplay", NULL);
    return true;
}

struct shell *
shell_new(void)
{
    struct shell *shell = calloc(1, sizeof(*shell));
    if (shell == NULL)
        return NULL;
    shell->prompt = "";
    input_init(&shell->input, STDIN_FILENO);
    shell->is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (shell->is_terminal && !start_editing(shell)) {
        shell_free(shell);
        return NULL;
    }
    return shell;
}

static void
save_history(struct shell *shell)
{
    HistEvent event;
    char *text = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&text, &length);
    if (memory == NULL)
        return;
    bool whole = history(shell->history, &event, H_SAVE_FP, memory) >= 0;
    if (fclose(memory) == 0 && whole && !history_file_write(shell->history_path, text, length))
        fprintf(stderr, "refire: %s: the history of commands could not be kept\n",
                shell->history_path);
    free(text);
}

void
shell_free(struct shell *shell)
{
    if (shell == NULL)
        return;
    if (shell->history_path != NULL)
        save_history(shell);
    if (shell->history != NULL)
        history_end(shell->history);
    if (shell->edit != NULL)
        el_end(shell->edit);
    if (shell->nowhere != NULL)
        fclose(shell->nowhere);
    if (shell->is_terminal)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &shell->found);
    free(shell->history_path);
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
    shell->peer.line(shell->peer.context, secret);
    explicit_bzero(secret, sizeof(secret));
    return true;
}

static void
run_line(struct shell *shell, char *line)
{
    HistEvent event;
    line[strcspn(line, "\r\n")] = '\0';
    if (line[strspn(line, " \t")] != '\0')
        history(shell->history, &event, H_ENTER, line);
    interrupt_catch(); /* from here on; an old Ctrl-C does not count */
    quiet_terminal(true);
    shell->peer.line(shell->peer.context, line);
    quiet_terminal(false);
    if (shell->leave)
        shell->peer.leave(shell->peer.context);
}

/* Enter; the line is TYPED, with its end. */
static void
end_row(struct shell *shell, const char *typed)
{
    line_window_end(&shell->window, typed, strcspn(typed, "\r\n"), stdout);
    putchar('\n');
    fflush(stdout);
}

static bool
run_edited(struct shell *shell)
{
    int count = 0;
    shell->leave = shell->abandon = shell->row_begun = false;
    line_window_begin(&shell->window, row_width(shell), strlen(shell->prompt));
    const char *typed = el_gets(shell->edit, &count);
    if (shell->abandon)
        putchar('\n');
    if (shell->abandon)
        return true;
    if (typed != NULL && !shell->leave)
        end_row(shell, typed);
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

/* Waits for a line of the pipe; what comes from elsewhere is printed, and the prompt again. */
static bool
next_piped(struct shell *shell)
{
    const struct shell_peer *peer = &shell->peer;
    for (;;) {
        switch (input_next(&shell->input, peer->fd)) {
        case INPUT_LINE_READ:
            return true;
        case INPUT_END:
            return false;
        case INPUT_OTHER:
            if (peer->news(peer->context, "\n") && !peer->is_over(peer->context))
                fputs(shell->prompt, stdout);
            fflush(stdout);
            if (peer->is_over(peer->context))
                return false;
            break;
        }
    }
}

static bool
run_piped(struct shell *shell)
{
    const struct shell_peer *peer = &shell->peer;
    fputs(shell->prompt, stdout);
    fflush(stdout);
    if (!next_piped(shell))
        return false;
    const char *line = shell->input.line;
    if (peer->wants_secret(peer->context)) {
        print_stars(strlen(line));
    } else {
        text_clean(line, strlen(line), stdout);
        putchar('\n');
    }
    peer->line(peer->context, line);
    return true;
}

void
shell_run(struct shell *shell, const struct shell_peer *peer)
{
    shell->peer = *peer;
    bool more = true;
    while (more && !peer->is_over(peer->context)) {
        shell->prompt = peer->prompt(peer->context);
        if (!shell->is_terminal)
            more = run_piped(shell);
        else if (peer->wants_secret(peer->context))
            more = run_secret(shell);
        else
            more = run_edited(shell);
    }
    if (!more)
        putchar('\n');
    fflush(stdout);
}
