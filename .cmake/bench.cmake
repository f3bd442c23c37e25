# cmake --build build --target bench: what a packet, a connection and a line of a
# configuration cost. Fewer packets for a quick look: -DBENCH_PACKETS=600000; only the lines: the
# target bench-load; a log line, a conn look-up, timers and inspections: bench-parts; floods:
# bench-flood; explain and diff as ratios to a replay: bench-fates.
set(BENCH_PACKETS 10000000 CACHE STRING "Packets in the benchmark's capture")
set(BENCH_FLOWS 100000 CACHE STRING "Flows in the benchmark's capture")
set(BENCH_FLOOD 10000000 CACHE STRING "Packets of each flood")
set(place ${CMAKE_BINARY_DIR}/bench)
set(capture ${place}/${BENCH_FLOWS}-flows-${BENCH_PACKETS}.pcap)
set(imix ${place}/${BENCH_FLOWS}-flows-${BENCH_PACKETS}-imix.pcap)

foreach(program generate measure load parts flood established inspection fates)
    add_executable(bench_${program} EXCLUDE_FROM_ALL testdata/bench/${program}.c)
    target_link_libraries(bench_${program} PRIVATE refire_flags)
    set_target_properties(bench_${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${place})
endforeach()
target_link_libraries(bench_measure PRIVATE PkgConfig::PCAP)
target_link_libraries(bench_load PRIVATE refire_parser)
target_link_libraries(bench_established PRIVATE refire_parser)
target_link_libraries(bench_inspection PRIVATE refire_parser)
target_link_libraries(bench_parts PRIVATE refire_engine)
target_sources(bench_parts PRIVATE testdata/bench/conn_peer.c)
target_link_libraries(bench_flood PRIVATE refire_engine)

# Look-ups in access lists: the target bench-acl, on the ClassBench sets of BENCH_CLASSBENCH. DPDK
# is what they are compared with, where it is.
set(BENCH_CLASSBENCH ${CMAKE_SOURCE_DIR}/../shared/corpus/classbench CACHE PATH
    "ClassBench filter sets and traces")
pkg_check_modules(DPDK IMPORTED_TARGET QUIET libdpdk)
add_executable(bench_acl EXCLUDE_FROM_ALL testdata/bench/acl.c testdata/bench/acl_peer.c)
target_link_libraries(bench_acl PRIVATE refire_engine)
add_executable(bench_acl_groups EXCLUDE_FROM_ALL testdata/bench/acl_groups.c)
target_link_libraries(bench_acl_groups PRIVATE refire_engine)
set_target_properties(bench_acl bench_acl_groups PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${place})
if(DPDK_FOUND)
    # DPDK's headers are not for our warnings, nor for any processor.
    set_source_files_properties(testdata/bench/acl_peer.c PROPERTIES COMPILE_OPTIONS
                                "-march=native;-w" COMPILE_DEFINITIONS BENCH_DPDK)
    target_include_directories(bench_acl SYSTEM PRIVATE ${DPDK_INCLUDE_DIRS})
    target_link_libraries(bench_acl PRIVATE ${DPDK_LINK_LIBRARIES})
    set_source_files_properties(testdata/bench/conn_peer.c PROPERTIES COMPILE_OPTIONS
                                "-march=native;-w" COMPILE_DEFINITIONS BENCH_DPDK)
    target_include_directories(bench_parts SYSTEM PRIVATE ${DPDK_INCLUDE_DIRS})
    target_link_libraries(bench_parts PRIVATE ${DPDK_LINK_LIBRARIES})
endif()
set(BENCH_PEER_ACES 20000 CACHE STRING "Larger sets than this are not given to DPDK")
add_custom_target(bench-acl COMMAND bench_acl ${BENCH_CLASSBENCH} ${BENCH_PEER_ACES}
                  COMMAND bench_acl_groups DEPENDS bench_acl bench_acl_groups
                  USES_TERMINAL VERBATIM)

add_custom_command(OUTPUT ${capture}
                   COMMAND bench_generate ${BENCH_PACKETS} ${BENCH_FLOWS} ${capture}
                   DEPENDS bench_generate VERBATIM)
add_custom_command(OUTPUT ${imix}
                   COMMAND bench_generate ${BENCH_PACKETS} ${BENCH_FLOWS} ${imix} imix
                   DEPENDS bench_generate VERBATIM)
add_custom_command(OUTPUT ${place}/small.pcap
                   COMMAND bench_generate 5000 100 ${place}/small.pcap
                   DEPENDS bench_generate VERBATIM)
add_custom_command(OUTPUT ${place}/million.pcap
                   COMMAND bench_generate 1000000 20000 ${place}/million.pcap
                   DEPENDS bench_generate VERBATIM)
add_custom_target(bench-fates
                  COMMAND bench_fates $<TARGET_FILE:refire>
                          ${CMAKE_SOURCE_DIR}/testdata/bench/deny.cfg ${place}/million.pcap
                  DEPENDS refire bench_fates ${place}/million.pcap USES_TERMINAL VERBATIM)
add_custom_target(bench
                  COMMAND ${CMAKE_COMMAND} -E make_directory ${place}/peers
                  COMMAND bench_measure $<TARGET_FILE:refire> ${CMAKE_SOURCE_DIR}/testdata/bench/pat.cfg
                          ${capture} ${place}/small.pcap ${place}/peers
                  COMMAND bench_measure $<TARGET_FILE:refire> ${CMAKE_SOURCE_DIR}/testdata/bench/pat.cfg
                          ${imix} ${place}/small.pcap
                  COMMAND bench_fates $<TARGET_FILE:refire>
                          ${CMAKE_SOURCE_DIR}/testdata/bench/deny.cfg ${place}/million.pcap
                  COMMAND bench_load ${place}
                  DEPENDS refire bench_measure bench_load bench_fates ${place}/million.pcap ${capture} ${imix} ${place}/small.pcap
                  USES_TERMINAL VERBATIM)
add_custom_target(bench-flood
                  COMMAND bench_flood $<TARGET_FILE:refire>
                          ${CMAKE_SOURCE_DIR}/testdata/bench/flood.cfg ${place} ${BENCH_FLOOD}
                  DEPENDS refire bench_flood USES_TERMINAL VERBATIM)
add_custom_target(bench-parts COMMAND bench_parts
                  COMMAND bench_established ${CMAKE_SOURCE_DIR}/testdata/bench/pat.cfg
                  COMMAND bench_inspection testdata/bench/inspection.cfg
                          testdata/replay/ftp-63-static-both-sides
                          testdata/replay/sip-63-static-both-sides
                  DEPENDS bench_parts bench_established bench_inspection
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
add_custom_target(bench-load COMMAND bench_load ${place} DEPENDS bench_load USES_TERMINAL VERBATIM)
