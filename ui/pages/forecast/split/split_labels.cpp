// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/split/split_labels.h"

#include <QFontMetricsF>

#include <algorithm>

#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr double kGap = 16; ///< between blocks
constexpr double kWord = 8; ///< between a name and its count

double widthOf(const QString& text, Type type) {
    return text.isEmpty() ? 0 : QFontMetricsF(typeFont(type)).horizontalAdvance(text);
}

double blockWidth(const SplitBlock& block) {
    const double first = widthOf(block.name, Type::BodyStrong) +
                         (block.count.isEmpty() ? 0 : kWord + widthOf(block.count, Type::Body));
    return std::ceil(std::max(first, widthOf(block.dates, Type::Caption)));
}

/// Less at each level; the last one shortens the names too.
std::vector<SplitBlock> blocksAt(const std::vector<SplitWords>& words, int level, double room) {
    std::vector<SplitBlock> out;
    for (const auto& one : words) {
        SplitBlock block{.name = one.name, .count = {}, .dates = {}, .rect = {}};
        if (level == 0)
            block.count = one.count;
        if (level <= 1)
            block.dates = one.dates;
        else if (level == 2)
            block.dates = one.from;
        if (level == 3)
            block.name = QFontMetricsF(typeFont(Type::BodyStrong))
                             .elidedText(one.name, Qt::ElideRight,
                                         room / static_cast<double>(words.size()) - kGap);
        block.rect = {0, 0, blockWidth(block), 2 * kSplitLine};
        out.push_back(block);
    }
    return out;
}

double total(const std::vector<SplitBlock>& blocks) {
    double sum = 0;
    for (const auto& block : blocks)
        sum += block.rect.width() + kGap;
    return sum - kGap;
}

} // namespace

std::vector<SplitBlock> placeBlocks(const std::vector<SplitWords>& words, double left, double right,
                                    double top) {
    if (words.empty())
        return {};
    auto blocks = blocksAt(words, 0, right - left);
    for (int level = 1; level <= 3 && total(blocks) > right - left; ++level)
        blocks = blocksAt(words, level, right - left);
    double free = left;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        blocks[i].rect.moveTopLeft({std::max(words[i].anchor, free), top});
        free = blocks[i].rect.right() + kGap;
    }
    double limit = right;
    for (std::size_t i = blocks.size(); i-- > 0;) {
        blocks[i].rect.moveRight(std::min(blocks[i].rect.right(), limit));
        limit = blocks[i].rect.left() - kGap;
    }
    return blocks;
}

double countLeft(const SplitBlock& block) {
    return block.rect.left() + widthOf(block.name, Type::BodyStrong) + kWord;
}

} // namespace loom::ui
