#include "review/incident/packet_check.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "record/inclusion_proof.hpp"
#include "record/merkle.hpp"
#include "review/incident/incident_packet.hpp"

namespace jurymast::review {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint64_t> number_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_unsigned() ? std::optional(found->get<std::uint64_t>()) : std::nullopt;
}

/// Nothing where a part is not there or is not what it should be.
std::optional<record::LeafProof> read_leaf_proof(const Json& object) {
  const auto index = number_of(object, "index");
  const auto leaf = record::read_digest(text_of(object, "digest"));
  const auto path = object.find("path");
  if (!index || !leaf || path == object.end() || !path->is_array() || path->size() > record::kProofPathMax) return std::nullopt;
  record::LeafProof proof{*index, *leaf, {}, text_of(object, "checkpoint")};
  for (const Json& one : *path) {
    const auto digest = one.is_string() ? record::read_digest(one.get<std::string>()) : std::nullopt;
    if (!digest) return std::nullopt;
    proof.path.push_back(*digest);
  }
  return proof;
}

std::string name_of_cited(const Json& object) {
  const auto line = number_of(object, "line");
  return fmt::format("{} {} (line {})", text_of(object, "kind"), text_of(object, "id"), line ? std::to_string(*line) : "not known");
}

CheckedProof checked(const Json& object, const record::LogVerifier& verifier) {
  CheckedProof result{name_of_cited(object), ProofState::Fails, {}};
  if (object.contains("lacking")) return {result.cited, ProofState::Lacking, text_of(object, "lacking")};
  const auto proof = read_leaf_proof(object);
  if (!proof) {
    result.words = "its proof is not whole: index, digest, path or checkpoint is not there";
    return result;
  }
  if (number_of(object, "line") != proof->index + 1) {
    result.words = "the proof is of another line than the packet cites";
    return result;
  }
  if (const std::string bytes = text_of(object, "bytes"); !bytes.empty() && record::leaf_hash(bytes) != proof->leaf) {
    result.words = "its bytes have not the digest that is cited";
    return result;
  }
  const auto head = record::check_proof(*proof, verifier);
  if (!head) {
    result.words = head.error().message;
    return result;
  }
  return {result.cited, ProofState::Holds, fmt::format("one of the {} lines that {} had", head->size, verifier.origin())};
}

}  // namespace

bool is_packet(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  return json.is_object() && text_of(json, "packet").starts_with("jurymast.incident_packet/");
}

Result<std::vector<CheckedProof>> check_packet_proofs(std::string_view text, const record::LogVerifier& verifier) {
  const Json json = Json::parse(text, nullptr, false);
  const bool ours =
      json.is_object() && text_of(json, "packet") == kPacketForm && json.contains("proofs") && json["proofs"].is_array();
  if (!ours || json["proofs"].size() > kProofsMax) {
    return fail(Code::Corrupt,
                "this is no packet of the form {} with its proofs, which `jurymast incident packet --format json` makes",
                kPacketForm);
  }
  std::vector<CheckedProof> all;
  for (const Json& one : json["proofs"]) {
    if (!one.is_object()) return fail(Code::Corrupt, "a proof of this packet is no object");
    all.push_back(checked(one, verifier));
  }
  return all;
}

}  // namespace jurymast::review
