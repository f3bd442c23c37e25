# cmake --build build --target coverage: what the tests reach of engine/, by gcov, in a build of its
# own; it fails below the shares of lines and branches that the engine is held to.
set(COVERAGE_LINES 95 CACHE STRING "Per cent of the engine's lines that the tests must reach")
set(COVERAGE_BRANCHES 85 CACHE STRING "Per cent of its branches")
add_custom_target(coverage
                  COMMAND ${SH} .cmake/coverage ${CMAKE_BINARY_DIR}/coverage ${COVERAGE_LINES}
                          ${COVERAGE_BRANCHES}
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
