# cmake -DROOT=FOLDER "-DFILES=a;b" -DOUTPUT=FILE.c -P embed.cmake
#
# Writes FILE.c with the bytes of ROOT/a, ROOT/b, ... behind the interface of cli/demo/demo_files.h.
cmake_policy(VERSION 3.25)

set(bytes "")
set(rows "")
set(number 0)
foreach(file IN LISTS FILES)
    file(READ ${ROOT}/${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
    string(APPEND bytes "static const unsigned char file_${number}[] = { ${hex} };\n")
    string(APPEND rows "    { \"${file}\", file_${number}, sizeof(file_${number}) },\n")
    math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT}
"/* Made by .cmake/embed.cmake. */
#include \"cli/demo/demo_files.h\"

${bytes}
const struct demo_file demo_files[] = {
${rows}};
const size_t demo_file_count = sizeof(demo_files) / sizeof(demo_files[0]);
")
