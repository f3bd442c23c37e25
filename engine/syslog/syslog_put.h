/*
 * syslog_put.h: digits and sockets by hand, where the caller knows that there is room. Private to
 * engine/syslog.
 *
 * printf and inet_ntop take several times as long as all other work on a new conn (shared/perf,
 * section 5).
 */
#ifndef REFIRE_ENGINE_SYSLOG_PUT_H
#define REFIRE_ENGINE_SYSLOG_PUT_H

#include <stdint.h>
#include <string.h>

#include "engine/base/ip.h"

extern const char syslog_digit_pairs[201];

#define DIGITS_MAX 20 /* of 64 bits */

static inline char *
put_pair(char *at, unsigned number)
{
    memcpy(at, syslog_digit_pairs + (size_t)number * 2, 2);
    return at + 2;
}

/* Below 100: one digit or two. */
static inline char *
put_one_or_two(char *at, unsigned number)
{
    if (number >= 10)
        return put_pair(at, number);
    *at = (char)('0' + number);
    return at + 1;
}

static inline char *
put_four(char *at, unsigned number)
{
    return put_pair(put_pair(at, number / 100), number % 100);
}

/* Below 1,000,000: ports, and the numbers of most conns. */
static inline char *
put_up_to_six(char *at, unsigned number)
{
    if (number >= 10000)
        return put_four(put_one_or_two(at, number / 10000), number % 10000);
    if (number >= 100)
        return put_pair(put_one_or_two(at, number / 100), number % 100);
    return put_one_or_two(at, number);
}

/* NUMBER's digits from AT on, where DIGITS_MAX fit; returns what is behind them. */
static inline char *
put_number(char *at, uint64_t number)
{
    if (number < 1000000)
        return put_up_to_six(at, (unsigned)number);
    if (number < UINT64_C(1000000) * 10000)
        return put_four(put_up_to_six(at, (unsigned)(number / 10000)), (unsigned)(number % 10000));
    return put_four(put_number(at, number / 10000), (unsigned)(number % 10000));
}

#define SOCKET_MAX (IP_TEXT_SIZE + 1 + 5) /* what put_socket may write to */

/* "192.0.2.5/1025" */
static inline char *
put_socket(char *at, uint32_t address, uint16_t port)
{
    at = ip_put(at, address);
    *at++ = '/';
    return put_up_to_six(at, port);
}

/* "h:mm:ss", where DIGITS_MAX + 6 fit; a negative duration is 0. */
char *put_duration(char *at, int64_t duration_ns);

#endif
