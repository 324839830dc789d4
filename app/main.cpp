// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"
#include "base/memory.h"

#ifdef QUANTLOOM_GUI
#include "app/window.h"
#else
#include <cstdio>
#endif

int main(int argc, char** argv) {
    loom::keepFreedMemory();
    const loom::app::Invocation invocation = loom::app::runCommandLine(argc, argv);
    if (invocation.exitCode)
        return *invocation.exitCode;
#ifdef QUANTLOOM_GUI
    return loom::app::runWindow(argc, argv, invocation);
#else
    std::puts("This build has no window. Try: quantloom --help");
    return 2;
#endif
}
