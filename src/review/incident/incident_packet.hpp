#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "record/inclusion_proof.hpp"
#include "record/plain_text.hpp"
#include "review/calendar.hpp"
#include "review/incident/incident_facts.hpp"

namespace jurymast::review {

/// Whom a packet is for: a review holds everything, support what a provider needs and nothing of persons and tenants, a ticket the short form.
enum class PacketView : unsigned char { Review, Support, Ticket };
inline constexpr std::array<std::string_view, 3> kPacketViewNames{"review", "support", "ticket"};
constexpr std::string_view name_of(PacketView v) { return kPacketViewNames[static_cast<std::size_t>(v)]; }

/// What a reviewer takes an incident for: a fault of the application, or a question about documentation, about the account, to the provider.
enum class QuestionKind : unsigned char { Application, Documentation, Account, Provider };
inline constexpr std::array<std::string_view, 4> kQuestionKindNames{"application", "documentation", "account", "provider"};
constexpr std::string_view name_of(QuestionKind v) { return kQuestionKindNames[static_cast<std::size_t>(v)]; }

/// A look at the page of a support path is too old after so many days.
inline constexpr int kSupportAgeDaysMax = 30;

/// A line of the log that a packet cites.
struct CitedLine {
  std::uint64_t seq = 0;  ///< 0: it is known by its id alone
  std::string kind;
  std::string id;  ///< empty where its kind has none
};

/// Where a cited line stands in the log, for who has no log.
struct CitedProof {
  CitedLine cited;
  std::optional<record::LeafProof> proof;
  std::string line;     ///< its bytes, where this view may show them
  std::string lacking;  ///< why there is no proof; empty: there is
};

/// Of more lines than this a packet has no proofs.
inline constexpr std::size_t kProofsMax = 24;

/// What a packet was asked for, and what is no fact of the incident.
struct PacketAsk {
  PacketView view = PacketView::Review;
  WallTime at;  ///< when it is made
  std::optional<QuestionKind> question_kind;
  record::Link support_source;
  std::optional<Date> support_accessed;
  std::string request_skeleton;  ///< record::skeleton of a request that a person has; empty: there is none
  std::string answer_skeleton;
  std::vector<CitedProof> proofs{};  ///< of cited_lines(), as far as the log has them
};

/// One thing that a complete packet holds.
struct PacketItem {
  std::string_view name;
  std::string_view words;
  bool there = false;
  std::string remedy;  ///< what to do where it is not
};

/// A figure is a number; what is not known is the word `missing`, never 0.
using PacketCell = std::variant<std::string, std::uint64_t>;

/// One part of a packet, the same in every format.
struct PacketSection {
  std::string_view name;
  std::string_view title;
  std::vector<std::string> text{};
  std::vector<std::string_view> columns{};
  std::vector<std::vector<PacketCell>> rows{};
  std::vector<std::pair<std::string_view, std::string>> json{};  ///< skeletons, by what they are of
};

/// What can be sent or attached: made of closed words, configured names, figures, and texts of persons that hold no secret.
struct IncidentPacket {
  PacketAsk ask;
  std::string incident;  ///< id; empty: nobody opened one
  std::string route;
  std::vector<PacketItem> items;  ///< what this view needs
  std::vector<PacketSection> sections;

  bool complete() const;
};

/// The lines that a packet of this view cites, kProofsMax at most: operations; in a review also what its answers rest on.
std::vector<CitedLine> cited_lines(const IncidentFacts& facts, PacketView view);

/// The packet for a view.
IncidentPacket incident_packet(const IncidentFacts& facts, const PacketAsk& ask);

std::string packet_markdown(const IncidentPacket& packet);
std::string packet_json(const IncidentPacket& packet);

/// The section of that name; null: this view has none.
const PacketSection* section_named(const IncidentPacket& packet, std::string_view name);
/// A cell as text.
std::string cell_text(const PacketCell& cell);

}  // namespace jurymast::review
