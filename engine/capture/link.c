/*
 * link.c: link types: which of them we read, what libpcap calls them, and the direction that
 * Linux cooked headers carry. Numbers: the LINKTYPE registry of tcpdump.org.
 */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/capture/reader.h"

enum linktype {
    LINKTYPE_NULL = 0,
    LINKTYPE_ETHERNET = 1,
    LINKTYPE_PPP = 9,
    LINKTYPE_OLD_RAW = 12, /* DLT_RAW of most systems, written as it is by some programs */
    LINKTYPE_OPENBSD_RAW = 14,
    LINKTYPE_PPP_HDLC = 50,
    LINKTYPE_PPP_ETHER = 51,
    LINKTYPE_RAW = 101,
    LINKTYPE_C_HDLC = 104,
    LINKTYPE_IEEE802_11 = 105,
    LINKTYPE_LOOP = 108,
    LINKTYPE_LINUX_SLL = 113,
    LINKTYPE_IEEE802_11_RADIOTAP = 127,
    LINKTYPE_PPP_WITH_DIR = 204,
    LINKTYPE_IPV4 = 228,
    LINKTYPE_IPV6 = 229,
    LINKTYPE_LINUX_SLL2 = 276,
};

/* sll_pkttype of a cooked header: what PACKET_HOST and the others are on Linux. */
enum cooked_type { COOKED_HOST, COOKED_BROADCAST, COOKED_MULTICAST, COOKED_OTHER, COOKED_OUTGOING };

enum link_type
capture_link_of(int link_number)
{
    switch (link_number) {
    case LINKTYPE_ETHERNET:
        return LINK_ETHERNET;
    case LINKTYPE_OLD_RAW:
    case LINKTYPE_OPENBSD_RAW:
    case LINKTYPE_RAW:
    case LINKTYPE_IPV4:
    case LINKTYPE_IPV6:
        return LINK_RAW_IP;
    case LINKTYPE_LINUX_SLL:
        return LINK_COOKED_V1;
    case LINKTYPE_LINUX_SLL2:
        return LINK_COOKED_V2;
    case LINKTYPE_NULL:
    case LINKTYPE_LOOP:
        return LINK_NULL;
    case LINKTYPE_PPP:
    case LINKTYPE_PPP_HDLC:
        return LINK_PPP;
    case LINKTYPE_PPP_WITH_DIR:
        return LINK_PPP_DIRECTED;
    case LINKTYPE_PPP_ETHER:
        return LINK_PPPOE;
    case LINKTYPE_C_HDLC:
        return LINK_CISCO_HDLC;
    case LINKTYPE_IEEE802_11:
        return LINK_WIFI;
    case LINKTYPE_IEEE802_11_RADIOTAP:
        return LINK_RADIOTAP;
    default:
        return LINK_UNKNOWN;
    }
}

int
capture_link_number(enum link_type link)
{
    return link == LINK_ETHERNET ? LINKTYPE_ETHERNET : LINKTYPE_RAW;
}

static enum seen_direction
cooked_direction(unsigned type)
{
    if (type == COOKED_OUTGOING)
        return SEEN_OUTGOING;
    return type <= COOKED_MULTICAST ? SEEN_INCOMING : SEEN_UNKNOWN;
}

void
capture_direct(struct capture_frame *frame)
{
    if (frame->link == LINK_COOKED_V1 && frame->captured >= 2)
        frame->seen = cooked_direction((unsigned)frame->bytes[0] << 8 | frame->bytes[1]);
    else if (frame->link == LINK_COOKED_V2 && frame->captured >= 11)
        frame->seen = cooked_direction(frame->bytes[10]);
}

void
capture_classify(struct capture_frame *frame, int link_number)
{
    frame->link_number = link_number;
    frame->link = capture_link_of(link_number);
    capture_direct(frame);
}

/* libpcap's own number for a link type of a file; they differ only for raw IP. */
static int
dlt_of(int link_number)
{
    return link_number == LINKTYPE_RAW || link_number == LINKTYPE_OPENBSD_RAW ? DLT_RAW
                                                                              : link_number;
}

const char *
capture_link_name(int link_number)
{
    return pcap_datalink_val_to_name(dlt_of(link_number));
}

/* One compiled program for each link type that came, made when it first comes. */
#define FILTER_PROGRAMS 8

struct capture_filter {
    char *expression;
    struct filter_program {
        int link_number;
        bool compiled;
        struct bpf_program code;
    } programs[FILTER_PROGRAMS];
    size_t count;
};

/* libpcap says in WHY (CAPTURE_ERROR_SIZE bytes, may be NULL) what it does not like. */
static bool
compile(const char *expression, int link_number, struct bpf_program *code, char *why)
{
    pcap_t *pcap = pcap_open_dead(dlt_of(link_number), (int)RECORD_MAX);
    if (pcap == NULL)
        return false;
    bool compiled = pcap_compile(pcap, code, expression, 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (!compiled && why != NULL)
        snprintf(why, CAPTURE_ERROR_SIZE, "%s", pcap_geterr(pcap));
    pcap_close(pcap);
    return compiled;
}

static const struct filter_program *
program_for(struct capture_filter *filter, int link_number)
{
    for (size_t i = 0; i < filter->count; i++) {
        if (filter->programs[i].link_number == link_number)
            return &filter->programs[i];
    }
    if (filter->count == FILTER_PROGRAMS)
        return NULL;
    struct filter_program *program = &filter->programs[filter->count++];
    program->link_number = link_number;
    program->compiled = compile(filter->expression, link_number, &program->code, NULL);
    return program;
}

struct capture_filter *
capture_filter_new(const char *expression, char error[CAPTURE_ERROR_SIZE])
{
    struct bpf_program probe;
    snprintf(error, CAPTURE_ERROR_SIZE, "out of memory");
    if (!compile(expression, LINKTYPE_ETHERNET, &probe, error))
        return NULL;
    pcap_freecode(&probe);
    struct capture_filter *filter = calloc(1, sizeof *filter);
    if (filter == NULL)
        return NULL;
    filter->expression = strdup(expression);
    if (filter->expression == NULL) {
        free(filter);
        return NULL;
    }
    error[0] = '\0';
    return filter;
}

void
capture_filter_free(struct capture_filter *filter)
{
    if (filter == NULL)
        return;
    for (size_t i = 0; i < filter->count; i++) {
        if (filter->programs[i].compiled)
            pcap_freecode(&filter->programs[i].code);
    }
    free(filter->expression);
    free(filter);
}

bool
capture_filter_matches(struct capture_filter *filter, const struct capture_frame *frame)
{
    const struct filter_program *program = program_for(filter, frame->link_number);
    if (program == NULL || !program->compiled)
        return false;
    struct pcap_pkthdr header = {
        .caplen = (bpf_u_int32)frame->captured,
        .len = frame->wire_length > UINT32_MAX ? UINT32_MAX : (bpf_u_int32)frame->wire_length,
    };
    return pcap_offline_filter(&program->code, &header, frame->bytes) != 0;
}
