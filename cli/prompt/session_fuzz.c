/*
 * session_fuzz.c: any keys at the prompt of each dialect.
 *
 * The first byte chooses the version and whether the sessions start in configuration mode. A line
 * end types a line, `?` asks, a tab completes, Ctrl-Z leaves configuration mode, Ctrl-] goes to the
 * other of two sessions at the one firewall. Nothing that comes out may hold a control character,
 * and the configuration that is left must be read back as it is written.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/prompt/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE_SIZE = 4096, LINES_MAX = 400, CTRL_Z = 0x1a, OTHER_SEAT = 0x1d, SEATS = 2 };

/* Stands for the terminal: takes the text, and no control character in it. */
static ssize_t
look_at(void *context, const char *text, size_t size)
{
    (void)context;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\r') || byte == 0x7f) {
            fprintf(stderr, "byte 0x%02x on the screen\n", byte);
            abort();
        }
    }
    return (ssize_t)size;
}

static struct firewall *
start(uint8_t choice)
{
    struct os_release release = { .version = (enum os_version)(choice % OS_COUNT) };
    release.platform = (choice & 0x10) != 0 && !behaviour(release.version)->flat_commands
                           ? PLATFORM_ASA
                           : PLATFORM_PIX;
    struct firewall_options options = { .config = config_factory(release), .no_files = true };
    return options.config != NULL ? firewall_new(&options) : NULL;
}

static struct session *
sit_down(struct firewall *firewall, uint8_t choice, FILE *screen, const char *seat)
{
    struct session *session =
        session_new(&(struct session_options){ .firewall = firewall, .out = screen, .seat = seat });
    if (session != NULL && (choice & 0x20) == 0) {
        session_line(session, "enable");
        session_line(session, "");
        session_line(session, "configure terminal");
    }
    return session;
}

struct typist {
    struct session *session;
    char line[LINE_SIZE];
    size_t length;
    unsigned lines;
};

static void
complete(struct typist *typist)
{
    struct arena *arena = arena_new();
    const char *word =
        arena != NULL ? session_complete(typist->session, typist->line, arena) : NULL;
    const char *blank = strrchr(typist->line, ' ');
    size_t start = blank != NULL ? (size_t)(blank - typist->line) + 1 : 0;
    size_t length = word != NULL ? strlen(word) : 0;
    if (length > 0 && start + length + 1 < sizeof(typist->line)) {
        memcpy(typist->line + start, word, length + 1);
        typist->length = start + length;
    }
    arena_free(arena);
}

static void
press(struct typist *typist, uint8_t key)
{
    typist->line[typist->length] = '\0';
    switch (key) {
    case '\n':
        (void)session_prompt(typist->session);
        session_line(typist->session, typist->line);
        typist->length = 0;
        typist->lines++;
        break;
    case '?':
        session_help(typist->session, typist->line);
        break;
    case '\t':
        complete(typist);
        break;
    case CTRL_Z:
        session_leave_configuration(typist->session);
        typist->length = 0;
        break;
    default:
        if (key != '\0' && typist->length + 1 < sizeof(typist->line))
            typist->line[typist->length++] = (char)key;
        break;
    }
}

static char *
write_out(const struct config *config, size_t *size)
{
    char *text = NULL;
    FILE *memory = open_memstream(&text, size);
    if (memory == NULL)
        return NULL;
    config_write(config, memory);
    fclose(memory);
    return text;
}

static void
check_written(const struct config *config)
{
    struct load_options options = { .file = "written" };
    struct load_result result;
    size_t size = 0;
    size_t again_size = 0;
    char *written = write_out(config, &size);
    if (written == NULL || !config_load_text(written, size, &options, &result)) {
        free(written);
        return;
    }
    char *again = write_out(result.config, &again_size);
    if (again != NULL &&
        (result.refused > 0 || size != again_size || memcmp(written, again, size) != 0)) {
        fprintf(stderr, "--- written\n%s--- again\n%s", written, again);
        for (size_t i = 0; i < result.diags.count; i++)
            fprintf(stderr, "%u: %s\n", result.diags.items[i].span.line,
                    result.diags.items[i].text);
        abort();
    }
    free(written);
    free(again);
    load_result_free(&result);
}

/* Until the keys, or the sessions, are at an end. */
static void
type_keys(struct typist typists[static SEATS], const uint8_t *keys, size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        struct typist *typist = &typists[at];
        if (keys[i] == OTHER_SEAT)
            at = (at + 1) % SEATS;
        else if (typist->lines >= LINES_MAX)
            return;
        else if (!session_is_over(typist->session))
            press(typist, keys[i]);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const seats[SEATS] = { NULL, "192.0.2.1" };
    FILE *screen = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = look_at });
    struct firewall *firewall = size > 0 && screen != NULL ? start(data[0]) : NULL;
    struct typist typists[SEATS] = { 0 };
    bool whole = firewall != NULL;
    for (size_t i = 0; i < SEATS && whole; i++) {
        typists[i].session = sit_down(firewall, data[0], screen, seats[i]);
        whole = typists[i].session != NULL;
    }
    if (whole) {
        type_keys(typists, data + 1, size - 1);
        check_written(firewall->config);
    }
    for (size_t i = 0; i < SEATS; i++)
        session_free(typists[i].session);
    firewall_free(firewall);
    if (screen != NULL)
        fclose(screen);
    return 0;
}
