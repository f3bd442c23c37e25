/*
 * h225_types.c: H.225.0, the ITU's module H323-MESSAGES, versions 1 to 6. Fields stand in its
 * order, with its names behind them where ours differ.
 */
#include "engine/inspect/h323_types.h"

static const struct per_type null = { .kind = PER_NULL };
static const struct per_type boolean = { .kind = PER_BITS, .width = 1 };
static const struct per_type booleans_7 = { .kind = PER_BITS, .width = 7 };
static const struct per_type octet = { .kind = PER_OCTET };
static const struct per_type number_16 = { .kind = PER_NUMBER_16 };
static const struct per_type number_32 = { .kind = PER_NUMBER, .width = 4 };
static const struct per_type octets = { .kind = PER_OCTETS }; /* and OBJECT IDENTIFIER */
static const struct per_type fixed_2 = { .kind = PER_FIXED, .low = 2 };
static const struct per_type fixed_4 = { .kind = PER_FIXED, .low = 4 };
static const struct per_type fixed_6 = { .kind = PER_FIXED, .low = 6 };
static const struct per_type fixed_16 = { .kind = PER_FIXED, .low = 16 };
static const struct per_type octets_to_20 = {
    .kind = PER_STRING, .low = 1, .high = 20, .width = 8
};
static const struct per_type octets_to_131 = {
    .kind = PER_STRING, .low = 1, .high = 131, .width = 8
};
static const struct per_type octets_to_256 = {
    .kind = PER_STRING, .low = 1, .high = 256, .width = 8
};
static const struct per_type digits = { .kind = PER_STRING, .low = 1, .high = 128, .width = 4 };
static const struct per_type text_128 = { .kind = PER_STRING, .low = 1, .high = 128, .width = 16 };
static const struct per_type text_256 = { .kind = PER_STRING, .low = 1, .high = 256, .width = 16 };
static const struct per_type rest = { .kind = PER_REST };

/* --- what all messages share ------------------------------------------------------------------ */

static const struct per_field h221_fields[] = { FIELD(octet), FIELD(octet), FIELD(number_16) };
static const struct per_type h221 = { .kind = PER_SEQUENCE,
                                      .extensible = true,
                                      PER_FIELDS_OF(h221_fields) };
static const struct per_field non_standard_ids[] = { FIELD(octets), FIELD(h221) };
static const struct per_type non_standard_id = { .kind = PER_CHOICE,
                                                 .extensible = true,
                                                 PER_FIELDS_OF(non_standard_ids) };
static const struct per_field non_standard_fields[] = { FIELD(non_standard_id), FIELD(octets) };
static const struct per_type non_standard = { .kind = PER_SEQUENCE,
                                              PER_FIELDS_OF(non_standard_fields) };

static const struct per_field ip_fields[] = { TAGGED(fixed_4, TAG_SOCKET), FIELD(number_16) };
static const struct per_type ip_address = { .kind = PER_SEQUENCE, PER_FIELDS_OF(ip_fields) };
static const struct per_field route_hop[] = { FIELD(fixed_4) };
static const struct per_type route = { .kind = PER_LIST, PER_FIELDS_OF(route_hop) };
static const struct per_field routings[] = { FIELD(null), FIELD(null) };
static const struct per_type routing = { .kind = PER_CHOICE,
                                         .extensible = true,
                                         PER_FIELDS_OF(routings) };
static const struct per_field source_route_fields[] = { TAGGED(fixed_4, TAG_SOCKET),
                                                        FIELD(number_16), FIELD(route),
                                                        FIELD(routing) };
static const struct per_type source_route = { .kind = PER_SEQUENCE,
                                              .extensible = true,
                                              PER_FIELDS_OF(source_route_fields) };
static const struct per_field ipx_fields[] = { FIELD(fixed_6), FIELD(fixed_4), FIELD(fixed_2) };
static const struct per_type ipx = { .kind = PER_SEQUENCE, PER_FIELDS_OF(ipx_fields) };
static const struct per_field ip6_fields[] = { FIELD(fixed_16), FIELD(number_16) };
static const struct per_type ip6 = { .kind = PER_SEQUENCE,
                                     .extensible = true,
                                     PER_FIELDS_OF(ip6_fields) };
static const struct per_field addresses[] = {
    FIELD(ip_address),   FIELD(source_route), FIELD(ipx), FIELD(ip6), FIELD(fixed_16), /* netBios */
    FIELD(octets_to_20),                                                               /* nsap */
    FIELD(non_standard),
};
static const struct per_type address = { .kind = PER_CHOICE,
                                         .extensible = true,
                                         PER_FIELDS_OF(addresses) };

static const struct per_field aliases[] = { FIELD(digits), FIELD(text_256) };
static const struct per_type alias = { .kind = PER_CHOICE,
                                       .extensible = true,
                                       PER_FIELDS_OF(aliases) };
static const struct per_field alias_item[] = { FIELD(alias) };
static const struct per_type alias_list = { .kind = PER_LIST, PER_FIELDS_OF(alias_item) };
static const struct per_field number_item[] = { FIELD(number_16) };
static const struct per_type number_list = { .kind = PER_LIST, PER_FIELDS_OF(number_item) };

static const struct per_field vendor_fields[] = { FIELD(h221), OPTIONAL(octets_to_256),
                                                  OPTIONAL(octets_to_256) };
static const struct per_type vendor = { .kind = PER_SEQUENCE,
                                        .extensible = true,
                                        PER_FIELDS_OF(vendor_fields) };
/* GatekeeperInfo, McuInfo, TerminalInfo and the capabilities of SupportedProtocols */
static const struct per_field info_fields[] = { OPTIONAL(non_standard) };
static const struct per_type info = { .kind = PER_SEQUENCE,
                                      .extensible = true,
                                      PER_FIELDS_OF(info_fields) };
static const struct per_field protocols[] = {
    FIELD(non_standard), FIELD(info), FIELD(info), FIELD(info), FIELD(info),
    FIELD(info),         FIELD(info), FIELD(info), FIELD(info),
};
static const struct per_type protocol = { .kind = PER_CHOICE,
                                          .extensible = true,
                                          PER_FIELDS_OF(protocols) };
static const struct per_field protocol_item[] = { FIELD(protocol) };
static const struct per_type protocol_list = { .kind = PER_LIST, PER_FIELDS_OF(protocol_item) };
static const struct per_field gateway_fields[] = { OPTIONAL(protocol_list),
                                                   OPTIONAL(non_standard) };
static const struct per_type gateway = { .kind = PER_SEQUENCE,
                                         .extensible = true,
                                         PER_FIELDS_OF(gateway_fields) };
static const struct per_field endpoint_fields[] = {
    OPTIONAL(non_standard), OPTIONAL(vendor), OPTIONAL(info), /* gatekeeper */
    OPTIONAL(gateway),      OPTIONAL(info),                   /* mcu */
    OPTIONAL(info),                                           /* terminal */
    FIELD(boolean),                                           /* mc */
    FIELD(boolean),                                           /* undefinedNode */
};
static const struct per_type endpoint = { .kind = PER_SEQUENCE,
                                          .extensible = true,
                                          PER_FIELDS_OF(endpoint_fields) };

static const struct per_field q954_fields[] = { FIELD(boolean), FIELD(boolean) };
static const struct per_type q954 = { .kind = PER_SEQUENCE,
                                      .extensible = true,
                                      PER_FIELDS_OF(q954_fields) };
static const struct per_field services_fields[] = { FIELD(booleans_7), FIELD(q954) };
static const struct per_type services = { .kind = PER_SEQUENCE,
                                          .extensible = true,
                                          PER_FIELDS_OF(services_fields) };

static const struct per_field octets_of_fast_start[] = { TAGGED(octets, TAG_FAST_START) };
static const struct per_type fast_start = { .kind = PER_LIST, PER_FIELDS_OF(octets_of_fast_start) };
static const struct per_field octets_of_h245[] = { TAGGED(octets, TAG_H245_CONTROL) };
static const struct per_type h245_control = { .kind = PER_LIST, PER_FIELDS_OF(octets_of_h245) };

/* --- call signalling -------------------------------------------------------------------------- */

static const struct per_field goals[] = { FIELD(null), FIELD(null), FIELD(null) };
static const struct per_type goal = { .kind = PER_CHOICE,
                                      .extensible = true,
                                      PER_FIELDS_OF(goals) };
static const struct per_field call_types[] = { FIELD(null), FIELD(null), FIELD(null), FIELD(null) };
static const struct per_type call_type = { .kind = PER_CHOICE,
                                           .extensible = true,
                                           PER_FIELDS_OF(call_types) };

static const struct per_field setup_fields[] = {
    TAGGED(octets, TAG_VERSION),
    OPTIONAL_TAGGED(address, TAG_H245_ADDRESS),
    OPTIONAL(alias_list), /* sourceAddress */
    FIELD(endpoint),
    OPTIONAL(alias_list), /* destinationAddress */
    OPTIONAL_TAGGED(address, TAG_CALLED_ADDRESS),
    OPTIONAL(alias_list),  /* destExtraCallInfo */
    OPTIONAL(number_list), /* destExtraCRV */
    FIELD(boolean),        /* activeMC */
    FIELD(fixed_16),       /* conferenceID */
    FIELD(goal),
    OPTIONAL(services),
    FIELD(call_type),
};
static const struct per_field setup_added[] = {
    TAGGED(address, TAG_CALLING_ADDRESS),
    SKIPPED, /* remoteExtensionAddress */
    SKIPPED, /* callIdentifier */
    SKIPPED, /* h245SecurityCapability */
    SKIPPED, /* tokens */
    SKIPPED, /* cryptoTokens */
    FIELD(fast_start),
};
static const struct per_type setup = {
    .kind = PER_SEQUENCE, .extensible = true, PER_FIELDS_OF(setup_fields), PER_ADDED(setup_added)
};

/* CallProceeding, Alerting: alike as far as here */
static const struct per_field proceeding_fields[] = {
    TAGGED(octets, TAG_VERSION),
    FIELD(endpoint),
    OPTIONAL_TAGGED(address, TAG_H245_ADDRESS),
};
static const struct per_field answer_added[] = {
    SKIPPED, /* callIdentifier */
    SKIPPED, /* h245SecurityMode */
    SKIPPED, /* tokens */
    SKIPPED, /* cryptoTokens */
    FIELD(fast_start),
};
static const struct per_type proceeding = { .kind = PER_SEQUENCE,
                                            .extensible = true,
                                            PER_FIELDS_OF(proceeding_fields),
                                            PER_ADDED(answer_added) };
static const struct per_field connect_fields[] = {
    TAGGED(octets, TAG_VERSION), OPTIONAL_TAGGED(address, TAG_H245_ADDRESS), FIELD(endpoint),
    FIELD(fixed_16), /* conferenceID */
};
static const struct per_type connect = {
    .kind = PER_SEQUENCE, .extensible = true, PER_FIELDS_OF(connect_fields), PER_ADDED(answer_added)
};

static const struct per_field information_fields[] = { TAGGED(octets, TAG_VERSION) };
static const struct per_field information_added[] = {
    SKIPPED, /* callIdentifier */
    SKIPPED, /* tokens */
    SKIPPED, /* cryptoTokens */
    FIELD(fast_start),
};
static const struct per_type information = { .kind = PER_SEQUENCE,
                                             .extensible = true,
                                             PER_FIELDS_OF(information_fields),
                                             PER_ADDED(information_added) };

/* Twelve that say nothing, then those of later versions. */
static const struct per_field release_reasons[] = {
    FIELD(null), FIELD(null), FIELD(null), FIELD(null), FIELD(null), FIELD(null),
    FIELD(null), FIELD(null), FIELD(null), FIELD(null), FIELD(null), FIELD(null),
};
static const struct per_field release_reasons_added[] = {
    SKIPPED, /* facilityCallDeflection */
    SKIPPED, /* securityDenied */
    SKIPPED, /* calledPartyNotRegistered */
    SKIPPED, /* callerNotRegistered */
    TAGGED(null, TAG_NEW_CONNECTION),
};
static const struct per_type release_reason = { .kind = PER_CHOICE,
                                                .extensible = true,
                                                PER_FIELDS_OF(release_reasons),
                                                PER_ADDED(release_reasons_added) };
static const struct per_field release_fields[] = { TAGGED(octets, TAG_VERSION),
                                                   OPTIONAL(release_reason) };
static const struct per_type release_complete = { .kind = PER_SEQUENCE,
                                                  .extensible = true,
                                                  PER_FIELDS_OF(release_fields) };

static const struct per_field facility_fields[] = {
    TAGGED(octets, TAG_VERSION),
    OPTIONAL_TAGGED(address, TAG_OTHER_ADDRESS),
    OPTIONAL(alias_list), /* alternativeAliasAddress */
    OPTIONAL(fixed_16),   /* conferenceID */
    FIELD(call_type),     /* reason: four that say nothing, too */
};
static const struct per_field facility_added[] = {
    SKIPPED, /* callIdentifier */
    SKIPPED, /* destExtraCallInfo */
    SKIPPED, /* remoteExtensionAddress */
    SKIPPED, /* tokens */
    SKIPPED, /* cryptoTokens */
    SKIPPED, /* conferences */
    TAGGED(address, TAG_H245_ADDRESS),
    FIELD(fast_start),
};
static const struct per_type facility = { .kind = PER_SEQUENCE,
                                          .extensible = true,
                                          PER_FIELDS_OF(facility_fields),
                                          PER_ADDED(facility_added) };

/* Security that is agreed on hides what comes behind it: PER_REST leaves that alone. */
static const struct per_field identifier_fields[] = { FIELD(fixed_16) };
static const struct per_type call_identifier = { .kind = PER_SEQUENCE,
                                                 .extensible = true,
                                                 PER_FIELDS_OF(identifier_fields) };
static const struct per_field progress_fields[] = {
    TAGGED(octets, TAG_VERSION),
    FIELD(endpoint),
    OPTIONAL_TAGGED(address, TAG_H245_ADDRESS),
    FIELD(call_identifier),
    OPTIONAL(rest), /* h245SecurityMode */
    OPTIONAL(rest), /* tokens */
    OPTIONAL(rest), /* cryptoTokens */
    OPTIONAL(fast_start),
};
static const struct per_type progress = { .kind = PER_SEQUENCE,
                                          .extensible = true,
                                          PER_FIELDS_OF(progress_fields) };

static const struct per_field bodies[] = {
    FIELD(setup),       FIELD(proceeding),       FIELD(connect),  FIELD(proceeding),
    FIELD(information), FIELD(release_complete), FIELD(facility),
};
static const struct per_field bodies_added[] = { FIELD(progress) };
static const struct per_type body = {
    .kind = PER_CHOICE, .extensible = true, PER_FIELDS_OF(bodies), PER_ADDED(bodies_added)
};
static const struct per_field pdu_fields[] = { FIELD(body), OPTIONAL(non_standard) };
static const struct per_field pdu_added[] = {
    SKIPPED, /* h4501SupplementaryService */
    SKIPPED, /* h245Tunnelling */
    FIELD(h245_control),
};
static const struct per_type pdu = {
    .kind = PER_SEQUENCE, .extensible = true, PER_FIELDS_OF(pdu_fields), PER_ADDED(pdu_added)
};
static const struct per_field user_data_fields[] = { FIELD(octet), FIELD(octets_to_131) };
static const struct per_type user_data = { .kind = PER_SEQUENCE,
                                           .extensible = true,
                                           PER_FIELDS_OF(user_data_fields) };
static const struct per_field user_information_fields[] = { FIELD(pdu), OPTIONAL(user_data) };
const struct per_type h225_user_information = { .kind = PER_SEQUENCE,
                                                .extensible = true,
                                                PER_FIELDS_OF(user_information_fields) };

/* --- RAS -------------------------------------------------------------------------------------- */

static const struct per_field signal_address_item[] = { TAGGED(address, TAG_SIGNAL_ADDRESS) };
static const struct per_type signal_addresses = { .kind = PER_LIST,
                                                  PER_FIELDS_OF(signal_address_item) };
static const struct per_field ras_address_item[] = { TAGGED(address, TAG_RAS_ADDRESS) };
static const struct per_type ras_addresses = { .kind = PER_LIST, PER_FIELDS_OF(ras_address_item) };
static const struct per_field call_models[] = { FIELD(null), FIELD(null) };
static const struct per_type call_model = { .kind = PER_CHOICE,
                                            .extensible = true,
                                            PER_FIELDS_OF(call_models) };

#define SEQUENCE_NUMBER TAGGED(number_16, TAG_SEQUENCE_NUMBER)
/*
 * A datagram ends where the message does: what is behind the last address need not be followed, but
 * the bits that say which of it is there stand in front, so that each must be counted.
 */
#define TO_THE_END FIELD(rest)
#define COUNTED OPTIONAL(rest)

static const struct per_field gatekeeper_request_fields[] = {
    SEQUENCE_NUMBER,
    FIELD(octets),
    OPTIONAL(non_standard),
    TAGGED(address, TAG_RAS_ADDRESS),
    TO_THE_END,
    COUNTED,
    COUNTED,
    COUNTED,
};
static const struct per_type gatekeeper_request = { .kind = PER_SEQUENCE,
                                                    .extensible = true,
                                                    PER_FIELDS_OF(gatekeeper_request_fields) };

static const struct per_field gatekeeper_confirm_fields[] = {
    SEQUENCE_NUMBER,
    FIELD(octets),
    OPTIONAL(non_standard),
    OPTIONAL(text_128),
    TAGGED(address, TAG_RAS_ADDRESS),
    TO_THE_END,
};
static const struct per_type gatekeeper_confirm = { .kind = PER_SEQUENCE,
                                                    .extensible = true,
                                                    PER_FIELDS_OF(gatekeeper_confirm_fields) };

static const struct per_field registration_request_fields[] = {
    SEQUENCE_NUMBER,
    FIELD(octets),
    OPTIONAL(non_standard),
    FIELD(boolean),
    FIELD(signal_addresses),
    FIELD(ras_addresses),
    TO_THE_END,
    COUNTED,
    COUNTED,
};
static const struct per_type registration_request = { .kind = PER_SEQUENCE,
                                                      .extensible = true,
                                                      PER_FIELDS_OF(registration_request_fields) };

static const struct per_field registration_confirm_fields[] = {
    SEQUENCE_NUMBER, FIELD(octets), OPTIONAL(non_standard), FIELD(signal_addresses), TO_THE_END,
    COUNTED,         COUNTED,
};
static const struct per_type registration_confirm = { .kind = PER_SEQUENCE,
                                                      .extensible = true,
                                                      PER_FIELDS_OF(registration_confirm_fields) };

static const struct per_field unregistration_request_fields[] = {
    SEQUENCE_NUMBER, FIELD(signal_addresses), TO_THE_END, COUNTED, COUNTED, COUNTED,
};
static const struct per_type unregistration_request = {
    .kind = PER_SEQUENCE, .extensible = true, PER_FIELDS_OF(unregistration_request_fields)
};

static const struct per_field admission_request_fields[] = {
    SEQUENCE_NUMBER,
    FIELD(call_type),
    OPTIONAL(call_model),
    FIELD(text_128),
    OPTIONAL(alias_list),
    OPTIONAL_TAGGED(address, TAG_CALLED_ADDRESS),
    OPTIONAL(alias_list),
    FIELD(alias_list),
    OPTIONAL_TAGGED(address, TAG_CALLING_ADDRESS),
    TO_THE_END,
    COUNTED,
    COUNTED,
};
static const struct per_type admission_request = { .kind = PER_SEQUENCE,
                                                   .extensible = true,
                                                   PER_FIELDS_OF(admission_request_fields) };

static const struct per_field admission_confirm_fields[] = {
    SEQUENCE_NUMBER, FIELD(number_32), FIELD(call_model), TAGGED(address, TAG_SIGNAL_ADDRESS),
    TO_THE_END,      COUNTED,          COUNTED,
};
static const struct per_type admission_confirm = { .kind = PER_SEQUENCE,
                                                   .extensible = true,
                                                   PER_FIELDS_OF(admission_confirm_fields) };

static const struct per_field location_request_fields[] = {
    SEQUENCE_NUMBER,
    OPTIONAL(text_128),
    FIELD(alias_list),
    OPTIONAL(non_standard),
    TAGGED(address, TAG_RAS_ADDRESS),
    TO_THE_END,
};
static const struct per_type location_request = { .kind = PER_SEQUENCE,
                                                  .extensible = true,
                                                  PER_FIELDS_OF(location_request_fields) };

static const struct per_field location_confirm_fields[] = {
    SEQUENCE_NUMBER,
    TAGGED(address, TAG_SIGNAL_ADDRESS),
    TAGGED(address, TAG_RAS_ADDRESS),
    TO_THE_END,
    COUNTED,
};
static const struct per_type location_confirm = { .kind = PER_SEQUENCE,
                                                  .extensible = true,
                                                  PER_FIELDS_OF(location_confirm_fields) };

static const struct per_field information_response_fields[] = {
    OPTIONAL(non_standard),
    SEQUENCE_NUMBER,
    FIELD(endpoint),
    FIELD(text_128),
    TAGGED(address, TAG_RAS_ADDRESS),
    FIELD(signal_addresses),
    TO_THE_END,
    COUNTED,
    COUNTED,
};
static const struct per_type information_response = { .kind = PER_SEQUENCE,
                                                      .extensible = true,
                                                      PER_FIELDS_OF(information_response_fields) };

/* By their place: those without a socket say nothing that matters here. */
static const struct per_field ras_messages[] = {
    TAGGED(gatekeeper_request, TAG_DISCOVERY_REQUEST),
    FIELD(gatekeeper_confirm),
    FIELD(rest),
    TAGGED(registration_request, TAG_REGISTRATION_REQUEST),
    FIELD(registration_confirm),
    FIELD(rest),
    FIELD(unregistration_request),
    FIELD(rest),
    FIELD(rest),
    TAGGED(admission_request, TAG_ADMISSION_REQUEST),
    TAGGED(admission_confirm, TAG_ADMISSION_CONFIRM),
    FIELD(rest),
    FIELD(rest),
    FIELD(rest),
    FIELD(rest),
    FIELD(rest),
    FIELD(rest),
    FIELD(rest),
    FIELD(location_request),
    FIELD(location_confirm),
    FIELD(rest),
    FIELD(rest),
    FIELD(information_response),
    FIELD(rest),
    FIELD(rest),
};
const struct per_type h225_ras_message = { .kind = PER_CHOICE,
                                           .extensible = true,
                                           PER_FIELDS_OF(ras_messages) };
