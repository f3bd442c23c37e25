refire_test(NAME testdata.verify.note COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/note.py
            $<TARGET_FILE:refire>)
