# The forms are what their readers take.
refire_test(NAME cli.report.accept COMMAND ${SH} ${CMAKE_CURRENT_LIST_DIR}/accept
            $<TARGET_FILE:cli.report.report_test> ${PYTHON})
