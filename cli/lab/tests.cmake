# What a teacher gets is what its readers take.
refire_test(NAME cli.lab.grades PLAIN COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/check_grades.py
            $<TARGET_FILE:refire> ${CMAKE_SOURCE_DIR}/cli/schema/validate.py)
