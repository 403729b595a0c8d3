#pragma once
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace jurymast::store {

/// The key of this deployment, 32 bytes in `keys/record.key`, made at the first start: of what its processes remember of callers, and of the hashes
/// in records from before months had keys of their own.
Result<Secret> load_or_create_record_key(const std::string& state_directory);
/// The same, but fails with NotFound where there is none; for commands, which change nothing.
Result<Secret> load_record_key(const std::string& state_directory);

}  // namespace jurymast::store
