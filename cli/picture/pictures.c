/*
 * pictures.c: one story, drawn once for each file.
 */
#include "cli/picture/pictures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/configuration.h"
#include "cli/picture/ladder.h"
#include "engine/base/whole_file.h"

struct picture {
    const char *path; /* NULL: not asked for */
    struct whole_file file;
};

struct pictures {
    struct pictures_request request;
    struct story *story;
    struct picture page, svg;
};

bool
pictures_read_svg(const char *value, struct pictures_request *request)
{
    char *end;
    errno = 0;
    unsigned long conn = strtoul(value, &end, 10);
    if (*value < '0' || *value > '9' || *end != ':' || end[1] == '\0' || errno != 0 || conn == 0 ||
        conn > UINT32_MAX)
        return false;
    request->svg_conn = (uint32_t)conn;
    request->svg_path = end + 1;
    return true;
}

static bool
open_picture(struct picture *picture, const char *path, const char *const *inputs, size_t count)
{
    char error[WHOLE_FILE_ERROR_SIZE];
    picture->path = path;
    if (path == NULL || whole_file_open(&picture->file, path, inputs, count, error))
        return true;
    complain(path, error);
    picture->path = NULL;
    return false;
}

struct pictures *
pictures_open(const struct config *config, const struct pictures_request *request,
              const char *const *inputs, size_t input_count)
{
    struct pictures *pictures = calloc(1, sizeof(*pictures));
    if (pictures != NULL) {
        pictures->request = *request;
        pictures->page.file.fd = pictures->svg.file.fd = -1;
        pictures->story = story_new(config, request->level);
    }
    if (pictures == NULL || pictures->story == NULL) {
        complain("pictures", "out of memory");
    } else if (open_picture(&pictures->page, request->report_path, inputs, input_count) &&
               open_picture(&pictures->svg, request->svg_path, inputs, input_count)) {
        return pictures;
    }
    pictures_free(pictures);
    return NULL;
}

struct story *
pictures_story(struct pictures *pictures)
{
    return pictures->story;
}

/* ---- drawing ---- */

static void
draw_page(const struct pictures *pictures, FILE *out)
{
    page_write(pictures->story, &pictures->request.source, out);
}

static void
draw_ladder(const struct pictures *pictures, FILE *out)
{
    const struct story_flow *flow = story_find(pictures->story, pictures->request.svg_conn);
    if (flow != NULL)
        ladder_write_svg(pictures->story, flow, true, out);
}

static bool
commit(const struct pictures *pictures, struct picture *picture,
       void (*draw)(const struct pictures *pictures, FILE *out))
{
    char error[WHOLE_FILE_ERROR_SIZE];
    int problem = 0;
    int fd = dup(picture->file.fd);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (out != NULL) {
        draw(pictures, out);
        problem = ferror(out) ? EIO : 0;
        problem = fclose(out) != 0 ? errno : problem;
    } else {
        problem = errno;
        if (fd >= 0)
            close(fd);
    }
    bool good = whole_file_commit(&picture->file, problem, error);
    if (!good)
        complain(picture->path, error);
    picture->path = NULL;
    return good;
}

bool
pictures_commit(struct pictures *pictures)
{
    bool good = true;
    if (pictures->story->no_memory)
        complain("pictures", "out of memory: something is missing in them");
    if (pictures->page.path != NULL)
        good = commit(pictures, &pictures->page, draw_page);
    if (pictures->svg.path == NULL)
        return good;
    if (story_find(pictures->story, pictures->request.svg_conn) == NULL) {
        complain(pictures->svg.path, "there was no such connection, or too many before it");
        return false;
    }
    return commit(pictures, &pictures->svg, draw_ladder) && good;
}

void
pictures_free(struct pictures *pictures)
{
    if (pictures == NULL)
        return;
    if (pictures->page.path != NULL)
        whole_file_abandon(&pictures->page.file);
    if (pictures->svg.path != NULL)
        whole_file_abandon(&pictures->svg.file);
    story_free(pictures->story);
    free(pictures);
}
