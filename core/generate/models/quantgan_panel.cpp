// SPDX-License-Identifier: GPL-3.0-or-later
// A Quant GAN over several assets: uncorrelated factors whose volatilities come from one joint
// temporal convolutional network (Wiese et al. 2020, section 5, with more than one channel), turned
// into assets by loadings that give the training days' correlations.
#include "generate/quantgan/model.h"

namespace loom::generate {

void register_quantgan_panel(GeneratorRegistry& registry);

void register_quantgan_panel(GeneratorRegistry& registry) {
    GeneratorInfo info = panelGanInfo();
    info.id = "quantgan_panel";
    info.title = "QuantGAN, panel";
    info.reference = "Wiese, Knobloch, Korn and Kretschmer 2020";
    info.summary = "One convolutional network drives the factors of all assets, so that volatility "
                   "clusters and stress are shared; correlations are those of the training days.";
    registry.add(std::move(info));
}

} // namespace loom::generate
