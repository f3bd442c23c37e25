/*
 * password.c: the device's own form of a password (commands.md 11).
 *
 * MD5 of the password padded to 16 bytes; of every four digest bytes the first three, taken as a
 * little-endian number, give four letters of six bits each, low bits first. From 7.0 on, to a
 * user's password that is shorter than twelve letters the first four of the name are added [R].
 */
#include <md5.h>
#include <string.h>

#include "parser/parser.h"

#define PASSWORD_BYTES 16
#define SALTED_BELOW 12
#define SALT_BYTES 4

void
password_hash(const char *password, char hash[static PASSWORD_HASH_SIZE])
{
    static const char letters[] =
        "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    uint8_t padded[PASSWORD_BYTES] = { 0 };
    uint8_t digest[MD5_DIGEST_LENGTH];
    size_t length = strnlen(password, PASSWORD_BYTES);
    memcpy(padded, password, length);
    MD5_CTX context;
    MD5Init(&context);
    MD5Update(&context, padded, sizeof(padded));
    MD5Final(digest, &context);
    char *out = hash;
    for (size_t i = 0; i < sizeof(digest); i += 4) {
        uint32_t bits =
            (uint32_t)digest[i] | (uint32_t)digest[i + 1] << 8 | (uint32_t)digest[i + 2] << 16;
        for (unsigned letter = 0; letter < 4; letter++, bits >>= 6)
            *out++ = letters[bits & 0x3f];
    }
    *out = '\0';
}

void
password_hash_user(const char *password, const char *user, enum os_version version,
                   char hash[static PASSWORD_HASH_SIZE])
{
    char salted[PASSWORD_BYTES + 1] = "";
    size_t length = strnlen(password, PASSWORD_BYTES);
    memcpy(salted, password, length);
    if (behaviour(version)->passwords_are_salted && length < SALTED_BELOW)
        memcpy(salted + length, user, strnlen(user, SALT_BYTES));
    password_hash(salted, hash);
    explicit_bzero(salted, sizeof(salted));
}
