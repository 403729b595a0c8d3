#include "live_steps.hpp"

#include <algorithm>
#include <utility>

namespace jurymast::scenario {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace

std::vector<StepWord> read_steps(std::string_view steps) {
  std::vector<StepWord> words;
  for (const std::string& text : split(steps, ' ')) {
    const std::size_t open = text.find('(');
    StepWord word{text.substr(0, open), {}};
    if (open != std::string::npos) word.arguments = split(text.substr(open + 1, text.size() - open - 2), ',');
    words.push_back(std::move(word));
  }
  return words;
}

const StepWord* find_step(const std::vector<StepWord>& steps, std::string_view name) {
  const auto found = std::find_if(steps.begin(), steps.end(), [&](const StepWord& word) { return word.name == name; });
  return found == steps.end() ? nullptr : &*found;
}

std::vector<SendWord> sends_of(const std::vector<StepWord>& steps) {
  std::vector<SendWord> sends;
  bool waited = false;
  for (const StepWord& word : steps) {
    if (word.name == "wait") waited = true;
    if (word.name == "close" && !sends.empty()) sends.back().closed = true;
    if (word.name != "send") continue;
    sends.push_back({word.arguments.at(0), word.arguments.size() > 1, std::exchange(waited, false), false});
  }
  return sends;
}

}  // namespace jurymast::scenario
