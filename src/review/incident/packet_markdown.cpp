#include <fmt/format.h>

#include "review/incident/answer_words.hpp"
#include "review/incident/incident_packet.hpp"

namespace jurymast::review {
namespace {

std::string table(const PacketSection& section) {
  if (section.rows.empty()) return {};
  std::string head = "|";
  std::string rule = "|";
  for (const std::string_view column : section.columns) {
    head += fmt::format(" {} |", column);
    rule += "---|";
  }
  std::string text = head + "\n" + rule + "\n";
  for (const auto& row : section.rows) {
    text += "|";
    for (const PacketCell& cell : row) text += fmt::format(" {} |", inert_markdown(cell_text(cell)));
    text += "\n";
  }
  return text + "\n";
}

std::string checklist(const IncidentPacket& packet) {
  std::string text = "## Completeness\n\n";
  text +=
      packet.complete() ? "Complete.\n\n" : "**Incomplete**: what is missing has the command or the person that can give it.\n\n";
  text += "| item | state | what to do |\n|---|---|---|\n";
  for (const PacketItem& item : packet.items) {
    text += fmt::format("| {}: {} | {} | {} |\n", item.name, item.words, item.there ? "there" : "**missing**",
                        inert_markdown(item.remedy));
  }
  return text + "\n";
}

std::string section_text(const PacketSection& section) {
  std::string text = fmt::format("## {}\n\n", section.title);
  for (const std::string& sentence : section.text) text += inert_markdown(sentence) + "\n\n";
  text += table(section);
  for (const auto& [name, json] : section.json) text += fmt::format("{}:\n\n```json\n{}\n```\n\n", name, json);
  return text;
}

}  // namespace

std::string packet_markdown(const IncidentPacket& packet) {
  std::string text = fmt::format("# Incident {} on {}\n\nPacket for {}, made at {}.\n\n",
                                 packet.incident.empty() ? "that nobody opened" : packet.incident, inert_markdown(packet.route),
                                 name_of(packet.ask.view), to_rfc3339(packet.ask.at));
  text += checklist(packet);
  for (const PacketSection& section : packet.sections) text += section_text(section);
  text.pop_back();
  return text;
}

}  // namespace jurymast::review
