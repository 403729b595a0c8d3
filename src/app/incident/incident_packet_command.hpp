#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "app/incident/incident_options.hpp"
#include "review/incident/incident_packet.hpp"

namespace jurymast::app {

enum class PacketFormat : unsigned char { Markdown, Html, Json };
inline constexpr std::array<std::string_view, 3> kPacketFormatNames{"markdown", "html", "json"};

/// What `jurymast incident packet` was asked.
struct IncidentPacketOptions {
  IncidentOptions incident{};
  review::PacketView view = review::PacketView::Review;
  PacketFormat format = PacketFormat::Markdown;
  bool note = false;  ///< the five lines of form E2 in the packet's place
  std::string question_kind{};
  std::string support_source{};
  std::string support_accessed{};
  std::string request{};  ///< a file with a request, of which the skeleton is shown; empty: none
  std::string answer{};
  std::string out{};  ///< a file; empty: standard output
};

/// Prints or writes the packet. 0 complete, 3 where something is missing, which it names, 1 no such incident, 2 misuse, 5 where the log cannot be read or the packet
/// not be written.
int run_incident_packet(const IncidentPacketOptions& options, Clock& clock, const IncidentOutput& output);
/// What a packet takes from outside of the facts: when it is made, and the proofs of what it cites.
struct PacketSurroundings {
  WallTime now;
  std::vector<review::CitedProof> proofs{};
};

/// The same of facts that are there already.
int print_packet(const review::IncidentFacts& facts, const IncidentPacketOptions& options, const PacketSurroundings& around,
                 const IncidentOutput& output);

/// The packet as one page that asks nobody for anything, with the histogram and the timeline as drawings.
std::string packet_html(const review::IncidentPacket& packet, const review::IncidentFacts& facts);

}  // namespace jurymast::app
