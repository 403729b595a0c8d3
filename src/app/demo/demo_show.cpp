#include "app/demo/demo_show.hpp"

#include <algorithm>
#include <utility>

namespace jurymast::app {

std::string indented(std::string_view text) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) result.append("  ").append(text.substr(begin, end - begin));
    result += '\n';
    begin = end + 1;
  }
  return result;
}

std::string first_lines(std::string_view text, std::size_t lines_max) {
  std::size_t end = 0;
  for (std::size_t lines = 0; lines < lines_max && end < text.size(); ++lines) {
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  }
  return std::string(text.substr(0, end)) + (end < text.size() ? "…\n" : "");
}

Result<DemoStage::Said> show_command(DemoStage& stage, const DemoTeller& teller, std::vector<std::string> command,
                                     std::size_t lines_max) {
  std::string shown = "  $ jurymast";
  for (const std::string& word : command) shown += word.find(' ') == std::string::npos ? " " + word : " \"" + word + "\"";
  command.insert(command.end(), {"--config", stage.config_file()});
  auto said = stage.run(std::move(command));
  if (said) teller.say(teller.paint.dim(shown) + "\n" + indented(first_lines(said->text, lines_max)));
  return said;
}

}  // namespace jurymast::app
