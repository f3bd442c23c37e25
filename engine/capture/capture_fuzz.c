/*
 * capture_fuzz.c: any bytes as a capture; every byte of every packet is looked at.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/capture/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char error[CAPTURE_ERROR_SIZE];
    struct capture_reader *reader = capture_open_memory(data, size, error);
    if (reader == NULL)
        return 0;
    volatile unsigned sum = 0;
    struct capture_frame frame;
    while (capture_next(reader, &frame) == CAPTURE_PACKET) {
        for (size_t i = 0; i < frame.captured; i++)
            sum = sum + frame.bytes[i];
        if (frame.time < 0 || frame.time >= CAPTURE_TIME_MAX || frame.wire_length < frame.captured)
            abort();
        const char *name = capture_interface_name(reader, frame.interface);
        if (name != NULL)
            sum = sum + (unsigned char)name[0];
    }
    capture_close(reader);
    return 0;
}
