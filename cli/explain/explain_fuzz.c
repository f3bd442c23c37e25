/*
 * explain_fuzz.c: any configuration, and up to four packets: what is explained of them is printed
 * whole, no proposal does harm, and no control character reaches the screen.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/explain/explain_print.h"
#include "cli/sample/kept_frames.h"
#include "engine/packet/packet_make.h"
#include "parser/parser.h"

enum { PACKETS = 4, PACKET_BYTES = 14, TEXT_MAX = 2048 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t
word_at(const uint8_t *data)
{
    return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static void
keep_packet(const struct config *config, const uint8_t *data, size_t number,
            struct kept_frames *kept)
{
    const struct packet_wish wish = {
        .protocol = data[1],
        .source = word_at(data + 2),
        .destination = word_at(data + 6),
        .source_port = 1025,
        .destination_port = (uint16_t)(data[10] << 8 | data[11]),
        .icmp_type = data[12],
    };
    uint8_t bytes[PACKET_MADE_SIZE];
    size_t length = packet_make(&wish, bytes);
    const struct capture_frame frame = {
        .time = (int64_t)number * INT64_C(1000000000),
        .link = LINK_RAW_IP,
        .link_number = capture_link_number(LINK_RAW_IP),
        .bytes = bytes,
        .captured = length,
        .wire_length = length,
        .seen = SEEN_INCOMING,
        .interface = data[0],
    };
    const char *name =
        data[0] < config->interface_count ? config_interface_label(config, data[0]) : NULL;
    (void)kept_frames_add(kept, &frame, name);
}

static void
check_text(const struct explanation *explanation)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return;
    explain_print_text(out, explanation);
    if (fclose(out) == 0)
        for (size_t i = 0; i < size; i++)
            if (((unsigned char)text[i] < ' ' && text[i] != '\n') || text[i] == 0x7f)
                abort();
    free(text);
}

static void
check(const struct explanation *explanation)
{
    if (explanation->stopped > explanation->flows || explanation->count > EXPLAIN_CAUSES)
        abort();
    for (size_t i = 0; i < explanation->count; i++)
        for (size_t j = 0; j < explanation->causes[i].search.count; j++)
            if (explanation->causes[i].search.items[j].effect.harmed > 0)
                abort();
    check_text(explanation);
}

static void
explain(const struct config *config, const struct kept_frames *kept)
{
    const struct sample_input input = { .word = "", .bytes = kept->bytes, .size = kept->size };
    const struct passage_source source = { .replay.not_before = INT64_MIN,
                                           .inputs = &input,
                                           .input_count = 1 };
    char error[PASSAGE_ERROR_SIZE];
    struct explanation *explanation = calloc(1, sizeof *explanation);
    if (explanation == NULL)
        return;
    switch (explain_run(config, &source, explanation, error)) {
    case PASSAGE_DONE:
        check(explanation);
        explain_free(explanation);
        break;
    case PASSAGE_NO_MEMORY:
    case PASSAGE_STOPPED:
        break;
    case PASSAGE_REFUSED:
    case PASSAGE_UNREADABLE:
        abort(); /* the capture is ours */
    }
    free(explanation);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct load_options options = { .file = "x" };
    struct load_result loaded;
    struct kept_frames kept = { 0 };
    if (size < 1)
        return 0;
    size_t packets = data[0] % PACKETS + 1, head = 1 + packets * PACKET_BYTES;
    if (size < head || size - head > TEXT_MAX)
        return 0;
    if (!config_load_text((const char *)data + head, size - head, &options, &loaded))
        return 0;
    for (size_t i = 0; i < packets; i++)
        keep_packet(loaded.config, data + 1 + i * PACKET_BYTES, i, &kept);
    if (kept_frames_begin(&kept))
        explain(loaded.config, &kept);
    kept_frames_free(&kept);
    load_result_free(&loaded);
    return 0;
}
