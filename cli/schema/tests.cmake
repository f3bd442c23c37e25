# What the sinks write is what the schemas say.
refire_test(NAME cli.schema PLAIN COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/validate.py --samples
            $<TARGET_FILE:cli.replay.sink_test>)
refire_test(NAME cli.check_schema COMMAND ${SH} ${CMAKE_CURRENT_LIST_DIR}/check_samples
            $<TARGET_FILE:refire> ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/validate.py)
