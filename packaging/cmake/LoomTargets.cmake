# SPDX-License-Identifier: GPL-3.0-or-later
# The functions that declare every target, so that a CMakeLists.txt says only what it depends on.
include(LoomTorchHeaders)

# loom_core_library(<folder> [DEPS folders...] [LINK public libs...] [LINK_PRIVATE libs...]
#                   [REGISTER subfolder registryType registryHeader])
# One static library for core/<folder>; sources are the .cpp files below it.
function(loom_core_library folder)
  cmake_parse_arguments(ARG "" "" "DEPS;LINK;LINK_PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  add_library(loom_${folder} STATIC ${sources})
  add_library(loom::${folder} ALIAS loom_${folder})
  list(TRANSFORM ARG_DEPS PREPEND "loom::")
  target_include_directories(loom_${folder} PUBLIC "${PROJECT_SOURCE_DIR}/core")
  target_link_libraries(loom_${folder} PUBLIC ${ARG_DEPS} ${ARG_LINK} PRIVATE loom_options ${ARG_LINK_PRIVATE})
  if("Torch::Torch" IN_LIST ARG_LINK_PRIVATE)
    loom_torch_headers(loom_${folder})
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

# loom_ui_library(<folder> [LINK libs...])
# One static library for ui/<folder>, with moc and resources.
function(loom_ui_library folder)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
  add_library(loom_ui_${folder} STATIC ${sources})
  add_library(loom::ui_${folder} ALIAS loom_ui_${folder})
  loom_automoc(loom_ui_${folder})
  target_include_directories(loom_ui_${folder} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(loom_ui_${folder} PUBLIC Qt6::Widgets ${ARG_LINK} PRIVATE loom_options)
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

# loom_test(<name> SOURCES files... [LINK libs...] [GUI])
# One Qt Test executable; every class announced with LOOM_TEST(Class) in its sources runs.
function(loom_test name)
  cmake_parse_arguments(ARG "GUI" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES} "${PROJECT_SOURCE_DIR}/tests/support/test_main.cpp")
  loom_automoc(test_${name})
  target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests" "${PROJECT_SOURCE_DIR}")
  target_link_libraries(test_${name} PRIVATE loom_options Qt6::Test ${ARG_LINK})
  if(ARG_GUI)
    target_compile_definitions(test_${name} PRIVATE LOOM_TEST_GUI)
    target_link_libraries(test_${name} PRIVATE Qt6::Widgets)
  endif()
  if("Torch::Torch" IN_LIST ARG_LINK)
    loom_torch_headers(test_${name})
  endif()
  # Real market data for local tests lies beside the checkout; tests skip cleanly without it.
  target_compile_definitions(test_${name} PRIVATE
    LOOM_SOURCE_DIR="${PROJECT_SOURCE_DIR}" LOOM_TEST_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${loom_test_seconds} LABELS "${ARG_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TZ=America/New_York;LC_ALL=C.UTF-8;${loom_sanitizer_environment}")
endfunction()
