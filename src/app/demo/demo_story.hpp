#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/demo/demo_report.hpp"
#include "app/demo/demo_stage.hpp"

namespace jurymast::app {

/// What the story needs from the process it is told in.
struct DemoTeller {
  Clock& clock;
  Paint paint;
  std::function<void(std::string_view)> say;  ///< shows text at once
  std::function<bool()> interrupted;          ///< true once somebody wants it to end
};

/// Plays the demo on a stage and tells it as it happens: the fallback's proof, healthy traffic, a dead primary, a broken stream, the recovery, the verdict,
/// then the record and the metrics of all that.
class DemoStory {
 public:
  DemoStory(DemoStage& stage, const DemoTeller& teller);

  /// True where everything that was expected was so. Fails where the stage itself failed, or somebody interrupted.
  Result<bool> tell();
  /// When the primary died and when all traffic was back.
  std::pair<WallTime, WallTime> outage_times() const { return {outage_began_, outage_ended_}; }

 private:
  struct Traffic {
    const char* name;
    unsigned requests;
    Duration gap;
  };
  struct UpstreamCounts {
    std::uint64_t primary = 0;
    std::uint64_t spare = 0;
  };
  void introduce();
  Result<void> prove();
  /// Runs a command and shows what it says, at most so many lines of it; true where it ends well.
  Result<bool> show(std::vector<std::string> command, std::size_t lines_max);
  Result<void> healthy();
  Result<void> outage();
  Result<void> broken_stream();
  Result<void> recovery();
  Result<void> judge();
  Result<void> look_at_record();
  Result<void> look_at_metrics();
  void sum_up();

  Result<void> play(const Traffic& traffic);
  Result<UpstreamCounts> count_upstream_requests();
  Result<void> begin_phase(const char* name);
  Result<void> end_phase();
  Result<void> ask(DemoPhase& phase);
  void remember(const DemoSeen& seen);
  void expect(bool held, std::string text);
  void title(std::string_view text);
  unsigned sent() const;

  DemoStage& stage_;
  const DemoTeller& teller_;
  DemoClient client_;
  std::vector<DemoPhase> phases_;
  UpstreamCounts before_phase_;
  std::vector<DemoExpectation> expectations_;
  DemoSeen rescued_;  ///< the rescued request with the most attempts
  unsigned lone_sent_ = 0;
  unsigned asked_ = 0;
  std::string metrics_before_;
  WallTime outage_began_;
  WallTime outage_ended_;
};

}  // namespace jurymast::app
