#include "figures.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "sim/scenario.hpp"
#include "sim/test_configuration.hpp"

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;

double thousandth(std::uint64_t milli) { return static_cast<double>(milli) / 1000; }

void print_line(unsigned targets, Scenario scenario, Protection protection, const ScenarioReport& report) {
  const std::string recovered = report.recovered ? fmt::format("{} s", to_ms(*report.recovered) / 1000) : "never";
  fmt::print("{:>7}  {:<18} {:<13} {:>8.2f} {:>8.2f} {:>8.1f} {:>8.1f} s {:>9}\n", targets, name_of(scenario), name_of(protection),
             thousandth(report.attempts_milli(0)), thousandth(report.attempts_milli()), 100 * thousandth(report.served_milli()),
             thousandth(static_cast<std::uint64_t>(to_ms(report.worst_wait))), recovered);
}

}  // namespace

int print_figures(unsigned calls_per_second) {
  fmt::print("Attempts are for each call that was offered while the fault stood (30 s); recovered: seconds after its end.\n");
  fmt::print("{:>7}  {:<18} {:<13} {:>8} {:>8} {:>8} {:>10} {:>9}\n", "targets", "outage", "protection", "primary", "all",
             "served %", "worst", "recovered");
  for (const unsigned targets : {1U, 2U}) {
    for (std::size_t s = 0; s < kScenarioNames.size(); ++s) {
      for (std::size_t p = 0; p < kProtectionNames.size(); ++p) {
        const ScenarioSettings settings{
            .protection = static_cast<Protection>(p), .route = {}, .calls_per_second = calls_per_second};
        const Result<ScenarioReport> report = run_scenario(static_cast<Scenario>(s), testing::configuration(targets), settings);
        if (!report) {
          fmt::print(stderr, "{}\n", report.error().message);
          return 1;
        }
        print_line(targets, static_cast<Scenario>(s), static_cast<Protection>(p), *report);
      }
    }
  }
  return 0;
}

}  // namespace jurymast::sim
