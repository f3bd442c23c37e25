# What the note claims travels inside the binary: an installed refire needs no file.
set(note_root ${CMAKE_SOURCE_DIR}/testdata/verify/note)
file(GLOB note_embedded RELATIVE ${note_root} CONFIGURE_DEPENDS
     ${note_root}/*.cfg ${note_root}/*.expect)
list(TRANSFORM note_embedded PREPEND ${note_root}/ OUTPUT_VARIABLE note_depends)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/note_files.c
                   COMMAND ${CMAKE_COMMAND} -DROOT=${note_root} "-DFILES=${note_embedded}"
                           -DOUTPUT=${CMAKE_BINARY_DIR}/note_files.c
                           -DHEADER=cli/verify/note_claims.h -DNAME=note_file
                           -P ${CMAKE_SOURCE_DIR}/.cmake/embed.cmake
                   DEPENDS ${note_depends} ${CMAKE_SOURCE_DIR}/.cmake/embed.cmake VERBATIM)
target_sources(refire_cli PRIVATE ${CMAKE_BINARY_DIR}/note_files.c)
