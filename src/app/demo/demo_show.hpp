#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/demo/demo_story.hpp"

namespace jurymast::app {

/// Every line that is none of those left empty, two columns to the right.
std::string indented(std::string_view text);
/// So many lines at most, and `…` where there are more.
std::string first_lines(std::string_view text, std::size_t lines_max);
/// Runs a command of this program with the stage's configuration and shows it with the first lines of what it says; how it ended, whole.
Result<DemoStage::Said> show_command(DemoStage& stage, const DemoTeller& teller, std::vector<std::string> command,
                                     std::size_t lines_max);

}  // namespace jurymast::app
