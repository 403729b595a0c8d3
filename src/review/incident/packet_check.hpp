#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "record/checkpoint.hpp"

namespace jurymast::review {

/// What a packet in JSON calls its form.
inline constexpr std::string_view kPacketForm = "jurymast.incident_packet/1";

/// What became of one cited line's proof.
enum class ProofState : unsigned char { Holds, Fails, Lacking };
inline constexpr std::array<std::string_view, 3> kProofStateNames{"holds", "does not hold", "lacking"};
constexpr std::string_view name_of(ProofState v) { return kProofStateNames[static_cast<std::size_t>(v)]; }

/// One cited line of a packet, checked without the log.
struct CheckedProof {
  std::string cited;  ///< `operation 01KV… (line 425)`
  ProofState state = ProofState::Lacking;
  std::string words;  ///< under which checkpoint it holds, or why not
};

/// True where the text is a packet in JSON; of which version is not asked.
bool is_packet(std::string_view text);
/// Checks the proof of each line that a packet cites. Fails with Corrupt where the text is no packet of this form.
Result<std::vector<CheckedProof>> check_packet_proofs(std::string_view text, const record::LogVerifier& verifier);

}  // namespace jurymast::review
