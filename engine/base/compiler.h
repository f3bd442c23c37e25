/*
 * compiler.h: what every file may say about its functions.
 */
#ifndef REFIRE_ENGINE_BASE_COMPILER_H
#define REFIRE_ENGINE_BASE_COMPILER_H

/* A result that must be looked at: ignoring it is always a mistake. */
#define NODISCARD __attribute__((warn_unused_result))

/* A printf-like function: FORMAT and FIRST are argument positions, counted from 1. */
#define PRINTF_LIKE(FORMAT, FIRST) __attribute__((format(printf, FORMAT, FIRST)))

/* An enum that takes one byte, for structs of which there are a million. */
#define SMALL_ENUM enum __attribute__((packed))

/* Kept out of its callers, whose usual way is short; or in them, with constants as arguments. */
#define NOINLINE __attribute__((noinline))
#define ALWAYS_INLINE inline __attribute__((always_inline))

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
