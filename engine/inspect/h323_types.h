/*
 * h323_types.h: the messages of H.225.0 and H.245 as far as to what they say of sockets: tables for
 * per.h. Types that no phone's message needs on the way there are left out (PER_UNKNOWN).
 */
#ifndef REFIRE_ENGINE_INSPECT_H323_TYPES_H
#define REFIRE_ENGINE_INSPECT_H323_TYPES_H

#include "engine/inspect/per.h"

enum h323_tag {
    TAG_NONE,
    TAG_SOCKET, /* four octets of IPv4, and the port behind them */

    /* H.225.0: whose socket comes next */
    TAG_H245_ADDRESS,
    TAG_CALLED_ADDRESS,  /* destCallSignalAddress */
    TAG_CALLING_ADDRESS, /* sourceCallSignalAddress */
    TAG_OTHER_ADDRESS,   /* alternativeAddress */
    TAG_SIGNAL_ADDRESS,  /* RAS: callSignalAddress */
    TAG_RAS_ADDRESS,     /* rasAddress, replyAddress */
    TAG_FAST_START,      /* an OpenLogicalChannel */
    TAG_H245_CONTROL,    /* a MultimediaSystemControlMessage */
    TAG_VERSION,         /* protocolIdentifier */
    TAG_NEW_CONNECTION,  /* newConnectionNeeded */

    /* RAS: which message */
    TAG_DISCOVERY_REQUEST,
    TAG_REGISTRATION_REQUEST,
    TAG_ADMISSION_REQUEST,
    TAG_ADMISSION_CONFIRM,
    TAG_SEQUENCE_NUMBER, /* requestSeqNum, less one */

    /* H.245 */
    TAG_CHANNEL, /* forwardLogicalChannelNumber, less one */
    TAG_AUDIO,   /* what the channel is of */
    TAG_VIDEO,
    TAG_DATA,
    TAG_T120,           /* data over TCP */
    TAG_MEDIA,          /* mediaChannel */
    TAG_MEDIA_CONTROL,  /* mediaControlChannel */
    TAG_SEPARATE_STACK, /* networkAddress */
};

/* H323-UserInformation, RasMessage; MultimediaSystemControlMessage, OpenLogicalChannel */
extern const struct per_type h225_user_information, h225_ras_message;
extern const struct per_type h245_message, h245_open_logical_channel;

#endif
