#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::scenario {

/// One word of the expected steps: `answer(502,auth,final)` is `answer` with three arguments.
struct StepWord {
  std::string name;
  std::vector<std::string> arguments;
};

/// An attempt as the steps tell it.
struct SendWord {
  std::string target;
  bool fresh = false;   ///< over a connection of its own
  bool waited = false;  ///< after a wait
  bool closed = false;  ///< the gateway ended it
};

std::vector<StepWord> read_steps(std::string_view steps);
/// The first step of that name, or nullptr.
const StepWord* find_step(const std::vector<StepWord>& steps, std::string_view name);
/// The attempts, in order.
std::vector<SendWord> sends_of(const std::vector<StepWord>& steps);

}  // namespace jurymast::scenario
