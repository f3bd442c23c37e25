# cmake -DROOT=FOLDER "-DFILES=a;b" -DOUTPUT=FILE.c -DHEADER=FILE.h -DNAME=demo_file -P embed.cmake
#
# Writes FILE.c with the bytes of ROOT/a, ROOT/b, ... behind the interface of HEADER: an array
# NAMEs of struct NAME, and NAME_count.
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
#include \"${HEADER}\"

${bytes}
const struct ${NAME} ${NAME}s[] = {
${rows}};
const size_t ${NAME}_count = sizeof(${NAME}s) / sizeof(${NAME}s[0]);
")
