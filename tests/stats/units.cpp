#include <array>
#include <cmath>
#include <string>

#include "evidence/class_mixture.hpp"
#include "evidence/test_trial.hpp"
#include "evidence/unit_ledger.hpp"
#include "tables.hpp"

namespace jurymast::stats {
namespace {

using evidence::ClassMixture;
using evidence::Draw;
using evidence::JudgedOperation;
using evidence::kWholePpm;
using evidence::Side;
using evidence::UnitLedger;
using evidence::testing::happens;

constexpr double kAlpha = 0.02;
constexpr std::uint64_t kCallers = 400;
constexpr std::uint64_t kRequestsAStage = 1500;
constexpr std::array<std::uint32_t, 4> kWeights{50'000, 100'000, 250'000, 500'000};

/// One caller in twenty fails always, the others one time in a hundred, wherever they go; each has its place in the draw.
struct Callers {
  explicit Callers(std::uint64_t seed) : random(seed), places(seed) {}

  JudgedOperation one(std::uint32_t weight_ppm) {
    const std::uint64_t caller = random.below(kCallers);
    JudgedOperation operation;
    operation.unit = std::to_string(caller);
    const bool canary = places.fork(caller).below(kWholePpm) < weight_ppm;
    operation.draw = Draw{weight_ppm, canary ? Side::Canary : Side::Control};
    const bool failed = caller % 20 == 0 || happens(random, 10'000);
    operation.outcome = failed ? evidence::AssignedOutcome::Failed : evidence::AssignedOutcome::Served;
    return operation;
  }

  Random random;
  Random places;
};

bool thrown_out(std::uint64_t seed, bool each_counts_once) {
  constexpr auto kClass = FailureClass::UpstreamError;
  Callers callers(seed);
  UnitLedger ledger;
  ClassMixture errors;
  for (const std::uint32_t weight_ppm : kWeights) {
    for (std::uint64_t i = 0; i < kRequestsAStage; ++i) {
      const JudgedOperation operation = callers.one(weight_ppm);
      const Draw first = ledger.first_draw(operation).value_or(*operation.draw);
      if (operation.outcome != evidence::AssignedOutcome::Failed) continue;
      if (each_counts_once) {
        errors.add_failure(first, kClass, ledger.hear(operation, kClass));
      } else {
        errors.add_failure(*operation.draw, kClass);
      }
      if (errors.log_e() >= -std::log(kAlpha)) return true;
    }
  }
  return false;
}

std::uint64_t count(const Sheet& sheet, bool each_counts_once) {
  std::uint64_t runs = 0;
  for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) runs += thrown_out(seed, each_counts_once) ? 1U : 0U;
  return runs;
}

}  // namespace

void tell_units(Sheet& sheet) {
  sheet.section("False rollback of an equal fallback in a sticky rollout, alpha 2 %: one caller in twenty fails always, 5 to 50 %");
  if (sheet.takes_row()) sheet.at_most("each caller counts once", count(sheet, true), 100 * kAlpha);
  if (sheet.takes_row()) sheet.told("each request counts for itself", count(sheet, false));
}

}  // namespace jurymast::stats
