// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/memory.h"

#include <cstdlib> // defines __GLIBC__

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace loom {

void keepFreedMemory() {
#ifdef __GLIBC__
    // As high as glibc itself moves the first with use; the second would follow the largest block
    // freed, so that two columns freed together were handed back.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
#endif
}

} // namespace loom
