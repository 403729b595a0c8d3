#include <fmt/format.h>

#include <algorithm>

#include "crypto/hex.hpp"
#include "review/incident/packet_parts.hpp"
#include "review/incident/review_answers.hpp"

namespace jurymast::review {
namespace {

/// The lines that are cited, each once.
class Citations {
 public:
  void add(std::uint64_t seq, std::string_view kind, const std::string& id) {
    if (lines_.size() >= kProofsMax || (seq == 0 && id.empty())) return;
    const bool there = std::any_of(lines_.begin(), lines_.end(), [&](const CitedLine& one) {
      return (seq != 0 && one.seq == seq) || (!id.empty() && one.id == id);
    });
    if (!there) lines_.push_back({seq, std::string(kind), id});
  }
  std::vector<CitedLine> take() { return std::move(lines_); }

 private:
  std::vector<CitedLine> lines_;
};

std::string state_of(const CitedProof& one) {
  if (!one.proof) return "missing: " + one.lacking;
  return one.line.empty() ? "in the JSON packet, without its bytes" : "in the JSON packet, with its bytes";
}

/// Where nobody made proofs, what is cited all the same.
std::vector<CitedProof> proofs_or_lacks(const PacketInput& input) {
  std::vector<CitedProof> proofs = input.ask.proofs;
  if (!proofs.empty()) return proofs;
  for (CitedLine& one : cited_lines(input.facts, input.ask.view)) {
    proofs.push_back({std::move(one), std::nullopt, {}, "nobody has made one"});
  }
  return proofs;
}

}  // namespace

std::vector<CitedLine> cited_lines(const IncidentFacts& facts, PacketView view) {
  Citations citations;
  if (facts.first_bad) citations.add(facts.first_bad->seq, "operation", facts.first_bad->record.id);
  for (const ClassOnset& one : facts.onsets) citations.add(one.first_seq, "operation", one.first_operation);
  for (const Duplicate& one : facts.duplicates) {
    citations.add(0, "operation", one.first);
    citations.add(0, "operation", one.second);
  }
  if (view != PacketView::Review) return citations.take();
  for (const ReviewAnswer& answer : review_answers(facts)) {
    for (const AnswerSource& source : answer.sources) citations.add(source.seq, source.kind, source.id);
  }
  return citations.take();
}

PacketSection proofs_section(const PacketInput& input) {
  PacketSection section{"proofs", "Proof that the cited lines stand in the log"};
  section.text.push_back(fmt::format("The look was at lines {} to {} of the log.", input.facts.first_seq, input.facts.last_seq));
  const std::vector<CitedProof> proofs = proofs_or_lacks(input);
  if (proofs.empty()) {
    section.text.emplace_back("No line is cited.");
    return section;
  }
  section.text.emplace_back(
      "Each proof is a path of hashes from the line to a checkpoint that the log's key signed. They are in the JSON packet "
      "(--format json) under `proofs`; whoever has the log's public key checks them without the log: jurymast log verify-proof "
      "PACKET.json --key log.pub");
  section.columns = {"line", "record", "digest", "proof"};
  for (const CitedProof& one : proofs) {
    section.rows.push_back({one.cited.seq == 0 ? PacketCell(std::string(kMissing)) : PacketCell(one.cited.seq),
                            one.cited.id.empty() ? one.cited.kind : fmt::format("{} {}", one.cited.kind, one.cited.id),
                            one.proof ? crypto::to_hex(one.proof->leaf) : std::string(kMissing), state_of(one)});
  }
  return section;
}

}  // namespace jurymast::review
