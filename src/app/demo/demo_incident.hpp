#pragma once
#include <string>
#include <utility>
#include <vector>

#include "app/demo/demo_story.hpp"

namespace jurymast::app {

/// Makes an incident of the outage that the story played, with the commands that somebody on call would type, and shows what they say.
class DemoIncident {
 public:
  DemoIncident(DemoStage& stage, const DemoTeller& teller, std::pair<WallTime, WallTime> times)
      : stage_(stage), teller_(teller), times_(times) {}

  /// True where every command ended as it should. Fails where the stage itself failed, or somebody interrupted.
  Result<bool> tell();

 private:
  /// Runs a command and shows it; it should end with one of these.
  Result<void> show(const std::vector<std::string>& command, std::size_t lines_max, const std::vector<int>& exits);

  DemoStage& stage_;
  const DemoTeller& teller_;
  std::pair<WallTime, WallTime> times_;  ///< of the outage
  std::vector<DemoExpectation> expectations_;
};

}  // namespace jurymast::app
