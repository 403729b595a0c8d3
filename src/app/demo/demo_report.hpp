#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/demo/demo_client.hpp"

namespace jurymast::app {

/// What was seen in one part of the demo, by the client and, counted by themselves, by the upstreams.
struct DemoPhase {
  std::string name;
  unsigned sent = 0;
  unsigned answered = 0;
  unsigned by_primary = 0;
  unsigned by_spare = 0;
  unsigned rescued = 0;
  Duration slowest{0};
  std::optional<int> lost_status;  ///< of the first request without a whole answer
  std::uint64_t primary_saw = 0;
  std::uint64_t spare_saw = 0;

  void add(const DemoSeen& seen);
};

/// One thing that must be so, and whether it was.
struct DemoExpectation {
  std::string text;
  bool held = false;
};

/// Writes words in colour, or plainly.
class Paint {
 public:
  explicit Paint(bool colour) : colour_(colour) {}
  std::string bold(std::string_view text) const { return wrapped("1", text); }
  std::string good(std::string_view text) const { return wrapped("32", text); }
  std::string bad(std::string_view text) const { return wrapped("31", text); }
  std::string dim(std::string_view text) const { return wrapped("2", text); }

 private:
  std::string wrapped(std::string_view code, std::string_view text) const;
  bool colour_;
};

/// The phases as a table of at most 80 columns.
std::string phase_table(const std::vector<DemoPhase>& phases);

/// The counters of a page in the Prometheus text format, by series; histograms and gauges are left out.
std::map<std::string, std::uint64_t> read_counters(std::string_view page);
/// What moved between two pages: `+12  series`, the telling metrics only, at most three series of each.
std::string moved_metrics(std::string_view before, std::string_view after);

/// One line each, with its mark.
std::string expectation_lines(const std::vector<DemoExpectation>& expectations, const Paint& paint);

/// The demo in three sentences: who was answered, who was rescued, what nobody has proven.
std::string demo_summary(const std::vector<DemoPhase>& phases, std::string_view unproven);

/// What callers that repeat by themselves would have sent to a dead upstream: arithmetic, nothing measured.
std::string naive_comparison(unsigned requests, std::uint64_t attempts_seen);

/// The clients' operations in the log, by their outcome; smoke tests are counted apart.
struct DemoRecordCount {
  std::map<std::string, unsigned> by_outcome;
  unsigned operations = 0;
  unsigned synthetic = 0;
  unsigned damaged_lines = 0;

  /// Counts one line of the log.
  void add(std::string_view log_line);
};
/// `181 operations: 180 complete, 1 partial`.
std::string record_line(const DemoRecordCount& count);

}  // namespace jurymast::app
