/*
 * link_decode.h: the headers of the rarer links, down to where the network packet begins. Private
 * to packet.c.
 */
#ifndef REFIRE_ENGINE_PACKET_LINK_DECODE_H
#define REFIRE_ENGINE_PACKET_LINK_DECODE_H

#include <stdbool.h>

#include "engine/base/cursor.h"
#include "engine/packet/packet.h"

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define ETHERTYPE_PPPOE 0x8864 /* of a session */

/*
 * Each moves BYTES past the headers and fills the packet's ethertype, MAC addresses and direction
 * as far as the link has them. An ethertype of 0: something else than IP. False: it ends inside
 * them.
 */
bool link_decode_ppp(struct packet *packet, struct cursor *bytes);
bool link_decode_ppp_directed(struct packet *packet, struct cursor *bytes);
bool link_decode_pppoe(struct packet *packet, struct cursor *bytes);
bool link_decode_cisco_hdlc(struct packet *packet, struct cursor *bytes);
bool link_decode_wifi(struct packet *packet, struct cursor *bytes);
bool link_decode_radiotap(struct packet *packet, struct cursor *bytes);

#endif
