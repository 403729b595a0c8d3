#include "record/inclusion_proof.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "crypto/hex.hpp"
#include "record/merkle.hpp"

namespace jurymast::record {

std::optional<crypto::Digest> read_digest(std::string_view hex) {
  const auto bytes = crypto::from_hex(hex);
  crypto::Digest digest{};
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

std::string render(const InclusionProof& proof) {
  auto path = nlohmann::ordered_json::array();
  for (const crypto::Digest& digest : proof.path) path.push_back(crypto::to_hex(digest));
  const nlohmann::ordered_json json{{"proof", "jurymast.inclusion/1"},
                                    {"index", proof.index},
                                    {"line", proof.line},
                                    {"path", path},
                                    {"checkpoint", proof.checkpoint}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

Result<InclusionProof> read_proof(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto no_proof = fail(Code::Corrupt, "this is no proof, which `jurymast log prove` prints");
  if (!json.is_object()) return no_proof;
  const auto member = [&](const char* name) { return json.value(name, nlohmann::json()); };
  const auto path = member("path");
  const bool whole = member("index").is_number_unsigned() && member("line").is_string() && member("checkpoint").is_string() &&
                     path.is_array() && path.size() <= kProofPathMax;
  if (!whole) return no_proof;
  InclusionProof proof{
      member("index").get<std::uint64_t>(), member("line").get<std::string>(), {}, member("checkpoint").get<std::string>()};
  for (const auto& one : path) {
    const auto digest = one.is_string() ? read_digest(one.get<std::string>()) : std::nullopt;
    if (!digest) return no_proof;
    proof.path.push_back(*digest);
  }
  return proof;
}

Result<TreeHead> check_proof(const InclusionProof& proof, const LogVerifier& verifier) {
  return check_proof({proof.index, leaf_hash(proof.line), proof.path, proof.checkpoint}, verifier);
}

Result<TreeHead> check_proof(const LeafProof& proof, const LogVerifier& verifier) {
  Result<TreeHead> head = verifier.open(proof.checkpoint);
  if (!head) return head;
  if (root_of_path(proof.leaf, proof.index, head->size, proof.path) == head->root) return head;
  return fail(Code::Corrupt,
              "the path does not lead from this line to the checkpoint's root: the line, its place or the path was changed");
}

}  // namespace jurymast::record
