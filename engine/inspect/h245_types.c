/*
 * h245_types.c: H.245, the ITU's module MULTIMEDIA-SYSTEM-CONTROL: what opens and closes channels.
 * Fields stand in its order. Capabilities that H.323 has no use for are not followed.
 */
#include "engine/inspect/h323_types.h"

static const struct per_type null = { .kind = PER_NULL };
static const struct per_type boolean = { .kind = PER_BITS, .width = 1 };
static const struct per_type bits_2 = { .kind = PER_BITS, .width = 2 };
static const struct per_type bits_5 = { .kind = PER_BITS, .width = 5 };
static const struct per_type bits_8 = { .kind = PER_BITS, .width = 8 };
static const struct per_type octet = { .kind = PER_OCTET };
static const struct per_type number_16 = { .kind = PER_NUMBER_16 };
static const struct per_type number_24 = { .kind = PER_NUMBER, .width = 3 };
static const struct per_type number_32 = { .kind = PER_NUMBER, .width = 4 };
static const struct per_type octets = { .kind = PER_OCTETS };
static const struct per_type fixed_2 = { .kind = PER_FIXED, .low = 2 };
static const struct per_type fixed_4 = { .kind = PER_FIXED, .low = 4 };
static const struct per_type fixed_6 = { .kind = PER_FIXED, .low = 6 };
static const struct per_type fixed_16 = { .kind = PER_FIXED, .low = 16 };
static const struct per_type octets_to_255 = {
    .kind = PER_STRING, .low = 1, .high = 255, .width = 8
};
static const struct per_type digits = { .kind = PER_STRING, .low = 1, .high = 128, .width = 4 };
static const struct per_type rest = { .kind = PER_REST };
static const struct per_type unknown = { .kind = PER_UNKNOWN };

static const struct per_field h221_fields[] = { FIELD(octet), FIELD(octet), FIELD(number_16) };
static const struct per_type h221 = { .kind = PER_SEQUENCE, PER_FIELDS_OF(h221_fields) };
static const struct per_field non_standard_ids[] = { FIELD(octets), FIELD(h221) };
static const struct per_type non_standard_id = { .kind = PER_CHOICE,
                                                 PER_FIELDS_OF(non_standard_ids) };
static const struct per_field non_standard_fields[] = { FIELD(non_standard_id), FIELD(octets) };
static const struct per_type non_standard = { .kind = PER_SEQUENCE,
                                              PER_FIELDS_OF(non_standard_fields) };
static const struct per_field non_standard_item[] = { FIELD(non_standard) };
static const struct per_type non_standard_list = { .kind = PER_LIST,
                                                   PER_FIELDS_OF(non_standard_item) };

/* --- sockets ---------------------------------------------------------------------------------- */

static const struct per_field ip_fields[] = { TAGGED(fixed_4, TAG_SOCKET), FIELD(number_16) };
static const struct per_type ip = { .kind = PER_SEQUENCE,
                                    .extensible = true,
                                    PER_FIELDS_OF(ip_fields) };
static const struct per_field ipx_fields[] = { FIELD(fixed_6), FIELD(fixed_4), FIELD(fixed_2) };
static const struct per_type ipx = { .kind = PER_SEQUENCE,
                                     .extensible = true,
                                     PER_FIELDS_OF(ipx_fields) };
static const struct per_field ip6_fields[] = { FIELD(fixed_16), FIELD(number_16) };
static const struct per_type ip6 = { .kind = PER_SEQUENCE,
                                     .extensible = true,
                                     PER_FIELDS_OF(ip6_fields) };
static const struct per_field hop[] = { FIELD(fixed_4) };
static const struct per_type hops = { .kind = PER_LIST, PER_FIELDS_OF(hop) };
static const struct per_field routings[] = { FIELD(null), FIELD(null) };
static const struct per_type routing = { .kind = PER_CHOICE, PER_FIELDS_OF(routings) };
static const struct per_field source_route_fields[] = { FIELD(routing), TAGGED(fixed_4, TAG_SOCKET),
                                                        FIELD(number_16), FIELD(hops) };
static const struct per_type source_route = { .kind = PER_SEQUENCE,
                                              .extensible = true,
                                              PER_FIELDS_OF(source_route_fields) };
static const struct per_field unicasts[] = { FIELD(ip), FIELD(ipx), FIELD(ip6),
                                             FIELD(fixed_16), /* netBios */
                                             FIELD(source_route) };
static const struct per_type unicast = { .kind = PER_CHOICE,
                                         .extensible = true,
                                         PER_FIELDS_OF(unicasts) };
/* Nobody's socket: it is not translated. */
static const struct per_field group_fields[] = { FIELD(fixed_4), FIELD(number_16) };
static const struct per_type group = { .kind = PER_SEQUENCE,
                                       .extensible = true,
                                       PER_FIELDS_OF(group_fields) };
static const struct per_field multicasts[] = { FIELD(group), FIELD(ip6) };
static const struct per_type multicast = { .kind = PER_CHOICE,
                                           .extensible = true,
                                           PER_FIELDS_OF(multicasts) };
static const struct per_field addresses[] = { FIELD(unicast), FIELD(multicast) };
static const struct per_type address = { .kind = PER_CHOICE,
                                         .extensible = true,
                                         PER_FIELDS_OF(addresses) };

/* --- data types, on the way to them ----------------------------------------------------------- */

static const struct per_field g7231_fields[] = { FIELD(octet), FIELD(boolean) };
static const struct per_type g7231 = { .kind = PER_SEQUENCE, PER_FIELDS_OF(g7231_fields) };
static const struct per_field audios[] = {
    FIELD(non_standard), FIELD(octet), /* frames a packet, of G.711 to G.722 */
    FIELD(octet),        FIELD(octet),   FIELD(octet), FIELD(octet),
    FIELD(octet),        FIELD(octet),   FIELD(g7231), FIELD(octet), /* g728 */
    FIELD(octet),                                                    /* g729 */
    FIELD(octet),                                                    /* g729AnnexA */
    FIELD(unknown),      FIELD(unknown),
};
static const struct per_type audio = { .kind = PER_CHOICE,
                                       .extensible = true,
                                       PER_FIELDS_OF(audios) };

static const struct per_field h261_fields[] = {
    OPTIONAL(bits_2), OPTIONAL(bits_2), FIELD(boolean), FIELD(number_16), /* maxBitRate */
    FIELD(boolean),
};
static const struct per_type h261 = { .kind = PER_SEQUENCE,
                                      .extensible = true,
                                      PER_FIELDS_OF(h261_fields) };
static const struct per_field h263_fields[] = {
    OPTIONAL(bits_5),    OPTIONAL(bits_5), OPTIONAL(bits_5),
    OPTIONAL(bits_5),    OPTIONAL(bits_5), FIELD(number_24), /* maxBitRate */
    FIELD(boolean),      FIELD(boolean),   FIELD(boolean),
    FIELD(boolean),      FIELD(boolean),   OPTIONAL(number_24), /* hrd-B */
    OPTIONAL(number_16),                                        /* bppMaxKb */
};
static const struct per_type h263 = { .kind = PER_SEQUENCE,
                                      .extensible = true,
                                      PER_FIELDS_OF(h263_fields) };
static const struct per_field videos[] = { FIELD(non_standard), FIELD(h261), FIELD(unknown),
                                           FIELD(h263), FIELD(unknown) };
static const struct per_type video = { .kind = PER_CHOICE,
                                       .extensible = true,
                                       PER_FIELDS_OF(videos) };

static const struct per_field data_protocols[] = { FIELD(non_standard), FIELD(null), FIELD(null),
                                                   FIELD(null),         FIELD(null), FIELD(null),
                                                   FIELD(null) };
static const struct per_type data_protocol = { .kind = PER_CHOICE,
                                               .extensible = true,
                                               PER_FIELDS_OF(data_protocols) };
static const struct per_field applications[] = {
    FIELD(non_standard),  TAGGED(data_protocol, TAG_T120), FIELD(data_protocol), /* dsm-cc */
    FIELD(data_protocol),                                                        /* userData */
    FIELD(unknown),                                                              /* t84 */
    FIELD(data_protocol),                                                        /* t434 */
    FIELD(data_protocol),                                                        /* h224 */
    FIELD(unknown),                                                              /* nlpid */
    FIELD(null),                                                                 /* dsvdControl */
    FIELD(data_protocol), /* h222DataPartitioning */
};
static const struct per_type application = { .kind = PER_CHOICE,
                                             .extensible = true,
                                             PER_FIELDS_OF(applications) };
static const struct per_field data_fields[] = { FIELD(application), FIELD(number_32) };
static const struct per_type data = { .kind = PER_SEQUENCE,
                                      .extensible = true,
                                      PER_FIELDS_OF(data_fields) };
static const struct per_field data_types[] = { FIELD(non_standard),      FIELD(null),
                                               TAGGED(video, TAG_VIDEO), TAGGED(audio, TAG_AUDIO),
                                               TAGGED(data, TAG_DATA),   FIELD(unknown) };
static const struct per_type data_type = { .kind = PER_CHOICE,
                                           .extensible = true,
                                           PER_FIELDS_OF(data_types) };

/* --- openLogicalChannel and its answer -------------------------------------------------------- */

static const struct per_field h2250_fields[] = {
    OPTIONAL(non_standard_list),
    FIELD(octet),     /* sessionID */
    OPTIONAL(bits_8), /* associatedSessionID */
    OPTIONAL_TAGGED(address, TAG_MEDIA),
    OPTIONAL(boolean),
    OPTIONAL_TAGGED(address, TAG_MEDIA_CONTROL),
    OPTIONAL(rest), /* mediaControlGuaranteedDelivery */
    OPTIONAL(rest), /* silenceSuppression */
    OPTIONAL(rest), /* destination */
    OPTIONAL(rest), /* dynamicRTPPayloadType */
    OPTIONAL(rest), /* mediaPacketization */
};
static const struct per_type h2250 = { .kind = PER_SEQUENCE,
                                       .extensible = true,
                                       PER_FIELDS_OF(h2250_fields) };
static const struct per_field h2250_added[] = { FIELD(h2250) };
static const struct per_field three_unknown[] = { FIELD(unknown), FIELD(unknown), FIELD(unknown) };
static const struct per_type forward_multiplex = {
    .kind = PER_CHOICE, .extensible = true, PER_FIELDS_OF(three_unknown), PER_ADDED(h2250_added)
};
static const struct per_field two_unknown[] = { FIELD(unknown), FIELD(unknown) };
static const struct per_type reverse_multiplex = {
    .kind = PER_CHOICE, .extensible = true, PER_FIELDS_OF(two_unknown), PER_ADDED(h2250_added)
};
static const struct per_field forward_fields[] = { OPTIONAL(number_16), FIELD(data_type),
                                                   FIELD(forward_multiplex) };
static const struct per_type forward = { .kind = PER_SEQUENCE,
                                         .extensible = true,
                                         PER_FIELDS_OF(forward_fields) };
static const struct per_field reverse_fields[] = { FIELD(data_type), OPTIONAL(reverse_multiplex) };
static const struct per_type reverse = { .kind = PER_SEQUENCE,
                                         .extensible = true,
                                         PER_FIELDS_OF(reverse_fields) };

static const struct per_field distributions[] = { FIELD(null), FIELD(null) };
static const struct per_type distribution = { .kind = PER_CHOICE,
                                              .extensible = true,
                                              PER_FIELDS_OF(distributions) };
static const struct per_field network_addresses[] = { FIELD(unknown), FIELD(digits),
                                                      TAGGED(address, TAG_SEPARATE_STACK) };
static const struct per_type network_address = { .kind = PER_CHOICE,
                                                 .extensible = true,
                                                 PER_FIELDS_OF(network_addresses) };
static const struct per_field stack_fields[] = { OPTIONAL(distribution), FIELD(network_address),
                                                 FIELD(boolean), OPTIONAL(octets_to_255) };
static const struct per_type separate_stack = { .kind = PER_SEQUENCE,
                                                .extensible = true,
                                                PER_FIELDS_OF(stack_fields) };

static const struct per_field open_fields[] = { TAGGED(number_16, TAG_CHANNEL), FIELD(forward),
                                                OPTIONAL(reverse) };
static const struct per_field open_added[] = { FIELD(separate_stack) };
const struct per_type h245_open_logical_channel = {
    .kind = PER_SEQUENCE, .extensible = true, PER_FIELDS_OF(open_fields), PER_ADDED(open_added)
};

static const struct per_field one_unknown[] = { FIELD(unknown) };
static const struct per_type ack_multiplex = {
    .kind = PER_CHOICE, .extensible = true, PER_FIELDS_OF(one_unknown), PER_ADDED(h2250_added)
};
static const struct per_field ack_reverse_fields[] = { FIELD(number_16), OPTIONAL(number_16),
                                                       OPTIONAL(ack_multiplex) };
static const struct per_type ack_reverse = { .kind = PER_SEQUENCE,
                                             .extensible = true,
                                             PER_FIELDS_OF(ack_reverse_fields) };
static const struct per_field ack_h2250_fields[] = {
    OPTIONAL(non_standard_list),
    OPTIONAL(bits_8), /* sessionID */
    OPTIONAL_TAGGED(address, TAG_MEDIA),
    OPTIONAL_TAGGED(address, TAG_MEDIA_CONTROL),
    OPTIONAL(bits_5), /* dynamicRTPPayloadType */
};
static const struct per_type ack_h2250 = { .kind = PER_SEQUENCE,
                                           .extensible = true,
                                           PER_FIELDS_OF(ack_h2250_fields) };
static const struct per_field ack_forwards[] = { FIELD(ack_h2250) };
static const struct per_type ack_forward = { .kind = PER_CHOICE,
                                             .extensible = true,
                                             PER_FIELDS_OF(ack_forwards) };
static const struct per_field ack_fields[] = { TAGGED(number_16, TAG_CHANNEL),
                                               OPTIONAL(ack_reverse) };
static const struct per_field ack_added[] = { FIELD(separate_stack), FIELD(ack_forward) };
static const struct per_type open_ack = {
    .kind = PER_SEQUENCE, .extensible = true, PER_FIELDS_OF(ack_fields), PER_ADDED(ack_added)
};

/* --- messages: of the others it only matters that they end where they end --------------------- */

#define OTHER FIELD(rest)
static const struct per_field requests[] = {
    OTHER, OTHER, OTHER, FIELD(h245_open_logical_channel), OTHER, OTHER, OTHER, OTHER,
    OTHER, OTHER, OTHER,
};
static const struct per_type request = { .kind = PER_CHOICE,
                                         .extensible = true,
                                         PER_FIELDS_OF(requests) };
static const struct per_field responses[] = {
    OTHER, OTHER, OTHER, OTHER, OTHER, FIELD(open_ack), OTHER, OTHER, OTHER, OTHER,
    OTHER, OTHER, OTHER, OTHER, OTHER, OTHER,           OTHER, OTHER, OTHER,
};
static const struct per_type response = { .kind = PER_CHOICE,
                                          .extensible = true,
                                          PER_FIELDS_OF(responses) };
static const struct per_field messages[] = { FIELD(request), FIELD(response), OTHER, OTHER };
const struct per_type h245_message = { .kind = PER_CHOICE,
                                       .extensible = true,
                                       PER_FIELDS_OF(messages) };
