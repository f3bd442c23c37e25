/*
 * capture_file.c: captures leave the box as files of this machine.
 */
#include "cli/capture/capture_file.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "engine/base/clock.h"

#define PCAP_MICROSECONDS UINT32_C(0xa1b2c3d4)
#define LINK_NUMBER_ETHERNET 1

static void
put_u16(uint16_t value, FILE *out)
{
    putc(value & 0xff, out);
    putc(value >> 8, out);
}

static void
put_u32(uint32_t value, FILE *out)
{
    put_u16((uint16_t)value, out);
    put_u16((uint16_t)(value >> 16), out);
}

static void
put_record(const struct captured *frame, FILE *out)
{
    put_u32((uint32_t)(frame->time / NS_PER_SECOND), out);
    put_u32((uint32_t)(frame->time % NS_PER_SECOND / NS_PER_US), out);
    put_u32(frame->captured, out);
    put_u32(frame->wire_length, out);
    fwrite(frame->bytes, 1, frame->captured, out);
}

void
capture_write_pcap(const struct packet_capture *capture, void *context, FILE *out)
{
    (void)context;
    put_u32(PCAP_MICROSECONDS, out);
    put_u16(2, out);
    put_u16(4, out);
    put_u32(0, out);
    put_u32(0, out);
    put_u32((uint32_t)capture->settings.packet_length, out);
    put_u32(LINK_NUMBER_ETHERNET, out);
    const struct captured *frame;
    TAILQ_FOREACH(frame, &capture->frames, next)
    put_record(frame, out);
}

/* An errno, or 0. */
static int
write_to(int fd, const struct packet_capture *capture, capture_writes *writes, void *context)
{
    int own = dup(fd);
    FILE *out = own >= 0 ? fdopen(own, "w") : NULL;
    if (out == NULL)
        return errno;
    writes(capture, context, out);
    int problem = fflush(out) != 0 || ferror(out) ? errno : 0;
    if (fclose(out) != 0 && problem == 0)
        problem = errno;
    return problem;
}

bool
capture_export(const struct packet_capture *capture, const char *path, const char *const *inputs,
               size_t input_count, capture_writes *writes, void *context,
               char error[WHOLE_FILE_ERROR_SIZE])
{
    struct whole_file file;
    return whole_file_open(&file, path, inputs, input_count, error) &&
           whole_file_commit(&file, write_to(file.fd, capture, writes, context), error);
}
