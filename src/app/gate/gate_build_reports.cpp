#include <fmt/format.h>

#include <algorithm>

#include "app/draw/markup.hpp"
#include "app/gate/gate_report.hpp"

namespace jurymast::app {
namespace {

using evidence::Conjunct;
using record::Tri;

/// What a build system is told beside the names: a condition that does not hold is skipped, not failed, since nothing was broken.
std::string skip_reason(const Conjunct& conjunct) {
  return fmt::format("{}: {}{}", conjunct.look.holds == Tri::False ? "does not hold" : "not known", conjunct.look.needed,
                     conjunct.look.command.empty() ? "" : "; run: " + conjunct.look.command);
}

/// One line without what would end or begin a directive.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  std::replace(text.begin(), text.end(), '#', ' ');
  return text;
}

}  // namespace

std::string gate_junit(const GateReport& report) {
  const evidence::Verdict& verdict = report.verdict;
  const auto skipped = std::count_if(verdict.conjuncts.begin(), verdict.conjuncts.end(),
                                     [](const Conjunct& conjunct) { return conjunct.look.holds != Tri::True; });
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" "
      "timestamp=\"{}\">\n",
      escaped(headline(report)), verdict.conjuncts.size() + verdict.disagreements.size(), verdict.disagreements.size(), skipped,
      to_rfc3339(report.asked.question.at));
  for (const Conjunct& conjunct : verdict.conjuncts) {
    text += fmt::format("  <testcase classname=\"gate.{}\" name=\"{}\">", name_of(conjunct.group), conjunct.name);
    if (conjunct.look.holds != Tri::True) text += fmt::format("<skipped message=\"{}\"/>", escaped(skip_reason(conjunct)));
    text += "</testcase>\n";
  }
  for (const evidence::Disagreement& doubt : verdict.disagreements) {
    text += fmt::format("  <testcase classname=\"gate.investigate\" name=\"{}\"><failure message=\"{}; run: {}\"/></testcase>\n",
                        doubt.name, escaped(doubt.what), escaped(doubt.command));
  }
  return text + "</testsuite>\n";
}

std::string gate_tap(const GateReport& report) {
  const evidence::Verdict& verdict = report.verdict;
  std::string text =
      fmt::format("TAP version 14\n1..{}\n# {}\n", verdict.conjuncts.size() + verdict.disagreements.size(), headline(report));
  std::size_t number = 0;
  for (const Conjunct& conjunct : verdict.conjuncts) {
    text += fmt::format("ok {} - {}", ++number, conjunct.name);
    if (conjunct.look.holds != Tri::True) text += fmt::format(" # SKIP {}", one_line(skip_reason(conjunct)));
    text += "\n";
  }
  for (const evidence::Disagreement& doubt : verdict.disagreements) {
    text += fmt::format("not ok {} - {}: {}\n", ++number, doubt.name, one_line(doubt.what));
  }
  return text + fmt::format("# {}\n", one_line(next_step(report)));
}

}  // namespace jurymast::app
