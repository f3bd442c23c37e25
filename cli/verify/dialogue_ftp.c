/*
 * dialogue_ftp.c: an FTP client that lists a folder (RFC 959). The data connection goes where the
 * end that opens it was told to, whatever has become of that on the way.
 */
#include <stdio.h>
#include <string.h>

#include "cli/verify/dialogue_private.h"

#define DATA_PORT 20 /* of a server that opens the data connection itself */

struct ftp {
    struct wire *wire;
    struct tcp control, data;
    bool is_active;
    uint16_t listens; /* the port that was announced, */
    uint32_t told;    /* ... and where the other end was told to come */
    uint16_t told_port;
};

static const struct line {
    enum speaker from;
    const char *text, *step;
} log_in[] = {
    { SERVER, "220 FTP server ready.\r\n", "FTP greeting" },
    { CLIENT, "USER anonymous\r\n", "FTP USER" },
    { SERVER, "331 Guest login ok, send your e-mail address as password.\r\n", "FTP reply to USER" },
    { CLIENT, "PASS guest@example.com\r\n", "FTP PASS" },
    { SERVER, "230 Guest login ok.\r\n", "FTP reply to PASS" },
}, log_out[] = {
    { CLIENT, "QUIT\r\n", "FTP QUIT" },
    { SERVER, "221 Goodbye.\r\n", "FTP reply to QUIT" },
};

static bool
say(struct ftp *ftp, enum speaker from, const char *text, const char *step)
{
    return tcp_say_text(&ftp->control, from, text, step);
}

static bool
say_lines(struct ftp *ftp, const struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!say(ftp, lines[i].from, lines[i].text, lines[i].step))
            return false;
    return true;
}

/* Says where FROM listens, and reads what the other end was told. */
static bool
announce(struct ftp *ftp, enum speaker from, const char *format, const char *step)
{
    char text[128];
    uint32_t address = ftp->wire->hosts[from].address;
    unsigned numbers[6];
    ftp->listens = wire_port(ftp->wire);
    snprintf(text, sizeof text, format, address >> 24, address >> 16 & 0xff, address >> 8 & 0xff,
             address & 0xff, ftp->listens >> 8, ftp->listens & 0xff);
    if (!say(ftp, from, text, step))
        return false;
    const char *at = (const char *)ftp->control.heard;
    at += from == CLIENT ? strcspn(at, " ") : strcspn(at, "(");
    if (*at == '\0' || sscanf(at + 1, "%3u,%3u,%3u,%3u,%3u,%3u", &numbers[0], &numbers[1],
                              &numbers[2], &numbers[3], &numbers[4], &numbers[5]) != 6)
        return wire_misread(ftp->wire, from, step, "it announces no address");
    ftp->told = numbers[0] << 24 | (numbers[1] & 0xff) << 16 | (numbers[2] & 0xff) << 8 |
                (numbers[3] & 0xff);
    ftp->told_port = (uint16_t)(numbers[4] << 8 | (numbers[5] & 0xff));
    return true;
}

static bool
open_data(struct ftp *ftp)
{
    struct tcp_call call = {
        .port = ftp->is_active ? DATA_PORT : wire_port(ftp->wire),
        .peer = ftp->told,
        .peer_port = ftp->told_port,
        .listens = ftp->listens,
    };
    return tcp_open(&ftp->data, ftp->wire, ftp->is_active ? SERVER : CLIENT, &call,
                    &tcp_data_steps);
}

static bool
list(struct ftp *ftp)
{
    static const char listing[] = "-rw-r--r-- 1 ftp ftp 5 Jan  5 12:00 welcome\r\n";
    if (tcp_say_text(&ftp->data, SERVER, listing, "FTP data") && tcp_close(&ftp->data, SERVER))
        return true;
    tcp_abort(&ftp->data, SERVER);
    return false;
}

/* From the announcement to the reply that ends the transfer; false: the control conn is no more. */
static bool
transfer(struct ftp *ftp)
{
    bool announced =
        ftp->is_active
            ? announce(ftp, CLIENT, "PORT %u,%u,%u,%u,%u,%u\r\n", "FTP PORT") &&
                  say(ftp, SERVER, "200 PORT command successful.\r\n", "FTP reply to PORT")
            : say(ftp, CLIENT, "PASV\r\n", "FTP PASV") &&
                  announce(ftp, SERVER, "227 Entering Passive Mode (%u,%u,%u,%u,%u,%u)\r\n",
                           "FTP reply to PASV");
    if (!announced)
        return false;
    bool opened = !ftp->is_active && open_data(ftp);
    if (!ftp->is_active && !opened)
        return true; /* nothing to be listed over; the client says goodbye */
    if (!say(ftp, CLIENT, "LIST\r\n", "FTP LIST"))
        return false;
    opened = opened || open_data(ftp);
    if (!opened)
        return say(ftp, SERVER, "425 Can't open data connection.\r\n", "FTP reply to LIST");
    return say(ftp, SERVER, "150 Here comes the directory listing.\r\n", "FTP reply to LIST") &&
           say(ftp, SERVER, list(ftp) ? "226 Transfer complete.\r\n" : "426 Connection closed.\r\n",
               "FTP end of the transfer");
}

void
dialogue_ftp(struct wire *wire)
{
    const struct dialogue *wish = wire->wish;
    struct ftp ftp = { .wire = wire, .is_active = wish->kind == DIALOGUE_FTP_ACTIVE };
    struct tcp_call call = {
        .port = wish->source_port != 0 ? wish->source_port : wire_port(wire),
        .peer = wish->destination,
        .peer_port = wish->destination_port,
    };
    if (!tcp_open(&ftp.control, wire, CLIENT, &call, &tcp_usual_steps))
        return;
    if (!say_lines(&ftp, log_in, ARRAY_LENGTH(log_in)) || !transfer(&ftp) ||
        !say_lines(&ftp, log_out, ARRAY_LENGTH(log_out)) || !tcp_close(&ftp.control, CLIENT))
        tcp_abort(&ftp.control, CLIENT);
}
