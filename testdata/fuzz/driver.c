/*
 * driver.c: runs a fuzz target on kept inputs, without libFuzzer: each argument is a file, or a
 * folder whose files are all taken.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_BYTES (1u << 20)

static int
run_file(const char *path)
{
    uint8_t *data = malloc(MOST_BYTES);
    FILE *file = fopen(path, "rb");

    if (!data || !file) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    size_t size = fread(data, 1, MOST_BYTES, file);
    fclose(file);
    /* A block of just this size, so that a sanitizer sees the first byte past the end. */
    uint8_t *exact = realloc(data, size ? size : 1);
    LLVMFuzzerTestOneInput(exact ? exact : data, size);
    free(exact ? exact : data);
    return 1;
}

static int
run_folder(const char *path)
{
    struct dirent **names;
    int count = scandir(path, &names, NULL, alphasort);
    int seen = 0;

    for (int i = 0; i < count; i++) {
        char name[4096];

        if (names[i]->d_name[0] != '.') {
            snprintf(name, sizeof(name), "%s/%s", path, names[i]->d_name);
            seen += run_file(name);
        }
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return seen;
}

int
main(int argc, char **argv)
{
    struct stat status;
    int seen = 0;

    for (int i = 1; i < argc; i++) {
        if (stat(argv[i], &status) != 0) {
            perror(argv[i]);
            return EXIT_FAILURE;
        }
        seen += S_ISDIR(status.st_mode) ? run_folder(argv[i]) : run_file(argv[i]);
    }
    printf("%d inputs\n", seen);
    return seen > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
