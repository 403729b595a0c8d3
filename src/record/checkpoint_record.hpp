#pragma once
#include <array>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "record/checkpoint.hpp"
#include "record/merkle.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// Why a checkpoint was written at this place of the log.
enum class CheckpointCause : unsigned char { Lines, Time, File, Stop };
inline constexpr std::array<std::string_view, 4> kCheckpointCauseNames{"lines", "time", "file", "stop"};

/// The log says, signed, what all its lines before this one are.
struct CheckpointRecord {
  WallTime at;
  CheckpointCause cause = CheckpointCause::Lines;
  std::string origin;      ///< the log's name
  std::uint64_t size = 0;  ///< how many lines stand before this one
  std::string root;        ///< bytes: root of the tree over them
  std::string frontier;    ///< bytes: the roots of the tree's whole subtrees, largest first, one behind the other
  std::string signature;   ///< bytes: Ed25519 over origin, size and root in the form of a C2SP checkpoint
  friend bool operator==(const CheckpointRecord&, const CheckpointRecord&) = default;
};
std::string render(const CheckpointRecord& record);
Result<CheckpointRecord> read_checkpoint(std::string_view record);
KindShape checkpoint_shape();

/// Signs the tree as it stands.
CheckpointRecord sign_checkpoint(const LogSigner& signer, const MerkleTree& tree, WallTime at, CheckpointCause cause);
/// The tree that the checkpoint vouches for; fails with Denied where the log's key did not sign it, and with Corrupt where its parts do not
/// fit each other.
Result<MerkleTree> open_checkpoint(const CheckpointRecord& record, const LogVerifier& verifier);
/// The tree that the checkpoint tells of, whoever signed it; fails with Corrupt where its parts do not fit each other.
Result<MerkleTree> tree_of(const CheckpointRecord& record);
/// The checkpoint in the form that is kept elsewhere (LogVerifier::note).
std::string note_of(const CheckpointRecord& record, const LogVerifier& verifier);

}  // namespace jurymast::record
