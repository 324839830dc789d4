// SPDX-License-Identifier: GPL-3.0-or-later
// Attributions of formulas whose answers are known by hand.
#include <algorithm>
#include <cmath>

#include "forecast/explain/integrated_gradients.h"
#include "forecast/explain/shapley.h"
#include "formula.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::forecast;
using tests::Formula;
using tests::singles;

namespace {

const std::vector<double> kSlopes{0.5, -2, 0.25, 3};

Formula linear() {
    return Formula(
        kSlopes.size(),
        [](auto p) {
            double sum = 7;
            for (std::size_t i = 0; i < p.size(); ++i)
                sum += kSlopes[i] * p[i];
            return sum;
        },
        [](auto, auto out) { std::ranges::copy(kSlopes, out.begin()); });
}

/// p0 p1 + p2: the product is halved between its factors, the fourth input is a dummy.
Formula interaction() {
    return Formula(
        4, [](auto p) { return p[0] * p[1] + p[2]; },
        [](auto p, auto out) {
            out[0] = p[1];
            out[1] = p[0];
            out[2] = 1;
            out[3] = 0;
        });
}

/// Ten inputs that act together, for sampling.
Formula tangle() {
    return Formula(10, [](auto p) {
        double sum = 0;
        for (std::size_t i = 0; i + 2 < p.size(); ++i)
            sum += std::sin(1.0 + static_cast<double>(i)) * p[i] * (p[i + 1] + 0.3) -
                   0.4 * p[i] * p[i + 1] * p[i + 2];
        return std::tanh(sum);
    });
}

bool near(double a, double b, double tolerance = 1e-12) {
    return std::abs(a - b) <= tolerance;
}

} // namespace

class AttributionsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void gradientsOfALineAreItsSlopes() {
        jobs::PlainJobContext context;
        const auto found = integratedGradients(linear(), 0, {}, context);
        VERIFY_OK(found);
        QCOMPARE(found->base, 7.0);
        QCOMPARE(found->forecast, 8.75);
        QCOMPARE(found->gradients, std::size_t{8});
        for (std::size_t i = 0; i < kSlopes.size(); ++i)
            QVERIFY(near(found->values[i], kSlopes[i]));
        QVERIFY(near(found->gap(), 0));
    }

    void gradientsShareAProduct() {
        jobs::PlainJobContext context;
        const auto found = integratedGradients(interaction(), 0, {}, context);
        VERIFY_OK(found);
        const std::vector<double> answer{0.5, 0.5, 1, 0};
        for (std::size_t i = 0; i < answer.size(); ++i)
            QVERIFY(near(found->values[i], answer[i]));
    }

    /// f = p0^4 + p0 p1^2: on the diagonal the integrals are 1 + 1/3 and 2/3.
    void gradientsOfACurveNeedMoreSteps() {
        const Formula curve(
            2, [](auto p) { return std::pow(p[0], 4) + p[0] * p[1] * p[1]; },
            [](auto p, auto out) {
                out[0] = 4 * std::pow(p[0], 3) + p[1] * p[1];
                out[1] = 2 * p[0] * p[1];
            });
        jobs::PlainJobContext context;
        const auto coarse = integratedGradients(curve, 0, {.tolerance = 0.5}, context);
        const auto fine = integratedGradients(curve, 0, {.tolerance = 1e-5}, context);
        VERIFY_OK(coarse);
        VERIFY_OK(fine);
        QCOMPARE(coarse->gradients, std::size_t{8});
        QVERIFY(fine->gradients > 24);
        QVERIFY(std::abs(fine->gap()) <= 1e-5 * 2);
        QVERIFY(std::abs(coarse->gap()) > 10 * std::abs(fine->gap()));
        QVERIFY(near(fine->values[0], 4.0 / 3, 2e-5));
        QVERIFY(near(fine->values[1], 2.0 / 3, 2e-5));
        const auto bounded =
            integratedGradients(curve, 0, {.tolerance = 0, .mostGradients = 27}, context);
        VERIFY_OK(bounded);
        QCOMPARE(bounded->gradients, std::size_t{26});
    }

    /// |p0 - 0.3|: the slope is -1 for 0.3 of the line and 1 for the rest.
    void gradientsFindAKink() {
        const Formula kinked(
            2, [](auto p) { return std::abs(p[0] - 0.3) + 0.1 * p[1]; },
            [](auto p, auto out) {
                out[0] = p[0] < 0.3 ? -1 : 1;
                out[1] = 0.1;
            });
        jobs::PlainJobContext context;
        const auto found = integratedGradients(kinked, 0, {.tolerance = 1e-6}, context);
        VERIFY_OK(found);
        QVERIFY(near(found->values[0], 0.4, 1e-6) && near(found->values[1], 0.1));
        QVERIFY2(found->gradients < 60, std::to_string(found->gradients).c_str());
    }

    void gradientsStopWhenAsked() {
        jobs::PlainJobContext context;
        context.stop(jobs::StopRequest::Discard);
        const auto stopped = integratedGradients(linear(), 0, {}, context);
        QVERIFY(!stopped);
        QVERIFY(stopped.error().code == ErrorCode::Cancelled);
    }

    /// Exact and sampled: a line has the same answer in every order.
    void shapleyOfALineIsItsSlopes() {
        jobs::PlainJobContext context;
        for (const auto way : {ShapleyWay::Exact, ShapleyWay::Sampled}) {
            const auto found =
                shapleyValues(linear(), 0, singles(4), {.way = way, .pairs = 5}, context);
            VERIFY_OK(found);
            QCOMPARE(found->exact, way == ShapleyWay::Exact);
            for (std::size_t i = 0; i < kSlopes.size(); ++i) {
                QVERIFY(near(found->values[i], kSlopes[i]));
                QVERIFY(near(found->standardErrors[i], 0));
            }
        }
    }

    /// The axioms of Shapley 1953 on p0 p1 + p2: dummy, symmetry, efficiency.
    void shapleySharesAProduct() {
        jobs::PlainJobContext context;
        const auto exact =
            shapleyValues(interaction(), 0, singles(4), {.way = ShapleyWay::Exact}, context);
        VERIFY_OK(exact);
        const std::vector<double> answer{0.5, 0.5, 1, 0};
        for (std::size_t i = 0; i < answer.size(); ++i)
            QVERIFY(near(exact->values[i], answer[i]));
        QCOMPARE(exact->evaluations, std::size_t{16});
        // An order and its reverse share a product of two in halves: no error at all.
        const auto sampled = shapleyValues(interaction(), 0, singles(4),
                                           {.way = ShapleyWay::Sampled, .pairs = 2}, context);
        VERIFY_OK(sampled);
        for (std::size_t i = 0; i < answer.size(); ++i)
            QVERIFY(near(sampled->values[i], answer[i]));
    }

    /// max(p0, p1, p2): each input is first in a third of the orders.
    void shapleyOfAMaximum() {
        const Formula most(3, [](auto p) { return std::max({p[0], p[1], p[2]}); });
        jobs::PlainJobContext context;
        const auto found = shapleyValues(most, 0, singles(3), {}, context);
        VERIFY_OK(found);
        QVERIFY(found->exact);
        for (const double value : found->values)
            QVERIFY(near(value, 1.0 / 3));
    }

    void shapleyOfGroups() {
        jobs::PlainJobContext context;
        const std::vector<InputGroup> groups{{0, 1}, {2}};
        const auto found = shapleyValues(interaction(), 0, groups, {}, context);
        VERIFY_OK(found);
        QVERIFY(near(found->values[0], 1));
        QVERIFY(near(found->values[1], 1));
        // What is in no group stays as it is: p2 alone goes from absent to present.
        const std::vector<InputGroup> one{{2}};
        const auto rest = shapleyValues(interaction(), 0, one, {}, context);
        VERIFY_OK(rest);
        QCOMPARE(rest->base, 1.0);
        QVERIFY(near(rest->values[0], 1));
    }

    void samplesAreWithinTheirErrors() {
        jobs::PlainJobContext context;
        const auto exact =
            shapleyValues(tangle(), 0, singles(10), {.way = ShapleyWay::Exact}, context);
        VERIFY_OK(exact);
        for (const std::size_t pairs : {20, 500}) {
            const auto sampled = shapleyValues(
                tangle(), 0, singles(10), {.way = ShapleyWay::Sampled, .pairs = pairs}, context);
            VERIFY_OK(sampled);
            QVERIFY(near(sampled->gap(), 0));
            for (std::size_t i = 0; i < 10; ++i) {
                const double error = sampled->standardErrors[i];
                QVERIFY(error > 0 && error < 0.4 / std::sqrt(static_cast<double>(pairs)));
                QVERIFY2(std::abs(sampled->values[i] - exact->values[i]) < 4 * error,
                         std::to_string((sampled->values[i] - exact->values[i]) / error).c_str());
            }
        }
    }

    void seedsDecide() {
        jobs::PlainJobContext context;
        const auto run = [&](std::uint64_t seed) {
            return shapleyValues(tangle(), 0, singles(10),
                                 {.way = ShapleyWay::Sampled, .pairs = 30, .seed = seed}, context)
                .value()
                .values;
        };
        QVERIFY(run(1) == run(1));
        QVERIFY(run(1) != run(2));
    }

    void shapleyStopsWhenAsked() {
        jobs::PlainJobContext keep, discard, early;
        keep.onProgress = [&](double, std::string_view) { keep.stop(jobs::StopRequest::KeepBest); };
        discard.onProgress = [&](double, std::string_view) {
            discard.stop(jobs::StopRequest::Discard);
        };
        early.stop(jobs::StopRequest::KeepBest);
        const ShapleyOptions options{.way = ShapleyWay::Sampled, .pairs = 100'000};
        const auto kept = shapleyValues(tangle(), 0, singles(10), options, keep);
        VERIFY_OK(kept);
        QVERIFY(kept->stopped && kept->pairs >= 1 && kept->pairs < 1000);
        QVERIFY(near(kept->gap(), 0));
        QVERIFY(!shapleyValues(tangle(), 0, singles(10), options, discard));
        QVERIFY(!shapleyValues(tangle(), 0, singles(10), options, early));
    }

    void refusesWhatCannotBe() {
        jobs::PlainJobContext context;
        const Formula wide(17, [](auto) { return 0.0; });
        const auto many = shapleyValues(wide, 0, singles(17), {.way = ShapleyWay::Exact}, context);
        QVERIFY(!many);
        QVERIFY(many.error().message.find("17 groups are too many") != std::string::npos);
        QVERIFY(!shapleyValues(wide, 0, {}, {}, context));
        VERIFY_OK(shapleyValues(wide, 0, singles(17), {.pairs = 3}, context));
    }
};

LOOM_TEST(AttributionsTest)
#include "test_attributions.moc"
