#include "app/handoff/handoff_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/status/status_words.hpp"
#include "record/plain_text.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kIndent = 4;
/// Room for the words that say how many were left out.
constexpr std::size_t kRestBytes = 40;

/// The words joined as far as they fit into one text of a record, and how many did not.
std::string joined_within_bound(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string next = (i == 0 ? "" : "; ") + words[i];
    if (text.size() + next.size() + kRestBytes > record::kPlainTextBytesMax)
      return text + fmt::format("; and {} more", words.size() - i);
    text += next;
  }
  return text;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string result_of(const Shift& shift) {
  std::vector<std::string> words;
  const auto count = [&](ShiftPart part, std::string_view one, std::string_view many) {
    if (!shift.of(part).empty()) words.push_back(counted(shift.of(part).size(), one, many));
  };
  count(ShiftPart::Kill, "kill switch is on", "kill switches are on");
  count(ShiftPart::Incidents, "incident is open", "incidents are open");
  count(ShiftPart::Alerts, "alert fires", "alerts fire");
  count(ShiftPart::Targets, "target is out", "targets are out");
  if (shift.troubled()) return "fail: " + joined_within_bound(words);
  if (!shift.gateway_told) return "unknown: the record tells of no trouble, and the gateway does not tell";
  return "pass: nothing is known to be wrong";
}

std::string changed_files(const Shift& shift) {
  if (shift.configurations.empty()) return "none";
  std::vector<std::string> words;
  for (const std::uint64_t version : shift.configurations) words.push_back(fmt::format("the configuration (version {})", version));
  return joined_within_bound(words);
}

std::string heading(std::string_view title, HandoffFormat format) {
  return format == HandoffFormat::Markdown ? fmt::format("\n## {}\n\n", title) : fmt::format("\n{}\n", title);
}

std::string item_text(const std::string& what, const std::string& command, HandoffFormat format) {
  if (format == HandoffFormat::Markdown)
    return fmt::format("- {}{}\n", what, command.empty() ? "" : fmt::format(": `{}`", command));
  // A command is to be copied: it is never broken.
  return wrap("  " + what, kIndent) + (command.empty() ? std::string() : fmt::format("    {}\n", command));
}

std::string statement_text(const HandoffStatement& statement, HandoffFormat format) {
  const char* const end = format == HandoffFormat::Markdown ? "\n\n" : "\n";
  std::string text = fmt::format("Command: {}{}Result: {}{}Changed files: {}{}Remaining uncertainty: {}{}", statement.command, end,
                                 statement.result, end, statement.changed, end, statement.uncertainty, end);
  if (!statement.ticket.empty()) text += fmt::format("Ticket: {}{}", statement.ticket, end);
  if (format == HandoffFormat::Markdown) text.pop_back();
  return text;
}

std::string readable(const Shift& shift, const HandoffStatement& statement, HandoffFormat format) {
  std::string text = format == HandoffFormat::Markdown ? fmt::format("# Hand-off of {}\n\n", to_rfc3339(shift.at))
                                                       : fmt::format("Hand-off of {}\n\n", to_rfc3339(shift.at));
  text += statement_text(statement, format);
  for (std::size_t part = 0; part < kShiftPartTitles.size(); ++part) {
    if (shift.parts[part].empty()) continue;
    text += heading(kShiftPartTitles[part], format);
    for (const ShiftItem& item : shift.parts[part]) text += item_text(item.what, item.command, format);
  }
  if (shift.changed.empty()) return text;
  text += heading("Changes of this shift", format);
  for (const std::string& one : shift.changed) text += item_text(one, {}, format);
  return text;
}

std::string as_json(const Shift& shift, const HandoffStatement& statement) {
  Json object{{"at", to_rfc3339(shift.at)},
              {"gateway_told", shift.gateway_told},
              {"command", statement.command},
              {"result", statement.result},
              {"changed_files", statement.changed},
              {"remaining_uncertainty", statement.uncertainty},
              {"ticket", statement.ticket.empty() ? Json() : Json(statement.ticket)}};
  for (std::size_t part = 0; part < kShiftPartNames.size(); ++part) {
    Json& list = object[kShiftPartNames[part]] = Json::array();
    for (const ShiftItem& item : shift.parts[part]) list.push_back({{"what", item.what}, {"command", item.command}});
  }
  object["changed"] = shift.changed;
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

HandoffStatement statement_of(const Shift& shift, const std::string& command) {
  return {command, result_of(shift), changed_files(shift), joined_within_bound(shift.uncertain), {}};
}

std::string render(const Shift& shift, const HandoffStatement& statement, HandoffFormat format) {
  return format == HandoffFormat::Json ? as_json(shift, statement) : readable(shift, statement, format);
}

}  // namespace jurymast::app
