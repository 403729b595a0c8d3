#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "record/checkpoint.hpp"
#include "record/log_chain.hpp"

namespace jurymast::store {

/// The tree over the lines before a checkpoint's line; nothing where the line is no such line, or vouches for nothing.
std::optional<record::MerkleTree> tree_before(std::string_view line, const record::LogVerifier* verifier);
/// What the next line of a state directory's log builds on. Where the newest checkpoint of the last two files holds, only what follows it is
/// hashed; otherwise the whole log is. A checkpoint must be signed by the log's key where that is given. Fails with NotFound where the log
/// has no lines, and with Corrupt where it does not run without a hole from its first line or from a checkpoint.
Result<record::LogChain> read_chain(const std::string& state_directory, const record::LogVerifier* verifier);

}  // namespace jurymast::store
