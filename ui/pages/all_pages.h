// SPDX-License-Identifier: GPL-3.0-or-later
// Every page of the window, in the order of the navigation rail. A new page is one line here.
#pragma once

#include <vector>

#include "ui/pages/page_services.h"
#include "ui/shell/page.h"

namespace loom::ui {

std::vector<PageInfo> allPages(PageServices& services);

} // namespace loom::ui
