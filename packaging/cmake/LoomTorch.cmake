# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch as one imported target, Torch::Torch, linked library by library.
#
# TorchConfig.cmake is not used: for a CUDA build it insists on the CUDA toolkit, which a user's
# machine need not have. LOOM_TORCH_ROOT names the folder with include/ and lib/. When it is not
# given it is looked for in Torch_DIR and CMAKE_PREFIX_PATH, as variables or in the environment (each
# may be that folder, its share/cmake or its share/cmake/Torch), then in /usr (Debian's libtorch-dev).

set(loom_torch_header include/torch/csrc/api/include/torch/torch.h)
set(loom_torch_hints "")
string(REPLACE ":" ";" loom_env_prefixes "$ENV{CMAKE_PREFIX_PATH}")
foreach(dir IN LISTS Torch_DIR CMAKE_PREFIX_PATH ITEMS "$ENV{Torch_DIR}" LISTS loom_env_prefixes)
  if(dir)
    list(APPEND loom_torch_hints "${dir}" "${dir}/../.." "${dir}/../../.." "${dir}/torch")
  endif()
endforeach()
find_path(LOOM_TORCH_ROOT ${loom_torch_header} HINTS ${loom_torch_hints} PATHS /usr
          DOC "LibTorch: the folder with include/ and lib/")
if(NOT EXISTS "${LOOM_TORCH_ROOT}/${loom_torch_header}")
  message(FATAL_ERROR "LibTorch was not found. Run ./packaging/setup, or pass -DLOOM_TORCH_ROOT=<folder>: "
    "the unpacked LibTorch, or the torch package's folder of a Python that has it.")
endif()
get_filename_component(loom_torch_root "${LOOM_TORCH_ROOT}" REALPATH)

# Nothing below is cached, so that another LOOM_TORCH_ROOT changes all of it.
function(loom_find_torch_library out name)
  unset(found)
  find_library(found NAMES ${name} HINTS "${loom_torch_root}/lib"
               PATHS "${loom_torch_root}/lib/${CMAKE_LIBRARY_ARCHITECTURE}" NO_DEFAULT_PATH NO_CACHE)
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

set(loom_torch_libs "")
foreach(name torch torch_cpu c10)
  loom_find_torch_library(path ${name})
  if(NOT path)
    message(FATAL_ERROR "LibTorch in ${loom_torch_root} has no lib${name}.so.")
  endif()
  list(APPEND loom_torch_libs "${path}")
endforeach()
list(GET loom_torch_libs 0 path)
get_filename_component(LOOM_TORCH_LIBDIR "${path}" DIRECTORY)

# A CUDA build registers its kernels when libtorch_cuda is loaded; nothing of ours names a symbol of
# it, so the linker must be told to keep it. The CUDA libraries that it needs itself are found
# through its own RUNPATH when the program starts, and need not be there to link.
loom_find_torch_library(LOOM_TORCH_CUDA torch_cuda)
loom_find_torch_library(LOOM_C10_CUDA c10_cuda)
set(loom_torch_kind "CPU build")
add_library(Torch::Torch INTERFACE IMPORTED)
if(LOOM_TORCH_CUDA AND LOOM_C10_CUDA)
  set(loom_torch_kind "CUDA build")
  list(APPEND loom_torch_libs
    "-Wl,--push-state,--no-as-needed,${LOOM_TORCH_CUDA},${LOOM_C10_CUDA},--pop-state")
  target_link_options(Torch::Torch INTERFACE -Wl,--allow-shlib-undefined)
endif()
# The wheel carries its own, newer fmt headers. This folder puts the system's in front of them, so
# that one fmt (the one spdlog was built with) is used in every file.
get_target_property(loom_fmt_include fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/before_torch")
file(CREATE_LINK "${loom_fmt_include}/fmt" "${PROJECT_BINARY_DIR}/before_torch/fmt" SYMBOLIC)
target_include_directories(Torch::Torch SYSTEM BEFORE INTERFACE
  "${PROJECT_BINARY_DIR}/before_torch" "${loom_torch_root}/include" "${loom_torch_root}/include/torch/csrc/api/include")
target_link_libraries(Torch::Torch INTERFACE ${loom_torch_libs})

# Keep one OpenMP runtime in the process: the wheel brings its own libgomp.so.1 beside libtorch_cpu, and
# CMake puts that folder into the RPATH of what is built, ahead of the system's.
set(LOOM_TORCH_VERSION "unknown")
foreach(header include/torch/headeronly/version.h include/torch/csrc/api/include/torch/version.h)
  if(EXISTS "${loom_torch_root}/${header}" AND LOOM_TORCH_VERSION STREQUAL "unknown")
    file(STRINGS "${loom_torch_root}/${header}" lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX MATCHALL "[0-9]+" numbers "${lines}")
    if(numbers)
      string(REPLACE ";" "." LOOM_TORCH_VERSION "${numbers}")
    endif()
  endif()
endforeach()
message(STATUS "LibTorch ${LOOM_TORCH_VERSION}, ${loom_torch_kind}: ${LOOM_TORCH_LIBDIR}")
if(NOT LOOM_TORCH_VERSION STREQUAL "unknown" AND
   (LOOM_TORCH_VERSION VERSION_LESS 2.11 OR LOOM_TORCH_VERSION VERSION_GREATER_EQUAL 2.14))
  message(WARNING "This LibTorch is ${LOOM_TORCH_VERSION}; Quantloom is made for 2.11 to 2.13.")
endif()
