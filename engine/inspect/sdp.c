/*
 * sdp.c: session descriptions. They are read as a whole first: the c= of one medium stands behind
 * its m=.
 */
#include "engine/inspect/sdp.h"

#include "engine/base/ip.h"

#define MULTICAST UINT32_C(0xe0000000)

/* An address in the description; without text: none there. */
struct place {
    struct cursor text;
    uint32_t address;
    bool is_written; /* its new form is there already */
};

enum transport { TRANSPORT_OTHER, TRANSPORT_RTP, TRANSPORT_UDP };

struct medium {
    struct cursor port_text, rtcp_text;
    uint16_t port, rtcp_port; /* 0: not said */
    uint16_t seen;            /* the port in a capture of the other side; 0: not known */
    enum transport transport;
    enum rtp_media media;
    struct place connection, rtcp_address;
};

struct description {
    struct place origin, connection;
    struct medium media[SDP_MEDIA_MOST];
    size_t count;
};

/* --- reading ---------------------------------------------------------------------------------- */

static bool
next_word(struct cursor *line, struct cursor *word)
{
    text_skip_blanks(line);
    return text_word(line, word);
}

/* IN IP4 192.0.2.5/127: an address of a host. */
static void
read_place(struct cursor line, struct place *place)
{
    struct cursor net, type;
    if (!next_word(&line, &net) || !next_word(&line, &type) || !text_is(net, "IN") ||
        !text_is(type, "IP4"))
        return;
    text_skip_blanks(&line);
    const uint8_t *start = line.at;
    if (text_address(&line, &place->address))
        place->text = (struct cursor){ start, line.at };
}

static void
read_origin(struct cursor line, struct place *place)
{
    struct cursor word;
    for (int i = 0; i < 3; i++) { /* user, session, version */
        if (!next_word(&line, &word))
            return;
    }
    read_place(line, place);
}

static enum transport
transport_of(struct cursor profile)
{
    struct cursor rest = profile;
    if (text_letters(&rest, "RTP/"))
        return TRANSPORT_RTP;
    return text_is(profile, "udptl") || text_is(profile, "udp") ? TRANSPORT_UDP : TRANSPORT_OTHER;
}

/* m=audio 49170/2 RTP/AVP 0: the second pair of such a medium is not expected by anybody. */
static void
read_medium(struct description *description, struct cursor line)
{
    struct cursor kind, port, profile;
    if (description->count == SDP_MEDIA_MOST || !next_word(&line, &kind))
        return;
    struct medium *medium = &description->media[description->count++];
    *medium = (struct medium){ 0 };
    if (!next_word(&line, &port) || !next_word(&line, &profile))
        return;
    medium->port_text.at = port.at;
    if (!text_port(&port, &medium->port))
        return;
    medium->port_text.end = port.at;
    medium->transport = transport_of(profile);
    medium->media = text_is(kind, "audio")   ? RTP_OF_AUDIO
                    : text_is(kind, "video") ? RTP_OF_VIDEO
                                             : RTP_OF_ANYTHING;
}

/* a=rtcp:53020 IN IP4 192.0.2.5 (RFC 3605) */
static void
read_rtcp(struct medium *medium, struct cursor line)
{
    medium->rtcp_text.at = line.at;
    if (!text_port(&line, &medium->rtcp_port))
        return;
    medium->rtcp_text.end = line.at;
    read_place(line, &medium->rtcp_address);
}

static void
read_line(struct description *description, struct cursor line)
{
    struct medium *medium =
        description->count > 0 ? &description->media[description->count - 1] : NULL;
    if (text_letters(&line, "m="))
        read_medium(description, line);
    else if (text_letters(&line, "c="))
        read_place(line, medium != NULL ? &medium->connection : &description->connection);
    else if (text_letters(&line, "o="))
        read_origin(line, &description->origin);
    else if (medium != NULL && text_letters(&line, "a=rtcp:"))
        read_rtcp(medium, line);
}

/* --- writing ---------------------------------------------------------------------------------- */

static void
write_place(struct host_edits *edits, struct place *place, uint32_t address)
{
    struct text_writer writer = { .length = 0 };
    if (place->is_written || place->text.at == NULL)
        return;
    text_put_address(&writer, address);
    host_write(edits, place->text, &writer);
    place->is_written = true;
}

static void
write_port(struct host_edits *edits, struct cursor text, uint16_t port)
{
    struct text_writer writer = { .length = 0 };
    text_put_decimal(&writer, port);
    host_write(edits, text, &writer);
}

/* An address that nobody sends media to. */
static void
write_shown(struct host_edits *edits, struct place *place)
{
    struct inspect_socket socket;
    enum host_owner owner;
    if (place->text.at != NULL && !place->is_written && place->address != 0 &&
        host_map(edits, place->address, 0, false, &socket, &owner))
        write_place(edits, place, host_address_there(&socket, owner));
}

static void
add_socket(struct sdp_sockets *sockets, const struct medium *medium,
           const struct inspect_socket *socket, bool is_rtcp)
{
    if (sockets->count < SDP_SOCKETS_MOST)
        sockets->items[sockets->count++] =
            (struct sdp_socket){ .socket = *socket,
                                 .is_rtcp = is_rtcp,
                                 .is_other = medium->transport != TRANSPORT_RTP,
                                 .media = medium->media };
}

/* What is written for SOCKET: its port at PORT_TEXT, its address at PLACE; and it is noted. */
static void
use_socket(struct host_edits *edits, struct place *place, struct cursor port_text,
           const struct medium *medium, const struct inspect_socket *socket, enum host_owner owner,
           bool is_rtcp, struct sdp_sockets *sockets)
{
    if (owner == HOST_OF_SENDER)
        add_socket(sockets, medium, socket, is_rtcp);
    if (port_text.at != NULL)
        write_port(edits, port_text, host_port_there(socket, owner));
    write_place(edits, place, host_address_there(socket, owner));
}

static void
translate_socket(struct host_edits *edits, struct place *place, struct cursor port_text,
                 const struct medium *medium, uint32_t address, uint16_t port, bool is_rtcp,
                 struct sdp_sockets *sockets)
{
    struct inspect_socket socket;
    enum host_owner owner;
    if (host_map(edits, address, port, true, &socket, &owner))
        use_socket(edits, place, port_text, medium, &socket, owner, is_rtcp, sockets);
}

/* RTP and, at the next port, RTCP. */
static void
translate_pair(struct host_edits *edits, struct place *place, const struct medium *medium,
               struct sdp_sockets *sockets)
{
    struct inspect_socket rtp, rtcp;
    enum host_owner owner;
    if (!host_map_media(edits, place->address, medium->port, medium->seen, &rtp, &rtcp, &owner))
        return;
    use_socket(edits, place, medium->port_text, medium, &rtp, owner, false, sockets);
    if (owner == HOST_OF_SENDER && rtcp.real_port != 0)
        add_socket(sockets, medium, &rtcp, true);
}

static bool
is_of_a_host(uint32_t address)
{
    return address != 0 && address < MULTICAST;
}

static void
translate_medium(struct host_edits *edits, struct description *description, struct medium *medium,
                 struct sdp_sockets *sockets)
{
    struct place *place =
        medium->connection.text.at != NULL ? &medium->connection : &description->connection;
    if (place->text.at == NULL || !is_of_a_host(place->address) || medium->port == 0 ||
        medium->transport == TRANSPORT_OTHER)
        return;
    if (medium->transport == TRANSPORT_RTP && medium->rtcp_port == 0) {
        translate_pair(edits, place, medium, sockets);
        return;
    }
    translate_socket(edits, place, medium->port_text, medium, place->address, medium->port, false,
                     sockets);
    struct place *rtcp = &medium->rtcp_address;
    if (medium->transport == TRANSPORT_RTP)
        translate_socket(edits, rtcp, medium->rtcp_text, medium,
                         rtcp->text.at != NULL ? rtcp->address : place->address, medium->rtcp_port,
                         true, sockets);
}

static void
read_description(struct description *description, struct cursor text)
{
    struct cursor line;
    while (text_line(&text, &line))
        read_line(description, line);
}

/* Which ports the media got elsewhere: of the same message, so the same media stand there. */
static void
note_seen(const struct host_edits *edits, struct description *description)
{
    struct description seen = { .count = 0 };
    struct cursor message;
    if (!inspect_observed(edits->call, &message))
        return;
    read_description(&seen, message); /* no header begins as one of its lines does */
    for (size_t i = 0; i < description->count && seen.count == description->count; i++)
        description->media[i].seen = seen.media[i].port;
}

void
sdp_translate(struct host_edits *edits, struct cursor body, struct sdp_sockets *sockets)
{
    struct description description = { .count = 0 };
    struct host_edits media = *edits; /* media go over UDP, whatever the signalling does */
    sockets->count = 0;
    read_description(&description, body);
    note_seen(edits, &description);
    media.protocol = IP_UDP;
    for (size_t i = 0; i < description.count; i++)
        translate_medium(&media, &description, &description.media[i], sockets);
    for (size_t i = 0; i < description.count; i++) {
        write_shown(&media, &description.media[i].connection);
        write_shown(&media, &description.media[i].rtcp_address);
    }
    write_shown(&media, &description.connection);
    write_shown(&media, &description.origin);
    edits->growth = media.growth;
}
