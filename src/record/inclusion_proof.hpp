#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/digest.hpp"
#include "record/checkpoint.hpp"

namespace jurymast::record {

/// Shows that one line stands in a log, without the log: the line, its place, the path to the root, and the signed checkpoint with that root.
struct InclusionProof {
  std::uint64_t index = 0;  ///< of the line in the tree, from 0
  std::string line;         ///< its bytes, without the newline
  std::vector<crypto::Digest> path;
  std::string checkpoint;  ///< a whole signed note
};

/// The same of a line of which only the hash is told.
struct LeafProof {
  std::uint64_t index = 0;
  crypto::Digest leaf{};  ///< leaf_hash of the line
  std::vector<crypto::Digest> path;
  std::string checkpoint;
};

/// The longest path that a proof may have: no tree over a number of 64 bits is deeper.
inline constexpr std::size_t kProofPathMax = 64;

/// A digest as proofs write it, in hexadecimal digits; nothing where the text is none.
std::optional<crypto::Digest> read_digest(std::string_view hex);
/// The proof as a JSON object, for sending.
std::string render(const InclusionProof& proof);
/// Reads what render() gives; fails with Corrupt where it is no proof.
Result<InclusionProof> read_proof(std::string_view json);
/// The head under which the line stands where the proof says; fails with Denied where the checkpoint is not of that log's key, and with
/// Corrupt where the path does not lead from the line to its root.
Result<TreeHead> check_proof(const InclusionProof& proof, const LogVerifier& verifier);
/// Likewise, of a hash.
Result<TreeHead> check_proof(const LeafProof& proof, const LogVerifier& verifier);

}  // namespace jurymast::record
