#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/draw/build_report.hpp"
#include "app/probe/smoke_run.hpp"

namespace jurymast::app {

/// What a run comes to.
struct SmokeTotals {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t to_investigate = 0;
  std::uint64_t blocked = 0;
  std::uint64_t unrecorded = 0;
  std::uint64_t operations = 0;
  std::uint64_t attempts = 0;
  std::uint64_t overload_signals = 0;
  bool config_changed = false;  ///< the checks ran under more than one version of the configuration
};
SmokeTotals totals_of(const SmokeRun& run);

/// Attempts for each operation in hundredths, so that nothing depends on how a machine rounds; nothing where nothing ran.
std::optional<std::uint64_t> amplification_hundredths(const SmokeTotals& totals);

/// `pass`, `fail`, `investigate`, or `blocked` for what could not run.
std::string_view result_word(const SmokeOutcome& outcome);
/// The assertions of that result, by name.
std::vector<std::string_view> assertions_that(const SmokeOutcome& outcome, record::CheckResult result);
/// A check's name, target and form in words.
std::string title_of(const SmokeOutcome& outcome);
/// What the documentation says of a request that its target refused: the member and the page; empty where nothing was
/// refused, or only what had to be.
std::string expectation_text(const SmokeOutcome& outcome);
/// What went wrong, as one line; empty where nothing did.
std::string reason_of(const SmokeOutcome& outcome);
/// What the run's attempts may have added to a load, or that it cannot be seen; empty where nothing ran.
std::string load_sentence(const SmokeRun& run);
/// What a run of smoke tests never shows.
std::string_view not_shown();
/// The command that helps on from here.
std::string next_command(const SmokeRun& run);

/// The run in a format. It holds names, categories and presence: nothing of a prompt, an answer or a key.
std::string smoke_report(const SmokeRun& run, PrintFormat format);

/// 0 where every check passed and stands in the log; 1 where one failed, is to be looked into or could not run; 5 where a record was not taken.
int exit_code_of(const SmokeRun& run);

}  // namespace jurymast::app
