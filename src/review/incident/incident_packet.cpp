#include "review/incident/incident_packet.hpp"

#include <algorithm>

#include "review/incident/packet_parts.hpp"

namespace jurymast::review {
namespace {

std::optional<record::JoinedView> join_first_bad(const IncidentFacts& facts) {
  if (!facts.first_bad) return std::nullopt;
  record::ParsedLine line;
  line.kind = "operation";
  line.seq = facts.first_bad->seq;
  line.at = facts.onsets.empty() ? facts.scope.from : facts.onsets.front().first_at;
  line.operation = facts.first_bad->record;
  return record::joined(line, facts.in_force);
}

}  // namespace

bool IncidentPacket::complete() const {
  return std::all_of(items.begin(), items.end(), [](const PacketItem& item) { return item.there; });
}

IncidentPacket incident_packet(const IncidentFacts& facts, const PacketAsk& ask) {
  const PacketInput input{facts, ask, join_first_bad(facts)};
  IncidentPacket packet;
  packet.ask = ask;
  if (facts.scope.incident != OperationId()) packet.incident = facts.scope.incident.to_string();
  packet.route = facts.scope.route;
  packet.items = packet_items(input);
  packet.sections = packet_sections(input);
  return packet;
}

const PacketSection* section_named(const IncidentPacket& packet, std::string_view name) {
  const auto found =
      std::find_if(packet.sections.begin(), packet.sections.end(), [&](const PacketSection& one) { return one.name == name; });
  return found == packet.sections.end() ? nullptr : &*found;
}

std::string cell_text(const PacketCell& cell) {
  const auto* const count = std::get_if<std::uint64_t>(&cell);
  return count != nullptr ? std::to_string(*count) : std::get<std::string>(cell);
}

}  // namespace jurymast::review
