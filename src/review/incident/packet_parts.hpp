#pragma once
#include "record/joined_view.hpp"
#include "review/incident/incident_packet.hpp"

/// What a packet is put together from.
namespace jurymast::review {

inline constexpr std::string_view kMissing = "missing";

/// What a packet is made of.
struct PacketInput {
  const IncidentFacts& facts;
  const PacketAsk& ask;
  std::optional<record::JoinedView> bad{};  ///< the first bad operation, joined with what was in force
};

/// What a complete packet of this view holds, each looked for.
std::vector<PacketItem> packet_items(const PacketInput& input);
/// The sections of this view, in order.
std::vector<PacketSection> packet_sections(const PacketInput& input);

/// The parts that tell of the request that failed first and of what was in force.
PacketSection targets_section(const PacketInput& input);
PacketSection configuration_section(const PacketInput& input);
PacketSection evidence_section(const PacketInput& input);
PacketSection samples_section(const PacketInput& input);
PacketSection documentation_section(const PacketInput& input);
/// Which lines are cited, and whether their proofs are with the packet.
PacketSection proofs_section(const PacketInput& input);

/// The eight fields of an escalation, by name; `missing` where the log has none.
std::vector<std::pair<std::string_view, std::string>> escalation_fields(const PacketInput& input);
/// Pages that were read, each with the day.
std::vector<std::pair<std::string, std::string>> dated_sources(const PacketInput& input);
/// The support path was looked at, and not too long ago.
bool support_is_current(const PacketAsk& ask);

}  // namespace jurymast::review
