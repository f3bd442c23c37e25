# The replays that `refire demo` runs travel inside the binary: an installed refire needs no file.
set(demo_replays
    pptp-62-static-acl pptp-62-no-acl pptp-63-fixup-pat pptp-72-inspect-pat pptp-80-acl
    l2tp-72-client-inside pptp-62-server-inside l2tp-63-client-outside l2tp-ipsec-72
    pptp-62-pat-one-tunnel pptp-80-pat-no-inspect)

set(demo_root ${CMAKE_SOURCE_DIR}/testdata/replay)
set(demo_embedded "")
foreach(replay IN LISTS demo_replays)
    file(GLOB found RELATIVE ${demo_root} CONFIGURE_DEPENDS
         ${demo_root}/${replay}/config ${demo_root}/${replay}/args ${demo_root}/${replay}/*.pcap)
    list(APPEND demo_embedded ${found})
endforeach()
list(TRANSFORM demo_embedded PREPEND ${demo_root}/ OUTPUT_VARIABLE demo_depends)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/demo_files.c
                   COMMAND ${CMAKE_COMMAND} -DROOT=${demo_root} "-DFILES=${demo_embedded}"
                           -DOUTPUT=${CMAKE_BINARY_DIR}/demo_files.c
                           -DHEADER=cli/demo/demo_files.h -DNAME=demo_file
                           -P ${CMAKE_SOURCE_DIR}/.cmake/embed.cmake
                   DEPENDS ${demo_depends} ${CMAKE_SOURCE_DIR}/.cmake/embed.cmake VERBATIM)
target_sources(refire_cli PRIVATE ${CMAKE_BINARY_DIR}/demo_files.c)
