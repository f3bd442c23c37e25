/*
 * ftp.h: inspection of FTP's control connection (RFC 959, 2428; engine.md 6.2), and what its parts
 * share: ftp.c follows the conversation, ftp_data.c the data connections, ftp_strict.c and
 * ftp_map.c are what `strict` adds.
 */
#ifndef REFIRE_ENGINE_INSPECT_FTP_H
#define REFIRE_ENGINE_INSPECT_FTP_H

#include "engine/inspect.h"

extern const struct inspection_engine inspect_ftp;

/* Of the longest line that is followed; a longer one ends the inspection. */
#define FTP_LINE_MOST 4096
/* Bytes of a user's name that are kept for 303002 and for maps: more are cut off [C]. */
#define FTP_USER_MOST 64
/* The same of the first line of the server's greeting, for maps alone. */
#define FTP_GREETING_MOST 128

struct ftp_session {
    bool begun;          /* the line of the configuration has been asked */
    bool strict;         /* `fixup protocol ftp strict`, `inspect ftp strict` */
    bool masks_system;   /* the answer to SYST becomes Xs */
    bool masks_banner;   /* so does the greeting */
    uint64_t denied;     /* ftp-map's `request-command deny`: bits of enum ftp_denied */
    bool unanswered;     /* a command waits for its first reply */
    bool greeted;        /* the first reply is over */
    bool asked_system;   /* the latest command is SYST */
    bool asked_security; /* ... AUTH */
    uint16_t within;     /* the code of the reply whose further lines are coming; 0: none */
    bool within_is_masked;

    bool announced; /* a data conn towards this listener, on the side of LISTENS */
    enum inspect_side listens;
    uint32_t listener;
    uint16_t listener_port;

    uint8_t user_length, greeting_length;
    char user[FTP_USER_MOST];
    char greeting[FTP_GREETING_MOST];
};

/* One line of the conversation. */
struct ftp_line {
    struct inspect_call *call;
    struct ftp_session *session;
    enum inspect_side from, to;
    struct cursor message; /* with its CRLF */
    struct cursor text;    /* without */
};

/* The command words of maps, by their place in the lists of parser/map_parameters.c. */
enum ftp_denied {
    FTP_APPE,
    FTP_CDUP,
    FTP_DELE,
    FTP_GET,
    FTP_HELP,
    FTP_MKD,
    FTP_PUT,
    FTP_RMD,
    FTP_RNFR,
    FTP_RNTO,
    FTP_SITE,
    FTP_STOU,
    FTP_IN_NO_LIST
};

/* A command that is known. */
struct ftp_command {
    const char *name;
    enum ftp_denied denied; /* how maps name it */
    enum inspect_result (*handle)(const struct ftp_line *line, struct cursor arguments);
};

/* What announces a data connection: behind PORT, EPRT, 227 and 229. */
NODISCARD enum inspect_result ftp_port(const struct ftp_line *line, struct cursor arguments);
NODISCARD enum inspect_result ftp_extended_port(const struct ftp_line *line,
                                                struct cursor arguments);
NODISCARD enum inspect_result ftp_passive(const struct ftp_line *line, struct cursor text);
NODISCARD enum inspect_result ftp_extended_passive(const struct ftp_line *line, struct cursor text);

/* What the line of the configuration and its map ask for: once, at the first message. */
void ftp_strict_begin(const struct ftp_line *line);

/*
 * What `strict` says of a command before anything else is done with it; COMMAND is NULL for an
 * unknown one, whose name is WORD.
 */
NODISCARD enum inspect_result ftp_strict_command(const struct ftp_line *line,
                                                 const struct ftp_command *command,
                                                 struct cursor word, struct cursor arguments);
/*
 * What `policy-map type inspect ftp` of 7.2 and later says of a command: its matches and classes
 * from the top, with `reset` the only thing that they can do (303005).
 */
NODISCARD enum inspect_result ftp_map_command(const struct ftp_line *line,
                                              const struct ftp_command *command,
                                              struct cursor arguments);
/* What `strict` says of a line of the server. */
NODISCARD enum inspect_result ftp_strict_reply(const struct ftp_line *line);

#endif
