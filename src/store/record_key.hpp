#pragma once
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "record/hash_keys.hpp"

namespace jurymast::store {

/// The key of this deployment's record hashes, 32 bytes in `keys/record.key`, made at the first start. Whoever lacks the file cannot tell
/// what a hash was made of; without the same file a caller's id cannot be found again.
Result<Secret> load_or_create_record_key(const std::string& state_directory);
/// The same, but fails with NotFound where there is none; for commands, which change nothing.
Result<Secret> load_record_key(const std::string& state_directory);

using record::body_key;
using record::caller_id_key;
using record::draw_key;

}  // namespace jurymast::store
