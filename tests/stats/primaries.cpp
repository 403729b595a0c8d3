#include <fmt/format.h>

#include "evidence/primary_watch.hpp"
#include "evidence/test_trial.hpp"
#include "tables.hpp"

namespace jurymast::stats {
namespace {

using evidence::AssignedOutcome;
using evidence::JudgedOperation;
using evidence::PrimaryHealth;
using evidence::PrimaryWatch;
using evidence::testing::happens;

constexpr std::uint32_t kPercent = 10'000;
constexpr std::uint64_t kUsualOperations = 2000;
constexpr std::uint64_t kOperationsMax = 20'000;

/// A primary with its usual share of failures known, at six operations a minute.
class Primary {
 public:
  Primary(std::uint32_t usual_ppm, Random random) : random_(random) {
    for (std::uint64_t i = 0; i < kUsualOperations; ++i) operate(usual_ppm);
  }
  /// How many operations until it stands so.
  std::uint64_t until(PrimaryHealth health, std::uint32_t share_ppm) {
    std::uint64_t operations = 0;
    while (watch_.standing().health != health && operations < kOperationsMax) {
      operate(share_ppm);
      ++operations;
    }
    return operations;
  }

 private:
  void operate(std::uint32_t share_ppm) {
    constexpr Duration kBetween = std::chrono::seconds(10);
    const bool failed = happens(random_, share_ppm);
    operation_.at = operation_.at + kBetween;
    operation_.outcome = failed ? AssignedOutcome::Failed : AssignedOutcome::Served;
    operation_.failure_class = failed ? FailureClass::UpstreamError : FailureClass::Ok;
    watch_.take(operation_);
  }
  static JudgedOperation operation_of_primary() {
    JudgedOperation operation;
    operation.route = "route";
    operation.assigned = "primary";
    return operation;
  }

  Random random_;
  PrimaryWatch watch_{"route", "primary"};
  JudgedOperation operation_ = operation_of_primary();
};

}  // namespace

void tell_primaries(Sheet& sheet) {
  sheet.section("A primary that usually fails 1 %: requests until it is called degraded, and then recovered (90th percentile)");
  for (const std::uint32_t share : {5U, 10U, 30U, 100U}) {
    if (!sheet.takes_row()) continue;
    std::vector<std::uint64_t> degraded;
    std::vector<std::uint64_t> recovered;
    for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) {
      Primary primary(kPercent, Random(seed));
      degraded.push_back(primary.until(PrimaryHealth::Degraded, share * kPercent));
      recovered.push_back(primary.until(PrimaryHealth::Well, kPercent));
    }
    sheet.told_median(fmt::format("{} % fail: degraded", share), degraded);
    sheet.told_median("  back at 1 %: recovered", recovered);
  }
  std::uint64_t wrongly = 0;
  for (std::uint64_t seed = 0; seed < sheet.runs(); ++seed) {
    wrongly += Primary(kPercent, Random(seed)).until(PrimaryHealth::Degraded, kPercent) < kOperationsMax ? 1U : 0U;
  }
  sheet.at_most("called degraded in 20 000 requests, still 1 % fail", wrongly, 1);
}

}  // namespace jurymast::stats
