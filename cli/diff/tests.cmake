refire_test(NAME cli.diff PLAIN COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/mutations.py
            $<TARGET_FILE:refire> ${CMAKE_SOURCE_DIR}/testdata/replay)
