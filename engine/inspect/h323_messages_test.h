/*
 * h323_messages_test.h: messages of H.225.0, H.245 and RAS for tests, as they stand on the wire.
 * They were made field by field from the ITU's modules, and tshark 4 reads in them what is said
 * behind each. The inside host is 10.1.1.5, the outside one 198.51.100.7, a third 198.51.100.80.
 */
#ifndef REFIRE_ENGINE_INSPECT_H323_MESSAGES_TEST_H
#define REFIRE_ENGINE_INSPECT_H323_MESSAGES_TEST_H

/* sourceCallSignalAddress inside:40000, destCallSignalAddress outside:1720 */
#define SETUP                                                                                      \
    "03000086080200010504038090a52805616c696365a17e006d0520b8060008914a00040240040061"             \
    "006c0069006300650180888422c0b5000012035465737402312e3000010180888500c633640706b8"             \
    "00000102030405060708090a0b0c0d0e0f00450c07000a0101059c40110000010203040506070809"             \
    "0a0b0c0d0e0f0100010002800180"
/* ... h245Address inside:5000 */
#define SETUP_H245                                                                                 \
    "0300008d080200010504038090a52805616c696365a17e00740520f8060008914a0004000a010105"             \
    "13880240040061006c0069006300650180888422c0b5000012035465737402312e30000101808885"             \
    "00c633640706b800000102030405060708090a0b0c0d0e0f00450c07000a0101059c401100000102"             \
    "030405060708090a0b0c0d0e0f0100010002800180"
/* ... fastStart: inside RTP 24576, RTCP 24577 */
#define SETUP_FAST                                                                                 \
    "030000ba080200010504038090a52805616c696365a17e00a10520b8060008914a00040240040061"             \
    "006c0069006300650180888422c0b5000012035465737402312e3000010180888500c633640706b8"             \
    "00000102030405060708090a0b0c0d0e0f00451c07000a0101059c40110000010203040506070809"             \
    "0a0b0c0d0e0f3302130000000c6013800b050001000a0101056001801d400001060401004c601380"             \
    "11140001000a0101056000000a01010560010100010002800180"
#define PROCEEDING                                                                                 \
    "0300003208020001027e0026052180060008914a0004088001380480110000010203040506070809"             \
    "0a0b0c0d0e0f02800180"
/* h245Address outside:6000 */
#define ALERTING_H245                                                                              \
    "0300003908020001017e002d0523c0060008914a00040880013800c6336407177009001100000102"             \
    "030405060708090a0b0c0d0e0f02800180"
#define CONNECT                                                                                    \
    "0300004e08020001077e0042052280060008914a000422c0b5000012035465737402312e30000001"             \
    "02030405060708090a0b0c0d0e0f09001100000102030405060708090a0b0c0d0e0f02800180"
/* h245Address outside:6000 */
#define CONNECT_H245                                                                               \
    "0300005508020001077e00490522c0060008914a000400c6336407177022c0b50000120354657374"             \
    "02312e3000000102030405060708090a0b0c0d0e0f09001100000102030405060708090a0b0c0d0e"             \
    "0f02800180"
/* fastStart: outside RTP 16000, RTCP 16001 */
#define CONNECT_FAST                                                                               \
    "0300006b08020001077e005f052280060008914a000422c0b5000012035465737402312e30000001"             \
    "02030405060708090a0b0c0d0e0f09101100000102030405060708090a0b0c0d0e0f1c011a000000"             \
    "0c6013801215000100c63364073e8000c63364073e818002800180"
/* alternativeAddress third:1720, h245Address outside:6001 */
#define FACILITY                                                                                   \
    "0300003e08020001627e00320526c0060008914a000400c633645006b861a0801100000102030405"             \
    "060708090a0b0c0d0e0f0700c6336407177102800180"
/* Facility, h245Control: masterSlaveDetermination, openLogicalChannel with RTCP inside:24577 */
#define TUNNELLED                                                                                  \
    "0300004e08020001627e0042052680060008914a000461a0001100000102030405060708090a0b0c"             \
    "0d0e0f04c001801e02070100328012345614030000000c6013800b050001000a010105600180"
/* h245Address outside:6000 */
#define PROGRESS                                                                                   \
    "0300004308020001037e00370528002f40060008914a000422c0b5000012035465737402312e3000"             \
    "c6336407177000000102030405060708090a0b0c0d0e0f02800180"
#define RELEASE                                                                                    \
    "0300002d080200015a7e0021052580060008914a0004011100000102030405060708090a0b0c0d0e"             \
    "0f02800180"
/* newConnectionNeeded */
#define RELEASE_NEW                                                                                \
    "03000030080200015a7e00240525c0060008914a0004840100011100000102030405060708090a0b"             \
    "0c0d0e0f02800180"
/* of version 6 */
#define CONNECT_V6                                                                                 \
    "0300004e08020001077e0042052280060008914a000622c0b5000012035465737402312e30000001"             \
    "02030405060708090a0b0c0d0e0f09001100000102030405060708090a0b0c0d0e0f02800180"
#define DETERMINE "0300000b01003280123456"
/* mediaControlChannel inside:24577 */
#define OPEN "03000018030000000c6013800b050001000a010105600180"
/* H.263, mediaControlChannel inside:24579 */
#define OPEN_VIDEO "0300001c0300000108cc00140eff04000b050001000a010105600380"
/* separateStack inside:1503 */
#define OPEN_T120 "030000210380000210183001004007d0800401000180010942000a01010505df00"
/* mediaChannel inside:24576, mediaControlChannel inside:24577 */
#define ACK "0300001b22c000000280101c02000a0101056000000a0101056001"
/* separateStack inside:1503, mediaChannel inside:24580 */
#define ACK_T120 "0300002522c0000203800942000a01010505df00101c02000a0101056004000a0101056005"
/* rasAddress inside:1719 */
#define GRQ "00200000060008914a0004000a01010506b722c0b5000012035465737402312e30000101808884"
/* rasAddress outside:1719 */
#define GCF "04800000060008914a0004020067006b00c633640706b7"
/* callSignalAddress inside:1720, rasAddress inside:1719 */
#define RRQ                                                                                        \
    "0c800001060008914a00048001000a01010506b801000a01010506b722c0b5000012035465737402"             \
    "312e3000020180888440040061006c00690063006500b5000012"
/* callSignalAddress outside:1720 */
#define RCF "10800001060008914a00040100c633640706b8010180888404006500700031"
/* callSignalAddress inside:1720 */
#define URQ "1840000801000a01010506b804006500700031"
/* number 3, srcCallSignalAddress inside:1720 */
#define ARQ                                                                                        \
    "2590000200200065007000310101808885020180888440040061006c006900630065000a01010506"             \
    "b84005000007000102030405060708090a0b0c0d0e0f00"
/* number 3, destCallSignalAddress third:1720 */
#define ACF "2900000240050000c633645006b80077"
/* replyAddress inside:1719 */
#define LRQ "480000030101808885000a01010506b7"
/* callSignalAddress third:1720, rasAddress outside:1719 */
#define LCF "4c000300c633645006b800c633640706b7"
/* rasAddress inside:1719, callSignalAddress inside:1720 */
#define IRR                                                                                        \
    "5800000422c0b5000012035465737402312e300040006500700031000a01010506b701000a010105"             \
    "06b8"

#endif
