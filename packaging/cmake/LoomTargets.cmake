# SPDX-License-Identifier: GPL-3.0-or-later
# The functions that declare every target, so that a CMakeLists.txt says only what it depends on.
include(LoomPrecompiled)

# loom_core_library(<folder> [DEPS folders...] [LINK public libs...] [LINK_PRIVATE libs...] [JSON | PLAIN])
# One static library for core/<folder>; sources are the .cpp files below it. JSON: most of them include
# it, so that it is part of their precompiled header. PLAIN: none, for a library that is compiled with
# options of its own (GCC would put the precompiled header's in their place).
function(loom_core_library folder)
  cmake_parse_arguments(ARG "JSON;PLAIN" "" "DEPS;LINK;LINK_PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  add_library(loom_${folder} STATIC ${sources})
  add_library(loom::${folder} ALIAS loom_${folder})
  list(TRANSFORM ARG_DEPS PREPEND "loom::")
  target_include_directories(loom_${folder} PUBLIC "${PROJECT_SOURCE_DIR}/core")
  target_link_libraries(loom_${folder} PUBLIC ${ARG_DEPS} ${ARG_LINK} PRIVATE loom_options ${ARG_LINK_PRIVATE})
  if("Torch::Torch" IN_LIST ARG_LINK_PRIVATE)
    loom_split_torch(loom_${folder})
  endif()
  if(ARG_JSON)
    loom_precompiled(loom_${folder} json)
  elseif(NOT ARG_PLAIN)
    loom_precompiled(loom_${folder} standard)
  endif()
endfunction()

# loom_automoc(<target>)
# AUTOMOC, also for files that join later: CMake's own (3.25, Ninja) scans again when a file that it
# knows changes, not when the list of files does, and a new file's .moc is then missing.
function(loom_automoc target)
  set_target_properties(${target} PROPERTIES AUTOMOC ON)
  get_target_property(sources ${target} SOURCES)
  set(list "${CMAKE_CURRENT_BINARY_DIR}/${target}_moc_sources.txt")
  set(known "")
  if(EXISTS "${list}")
    file(READ "${list}" known)
  endif()
  if(NOT known STREQUAL "${sources}")
    file(REMOVE "${CMAKE_CURRENT_BINARY_DIR}/${target}_autogen/timestamp")
    file(WRITE "${list}" "${sources}")
  endif()
endfunction()

# loom_ui_library(<folder> [LINK libs...] [PLAIN])
# One static library for ui/<folder>, with moc and resources. PLAIN: links nothing of core, so that the
# precompiled header does not fit.
function(loom_ui_library folder)
  cmake_parse_arguments(ARG "PLAIN" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
  add_library(loom_ui_${folder} STATIC ${sources})
  add_library(loom::ui_${folder} ALIAS loom_ui_${folder})
  loom_automoc(loom_ui_${folder})
  target_include_directories(loom_ui_${folder} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(loom_ui_${folder} PUBLIC Qt6::Widgets ${ARG_LINK} PRIVATE loom_options)
  if(NOT ARG_PLAIN)
    loom_precompiled(loom_ui_${folder} window)
  endif()
endfunction()

# loom_register_folder(<target> <subfolder> <namespace> <RegistryType> <registry header>)
# Every <subfolder>/<file>.cpp of the target must define
#   void register_<file>(<RegistryType>&);          in namespace <namespace>
# and the generated source defines void registerAll_<subfolder>(<RegistryType>&), sorted by file name.
# (Self-registering static objects would be dropped by the linker from a static library.)
function(loom_register_folder target subfolder ns type header)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/${subfolder}"
       "${CMAKE_CURRENT_SOURCE_DIR}/${subfolder}/*.cpp")
  list(SORT files)
  set(declarations "")
  set(calls "")
  foreach(file IN LISTS files)
    get_filename_component(id "${file}" NAME_WE)
    string(APPEND declarations "void register_${id}(${type}&);\n")
    string(APPEND calls "    register_${id}(registry);\n")
  endforeach()
  set(out "${CMAKE_CURRENT_BINARY_DIR}/register_${subfolder}.cpp")
  file(GENERATE OUTPUT "${out}" CONTENT
"// Generated from the files of ${subfolder}/.
#include \"${header}\"
namespace ${ns} {
${declarations}void registerAll_${subfolder}(${type}& registry);
void registerAll_${subfolder}(${type}& registry) {
${calls}}
} // namespace ${ns}
")
  target_sources(${target} PRIVATE "${out}")
  set_source_files_properties("${out}" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# loom_test(<name> SOURCES files... [LINK libs...] [GUI] [PLAIN])
# One Qt Test executable; every class announced with LOOM_TEST(Class) in its sources runs. PLAIN: links
# nothing of core, or some of Qt's window without all of it, so that no precompiled header fits.
function(loom_test name)
  cmake_parse_arguments(ARG "GUI;PLAIN" "" "SOURCES;LINK;LABELS" ${ARGN})
  set(kind tests)
  set(window "")
  if(ARG_GUI)
    set(kind window_tests)
    set(window _window)
  endif()
  add_executable(test_${name} ${ARG_SOURCES})
  target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests" "${PROJECT_SOURCE_DIR}")
  target_link_libraries(test_${name} PRIVATE loom_options Qt6::Test ${ARG_LINK})
  if(ARG_GUI)
    target_link_libraries(test_${name} PRIVATE Qt6::Widgets)
  endif()
  # Real market data for local tests lies beside the checkout; tests skip cleanly without it.
  target_compile_definitions(test_${name} PRIVATE
    LOOM_SOURCE_DIR="${PROJECT_SOURCE_DIR}" LOOM_TEST_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
  loom_test_options(test_${name})
  if("Torch::Torch" IN_LIST ARG_LINK)
    loom_split_torch(test_${name})
    if(TARGET test_${name}_torch)
      loom_automoc(test_${name}_torch)
    endif()
  endif()
  if(NOT ARG_PLAIN)
    loom_precompiled(test_${name} ${kind})
  endif()
  loom_test_main(${window})
  target_sources(test_${name} PRIVATE $<TARGET_OBJECTS:loom_test_main${window}>)
  loom_automoc(test_${name})
  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${loom_test_seconds} LABELS "${ARG_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TZ=America/New_York;LC_ALL=C.UTF-8;${loom_sanitizer_environment}")
endfunction()

# loom_test_main([_window])
# The main function that all tests share, compiled once without and once with a QApplication.
function(loom_test_main)
  set(target loom_test_main${ARGN})
  if(NOT TARGET ${target})
    add_library(${target} OBJECT "${PROJECT_SOURCE_DIR}/tests/support/test_main.cpp")
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${target} PRIVATE loom_options Qt6::Test)
    if(ARGN)
      target_compile_definitions(${target} PRIVATE LOOM_TEST_GUI)
      target_link_libraries(${target} PRIVATE Qt6::Widgets)
    endif()
  endif()
endfunction()
