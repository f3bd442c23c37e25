# Traces as XML.
refire_test(NAME cli.trace.xml COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/check_xml
            $<TARGET_FILE:refire>)
