/*
 * logging_line.h: what the rows of `logging` share: their scratch struct and its word types.
 */
#ifndef REFIRE_PARSER_LOGGING_LINE_H
#define REFIRE_PARSER_LOGGING_LINE_H

#include "parser/word.h"

enum log_line_kind {
    LOG_LINE_SWITCH,
    LOG_LINE_LEVEL,
    LOG_LINE_BUFFER,
    LOG_LINE_ASDM_BUFFER,
    LOG_LINE_FROM,
    LOG_LINE_RECIPIENT,
    LOG_LINE_FACILITY,
    LOG_LINE_QUEUE,
    LOG_LINE_DEVICE_ID,
    LOG_LINE_HOST,
    LOG_LINE_FTP_SERVER,
    LOG_LINE_FLASH_FREE,
    LOG_LINE_FLASH_USE,
    LOG_LINE_MESSAGE_OFF,
    LOG_LINE_MESSAGE_LEVEL,
};

struct log_line {
    enum log_line_kind kind;
    bool off;      /* written as `no logging ...` */
    uint8_t which; /* of a switch */
    uint8_t destination;
    uint8_t level;
    bool has_level;
    const char *list; /* LEVEL: in the place of the level, or NULL */
    uint32_t number;
    enum device_id_kind device_id;
    const char *text;
    ifc_id ifc;
    uint32_t address;
    bool has_port;
    uint8_t protocol;
    uint16_t port;
    bool emblem;
    bool secure;
};

/* What init_NAME and fits_NAME of a row are; as LINE_KIND, and no interface is named. */
#define LOG_KIND(row_name, KIND)                                                                   \
    static bool fits_##row_name(const struct config *config, const void *scratch)                  \
    {                                                                                              \
        (void)config;                                                                              \
        return ((const struct log_line *)scratch)->kind == (KIND);                                 \
    }                                                                                              \
    static void init_##row_name(void *scratch)                                                     \
    {                                                                                              \
        struct log_line *line = scratch;                                                           \
        line->kind = (KIND);                                                                       \
        line->ifc = IFC_NONE;                                                                      \
    }

#define LOGGING_HELP "Configure logging levels, recipients and other options"
#define LOG_ROW(row_name, SECTION)                                                                 \
    .name = SECTION, .help = LOGGING_HELP, .scratch_size = sizeof(struct log_line),                \
    .init = init_##row_name, .fits = fits_##row_name, .writes_no = log_line_is_off

extern const struct choice log_destinations[];

extern const struct word_type word_log_filter; /* struct log_line: level or list */
extern const struct word_type word_host_port;  /* struct log_line: `tcp/1470`, `17/514` */
extern const struct word_type word_device_id;  /* struct log_line */

bool log_line_is_off(const struct config *config, const void *scratch);

struct log_list *logging_list(const struct config *config, const char *name);
/* Makes one that does not exist yet; NULL: no memory. */
struct log_list *logging_list_make(struct config *config, const char *name);

#endif
