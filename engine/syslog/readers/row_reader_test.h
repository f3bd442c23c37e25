/*
 * row_reader_test.h: reads a line by the words of its row: a reader for each placeholder.
 */
#ifndef REFIRE_ENGINE_SYSLOG_READERS_ROW_READER_TEST_H
#define REFIRE_ENGINE_SYSLOG_READERS_ROW_READER_TEST_H

#include "engine/syslog/readers/conn_readers_test.h"
#include "engine/syslog/readers/packet_readers_test.h"
#include "engine/syslog/readers/said_readers_test.h"

static const struct {
    const char *name;
    read_word *read;
} words[] = {
    { "direction", read_direction },
    { "conn", read_conn },
    { "outer", read_outer },
    { "outer_mapped", read_outer_mapped },
    { "inner", read_inner },
    { "inner_mapped", read_inner_mapped },
    { "duration", read_duration },
    { "bytes", read_bytes },
    { "reason", read_reason },
    { "xlate", read_xlate },
    { "PROTOCOL", read_protocol },
    { "real", read_real },
    { "real_port", read_real_port },
    { "mapped", read_mapped },
    { "mapped_port", read_mapped_port },
    { "protocol", read_protocol },
    { "source", read_source },
    { "destination", read_destination },
    { "icmp", read_icmp },
    { "acl", read_acl },
    { "hashes", read_hashes },
    { "source_port", read_source_port },
    { "destination_port", read_destination_port },
    { "source_ip", read_source_ip },
    { "destination_ip", read_destination_ip },
    { "flags", read_flags },
    { "interface", read_interface },
    { "dns", read_dns },
    { "option", read_option },
    { "icmp_direction", read_icmp_direction },
    { "icmp_type", read_icmp_type },
    { "icmp_code", read_icmp_code },
    { "faddr", read_faddr },
    { "gaddr", read_gaddr },
    { "laddr", read_laddr },
    { "host", read_real },
    { "permitted", read_permitted },
    { "log_source_0", read_log_source },
    { "log_source_type", read_log_source },
    { "log_destination_type", read_log_destination },
    { "log_destination_code", read_log_destination },
    { "hits", read_hits },
    { "limit", read_limit },
    { "interval", read_interval },
    { "source_any_port", read_source_any_port },
    { "destination_any_port", read_destination_any_port },
    { "destination_ip_any_port", read_destination_port },
    { "destination_service", read_destination_service },
    { "failure", read_failure },
    { "transport", read_protocol_or_number },
    { "guarded_protocol", read_protocol },
    { "audit_prefix", read_audit_prefix },
    { "signature", read_signature },
    { "signature_title", read_signature_title },
    { "threat", read_threat },
    { "threat_rate", read_threat_rate },
    { "threat_burst", read_threat_burst },
    { "threat_burst_limit", read_threat_burst_limit },
    { "threat_average", read_threat_average },
    { "threat_average_limit", read_threat_average_limit },
    { "threat_total", read_threat_total },
    { "fragment_size", read_fragment_size },
    { "fragment_offset", read_fragment_offset },
    { "fragment_id", read_fragment_id },
    { "fragment_protocol", read_protocol_or_number },
    { "quoted", read_quoted },
    { "dns_message", read_dns_message },
    { "source_no_port", read_source_no_port },
    { "mail_action", read_mail_action },
    { "mail_message", read_mail_message },
    { "host_ip", read_host_ip },
    { "inspection_end", read_inspection_end },
    { "user", read_text },
    { "text", read_text },
    { "text_2", read_text_2 },
};

static inline read_word *
word_reader(const char *name, size_t length)
{
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strlen(words[i].name) == length && memcmp(words[i].name, name, length) == 0)
            return words[i].read;
    }
    return NULL;
}

/* Reads the line by TEXT, a row's; false: it is not of this row. */
static inline bool
read_row(struct reader *r, const char *text)
{
    while (*text != '\0') {
        if (*text != '{') {
            if (*r->at++ != *text++)
                return false;
            continue;
        }
        size_t length = strcspn(++text, "}");
        read_word *read = word_reader(text, length);
        ck_assert_msg(read != NULL, "no reader for {%.*s}", (int)length, text);
        text += length + 1;
        r->rest = text;
        if (!read(r))
            return false;
    }
    return *r->at == '\0';
}

#endif
