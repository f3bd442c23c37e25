/*
 * dialogue_services.c: what is said over well-known ports, so that an inspection that reads it
 * finds what it expects. A TCP port whose protocol would take a library to speak has no words: its
 * connection is opened and closed.
 */
#include "cli/verify/dialogue_private.h"

#define TEXT(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define NOTHING                                                                                    \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* www.example.com, type A, class IN */
#define DNS_NAME "\003www\007example\003com\000\000\001\000\001"
#define SIP_HEADERS                                                                                \
    "Via: SIP/2.0/UDP client.example.com;branch=z9hG4bK1\r\n"                                      \
    "From: <sip:client@example.com>;tag=1\r\nTo: <sip:server@example.com>\r\n"                     \
    "Call-ID: 1@example.com\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
#define NETBIOS_NAME " CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\000\000\041\000\001"
#define RPC_NULL_CALL "\000\000\000\002\000\001\206\240\000\000\000\002" ZEROS_20
#define ZEROS_10 "\0\0\0\0\0\0\0\0\0\0"
#define ZEROS_20 ZEROS_10 ZEROS_10

static const struct service services[] = {
    { IP_TCP, 21, TEXT("220 FTP server ready.\r\n"), TEXT("QUIT\r\n"), TEXT("221 Goodbye.\r\n"),
      false },
    { IP_TCP, 22, TEXT("SSH-2.0-server\r\n"), TEXT("SSH-2.0-client\r\n"), NOTHING, false },
    { IP_TCP, 23, TEXT("login: "), TEXT("guest\r\n"), TEXT("Password: "), false },
    { IP_TCP, 25, TEXT("220 mail.example.com ESMTP\r\n"), TEXT("HELO client.example.com\r\n"),
      TEXT("250 mail.example.com\r\n"), false },
    { IP_TCP, 53, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 80, NOTHING, TEXT("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n"),
      TEXT("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), false },
    { IP_TCP, 110, TEXT("+OK ready\r\n"), TEXT("QUIT\r\n"), TEXT("+OK goodbye\r\n"), false },
    { IP_TCP, 111, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 135, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 143, TEXT("* OK ready\r\n"), TEXT("a LOGOUT\r\n"), TEXT("* BYE\r\na OK\r\n"), false },
    { IP_TCP, 389, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 514, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 554, NOTHING, TEXT("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
      TEXT("RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: DESCRIBE\r\n\r\n"), false },
    { IP_TCP, 1503, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 1521, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 1720, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 1723, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 2000, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 2748, NOTHING, NOTHING, NOTHING, false },
    { IP_TCP, 5060, NOTHING, TEXT("OPTIONS sip:server@example.com SIP/2.0\r\n" SIP_HEADERS),
      TEXT("SIP/2.0 200 OK\r\n" SIP_HEADERS), false },

    { IP_UDP, 53, NOTHING, TEXT("\000\001\001\000\000\001\000\000\000\000\000\000" DNS_NAME),
      TEXT("\000\001\201\200\000\001\000\001\000\000\000\000" DNS_NAME
           "\300\014\000\001\000\001\000\000\016\020\000\004\313\000\161\120"),
      false },
    { IP_UDP, 69, NOTHING, TEXT("\000\001startup\000octet\000"), TEXT("\000\003\000\001config"),
      true },
    { IP_UDP, 111, NOTHING, TEXT("\000\000\000\001\000\000\000\000" RPC_NULL_CALL),
      TEXT("\000\000\000\001\000\000\000\001\000\000\000\000\000\000\000\000\000\000\000\000"
           "\000\000\000\000"),
      false },
    { IP_UDP, 123, NOTHING, TEXT("\033" ZEROS_20 ZEROS_20 "\0\0\0\0\0\0\0"),
      TEXT("\034\002" ZEROS_20 ZEROS_20 "\0\0\0\0\0\0"), false },
    { IP_UDP, 137, NOTHING, TEXT("\000\001\000\000\000\001\000\000\000\000\000\000" NETBIOS_NAME),
      TEXT("\000\001\204\000\000\000\000\001\000\000\000\000" NETBIOS_NAME
           "\000\000\000\000\000\057\000" ZEROS_20 ZEROS_20 "\0\0\0\0\0\0"),
      false },
    { IP_UDP, 161, NOTHING,
      TEXT("\060\046\002\001\000\004\006public\240\031\002\001\001\002\001\000\002\001\000"
           "\060\016\060\014\006\010\053\006\001\002\001\001\001\000\005\000"),
      TEXT("\060\051\002\001\000\004\006public\242\034\002\001\001\002\001\000\002\001\000"
           "\060\021\060\017\006\010\053\006\001\002\001\001\001\000\004\003box"),
      false },
    { IP_UDP, 162, NOTHING,
      TEXT("\060\043\002\001\000\004\006public\244\026\006\003\053\006\001\100\004\300\000\002\001"
           "\002\001\000\002\001\000\103\001\001\060\000"),
      NOTHING, false },
    { IP_UDP, 177, NOTHING, TEXT("\000\001\000\002\000\001\000"),
      TEXT("\000\001\000\005\000\006\000\000\000\000\000\000"), false },
    { IP_UDP, 514, NOTHING, TEXT("<13>client: a line of a log"), NOTHING, false },
    { IP_UDP, 2427, NOTHING, TEXT("AUEP 1 aaln/1@gateway.example.com MGCP 1.0\r\n"),
      TEXT("200 1 OK\r\n"), false },
    { IP_UDP, 5060, NOTHING, TEXT("OPTIONS sip:server@example.com SIP/2.0\r\n" SIP_HEADERS),
      TEXT("SIP/2.0 200 OK\r\n" SIP_HEADERS), false },

    /* of any other port, and the last of all */
    { IP_ANY, 0, NOTHING, TEXT("Is anybody there?\r\n"), TEXT("Yes.\r\n"), false },
};

const struct service *
service_of(uint8_t protocol, uint16_t port)
{
    const struct service *service = services;
    while (service->protocol != IP_ANY && (service->protocol != protocol || service->port != port))
        service++;
    return service;
}
