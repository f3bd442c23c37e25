# Pages and ladders of replays; drawn too where there is a browser.
find_program(CHROMIUM NAMES chromium chromium-browser)
set(browser "")
if(CHROMIUM)
    set(browser ${CHROMIUM})
endif()
refire_test(NAME testdata.picture COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/pictures.py
            $<TARGET_FILE:refire> ${browser})
