/*
 * fate_file.c: whole_file.h around it.
 */
#include "cli/fate/fate_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool
fate_file_open(struct fate_file *file, const struct config *config, const char *path, uint64_t seed,
               const char *const *inputs, size_t input_count, char error[WHOLE_FILE_ERROR_SIZE])
{
    *file = (struct fate_file){ 0 };
    if (!whole_file_open(&file->file, path, inputs, input_count, error))
        return false;
    int fd = dup(file->file.fd);
    file->stream = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file->stream != NULL)
        file->log = fate_log_new(config, file->stream, seed, 0);
    if (file->log != NULL)
        return true;
    snprintf(error, WHOLE_FILE_ERROR_SIZE, "%s", strerror(errno));
    if (file->stream != NULL)
        fclose(file->stream);
    else if (fd >= 0)
        close(fd);
    whole_file_abandon(&file->file);
    return false;
}

bool
fate_file_commit(struct fate_file *file, char error[WHOLE_FILE_ERROR_SIZE])
{
    int problem = fate_log_end(file->log) ? 0 : errno;
    if (fclose(file->stream) != 0 && problem == 0)
        problem = errno;
    fate_log_free(file->log);
    file->log = NULL;
    return whole_file_commit(&file->file, problem, error);
}

void
fate_file_abandon(struct fate_file *file)
{
    if (file->log == NULL)
        return;
    fate_log_free(file->log);
    fclose(file->stream);
    whole_file_abandon(&file->file);
    file->log = NULL;
}
